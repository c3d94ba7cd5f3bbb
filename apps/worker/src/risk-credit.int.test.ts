import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRng } from "@plimsoll/features";
import { type CreditPortfolioResult, CreditPortfolioSpec } from "@plimsoll/schema";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

let fixture: Fixture;
let worker: RunningWorker;
beforeAll(async () => {
  fixture = await startFixture();
  worker = await startWorker({ databaseUrl: fixture.url, home: fixture.home, engine: "CPU", logLevel: "silent", codeVersion: "test" });
});
afterAll(async () => {
  await worker?.close();
  await fixture?.close();
});

const N = 400;
function tapeRows(): string[] {
  const rng = createRng(3);
  return Array.from({ length: N }, (_, i) => {
    const pd = 0.005 + 0.1 * rng.next();
    return [
      `L${i}`,
      pd.toFixed(6),
      (pd / 2).toFixed(6),
      "0.45",
      1000 + rng.int(9000),
      i % 20 === 0 ? 45 : 0,
      i % 50 === 7,
      "ABC"[i % 3],
      1 + (i % 4),
    ].join(",");
  });
}
const HEAD = "loan,pd,pd0,lgd,balance,dpd,bad,grade,years";
const columns = {
  id: "loan",
  pd: "pd",
  pdAtOrigination: "pd0",
  lgd: "lgd",
  ead: "balance",
  daysPastDue: "dpd",
  defaulted: "bad",
  segment: "grade",
  maturityYears: "years",
};
async function computed(rows: readonly string[], name: string) {
  const path = join(fixture.folder, `${name}.csv`);
  await writeFile(path, `${[HEAD, ...rows].join("\n")}\n`);
  const { runId, datasetId } = await fixture.submitIngest(path);
  await fixture.ended(runId);
  const scenarios = [
    { name: "base", weight: 0.7 },
    { name: "recession", weight: 0.3, hazardMultiplier: 2, lgdMultiplier: 1.1 },
  ];
  const spec = CreditPortfolioSpec.parse({ datasetId, columns, effectiveRate: 0.05, scenarios });
  return fixture.ended(await fixture.submitRaw("credit.portfolio", spec));
}

test("a loan tape gives capital, stages and allowances, and every loan as a file", async () => {
  const run = await computed(tapeRows(), "tape");
  expect(run.error).toBeNull();
  const { total, segments, stages, sensitivity, reasons } = run.result as CreditPortfolioResult;
  expect(total.nLoans).toBe(N);
  expect(segments.map(({ segment }) => segment).sort()).toEqual(["A", "B", "C"]);
  expect(segments.reduce((sum, { riskWeightedAssets }) => sum + riskWeightedAssets, 0)).toBeCloseTo(total.riskWeightedAssets, 6);
  expect(stages.reduce((sum, { allowance }) => sum + allowance, 0)).toBeCloseTo(total.allowance, 6);
  expect(stages[2]?.nLoans).toBe(N / 50);
  expect(reasons.find(({ reason }) => reason === "PAST_DUE_DAYS")?.nLoans).toBeGreaterThan(0);
  const [base, recession] = sensitivity.map(({ allowance }) => allowance);
  expect(recession).toBeGreaterThan(base ?? 0);
  expect(total.allowance).toBeCloseTo(0.7 * (base ?? 0) + 0.3 * (recession ?? 0), 6);
  const file = await readFile(await openLocalStorage(homeFolders(fixture.home).artifacts).localPath(run.output?.sha256 ?? ""), "utf8");
  expect(file.trim().split("\n")).toHaveLength(N + 1);
  expect(file).toMatch(/^id,segment,asset_class,stage,reason,pd,/);
});

test.each<[string, string, RegExp]>([
  ["a missing PD", "X,,0.01,0.45,100,0,false,A,1", /Loan 'X'.*'pd'.*nothing/],
  ["a PD in percent", "X,4,0.01,0.45,100,0,false,A,1", /Loan 'X'.*'pd'/],
  ["an exposure below zero", "X,0.04,0.01,0.45,-5,0,false,A,1", /Loan 'X'.*'balance'/],
  ["a loan that comes twice", "L3,0.04,0.01,0.45,5,0,false,A,1", /'L3' is there twice/],
])("%s ends the run with the loan", async (name, row, words) => {
  const run = await computed([...tapeRows(), row], name.replaceAll(" ", "-"));
  expect(run).toMatchObject({ status: "FAILED", error: { code: "INVALID_INPUT" } });
  expect(run.error?.message).toMatch(words);
});
