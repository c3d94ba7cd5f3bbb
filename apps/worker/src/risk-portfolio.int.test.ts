import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRng } from "@plimsoll/features";
import { parsePortfolioOptions, parsePortfolioWalkForward } from "@plimsoll/ml/catalog";
import { type PortfolioResult, PortfolioSpec } from "@plimsoll/schema";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

const ASSETS = ["calm", "wild", "twin", "hedge"];
const DAYS = 420;
const MISSING_ROW = 200;
let fixture: Fixture;
let worker: RunningWorker;
let datasetId: string;

/** Prices of four assets, newest first, one of them missing on one day. */
function pricesCsv(): string {
  const rng = createRng(11);
  const prices = [100, 50, 50, 20];
  const lines: string[] = [];
  for (let t = 0; t < DAYS; t++) {
    const [market, own] = [rng.normal(), rng.normal()];
    const returns = [0.004 * market, 0.02 * market + 0.004 * own, 0.02 * market + 0.004 * rng.normal(), -0.01 * market];
    returns.forEach((value, i) => {
      prices[i] = (prices[i] as number) * (1 + value);
    });
    const day = new Date(Date.UTC(2022, 0, 1 + t)).toISOString().slice(0, 10);
    lines.push([day, ...prices.map((price, i) => (t === MISSING_ROW && i === 1 ? "" : price))].join(","));
  }
  return `day,${ASSETS.join(",")}\n${lines.reverse().join("\n")}\n`;
}

beforeAll(async () => {
  fixture = await startFixture();
  worker = await startWorker({ databaseUrl: fixture.url, home: fixture.home, engine: "CPU", logLevel: "silent", codeVersion: "test" });
  const path = join(fixture.folder, "prices.csv");
  await writeFile(path, pricesCsv());
  const ingest = await fixture.submitIngest(path);
  await fixture.ended(ingest.runId);
  datasetId = ingest.datasetId;
});
afterAll(async () => {
  await worker?.close();
  await fixture?.close();
});

const run = async (spec: Record<string, unknown>) =>
  fixture.ended(
    await fixture.submitRaw(
      "market.portfolio",
      PortfolioSpec.parse({ datasetId, timeColumn: "day", assets: ASSETS, missing: "DROP", ...spec }),
    ),
  );

test("one run answers allocation, frontier, comparison over time and the risk of positions", async () => {
  const ended = await run({
    allocation: parsePortfolioOptions({ method: { name: "minimum-variance" }, constraints: { upper: 0.6 } }),
    frontierPoints: 5,
    walkForward: parsePortfolioWalkForward({ methods: [{ method: { name: "risk-parity" } }], window: 150, replicates: 200 }),
    book: {
      positions: [
        { asset: "wild", amount: 1000 },
        { asset: "hedge", amount: 2000 },
      ],
      method: "historical",
      params: { window: 250 },
      alphas: [0.95],
      stress: [
        { kind: "SHOCK", name: "fall", shocks: [{ asset: "wild", change: -0.3 }] },
        { kind: "HISTORICAL", name: "spring", from: "2022-03-01", to: "2022-03-31" },
      ],
      worst: [5],
    },
  });
  expect(ended.error).toBeNull();
  const result = ended.result as PortfolioResult;
  expect(result.read).toEqual({ nRows: DAYS - 1, nDropped: 1, from: "2022-01-01", to: "2023-02-24" });
  const { allocation, frontier, walkForward, book } = result;
  expect(allocation?.method).toBe("minimum-variance");
  expect(allocation?.holdings.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 6);
  expect(Math.max(...(allocation?.holdings.map(({ weight }) => weight) ?? []))).toBeLessThanOrEqual(0.6 + 1e-6);
  expect(frontier?.points).toHaveLength(5);
  expect(frontier?.points[0]?.weights).toHaveLength(4);

  expect(walkForward?.entries.map(({ id }) => id)).toEqual(["equal-weight", "risk-parity"]);
  const nTest = DAYS - 2 - 150;
  expect(walkForward).toMatchObject({ nTest, to: "2023-02-24" });
  const parity = walkForward?.entries[1];
  expect(parity?.nRebalances).toBe(Math.ceil(nTest / 21));
  expect(parity?.rebalances[0]).toMatchObject({ at: 150, failed: null });
  for (const { value, low, high } of parity?.metrics.filter(({ name }) => name === "sharpe") ?? []) {
    expect(low).toBeLessThan(value);
    expect(high).toBeGreaterThan(value);
  }

  const level = book?.levels[0];
  const components = level?.assets.reduce((sum, { componentVar }) => sum + componentVar, 0);
  expect(components).toBeCloseTo(level?.var ?? Number.NaN, 6);
  // The hedge moves against the wild one: the book loses less than the positions alone.
  expect(level?.diversification).toBeGreaterThan(0);
  expect(book?.stress[0]).toMatchObject({ name: "fall", kind: "SHOCK", loss: 300 });
  expect(book?.stress[1]?.kind).toBe("HISTORICAL");
  expect(book?.worst[0]?.stretches).toHaveLength(5);
  expect(book?.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(250);
  expect(ended.output).toMatchObject({ rowCount: nTest, fileName: "prices.csv-portfolio-returns.csv" });
  const file = await readFile(await openLocalStorage(homeFolders(fixture.home).artifacts).localPath(ended.output?.sha256 ?? ""), "utf8");
  const lines = file.trim().split("\n");
  expect(lines[0]).toBe("day,equal-weight,risk-parity");
  expect(lines).toHaveLength(nTest + 1);
});

test("a gap is refused unless the run says that rows without a value are left out", async () => {
  const ended = await run({ missing: "REFUSE", allocation: parsePortfolioOptions({}) });
  expect(ended).toMatchObject({
    status: "FAILED",
    error: { code: "INVALID_INPUT", message: expect.stringContaining("'wild' on 2022-07-20") },
  });
});

test("constraints that contradict each other and scenarios outside the history end the run with their code", async () => {
  const constraints = { upper: 0.4, groups: [{ name: "all", assets: ASSETS, upper: 0.5 }] };
  expect(await run({ allocation: parsePortfolioOptions({ constraints }) })).toMatchObject({
    status: "FAILED",
    error: { code: "INFEASIBLE" },
  });
  const book = {
    positions: [{ asset: "wild", amount: 1 }],
    stress: [{ kind: "HISTORICAL", name: "war", from: "1999-01-01", to: "1999-02-01" }],
  };
  expect(await run({ book: { ...book, method: "historical", params: { window: 100 } } })).toMatchObject({
    status: "FAILED",
    error: { code: "INVALID_INPUT", message: expect.stringContaining("'war'") },
  });
});
