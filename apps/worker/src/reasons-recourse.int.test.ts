import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRng } from "@plimsoll/features";
import { type MappedReason, newId, type RecourseResponse, type ScoreResponse } from "@plimsoll/schema";
import { modelVersions, reasonMappings } from "@plimsoll/schema/db";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningScorer, startScorer } from "./scorer-server.ts";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

const SECRET = "a secret of the test, long enough";
let fixture: Fixture;
let worker: RunningWorker;
let scorer: RunningScorer;
let datasetId: string;
let modelVersionId: string;
let modelId: string;

type Answer<Body> = { status: number; body: Body & { error?: { code: string; message: string; context: Record<string, unknown> } } };
async function post<Body>(path: string, body: object): Promise<Answer<Body>> {
  const response = await fetch(`${scorer.url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${SECRET}` },
    body: JSON.stringify({ workspaceId: fixture.workspaceId, modelVersionId, ...body }),
  });
  return { status: response.status, body: (await response.json()) as Answer<Body>["body"] };
}

/** Debt and a short time in a job lead to default; school helps, age is noise. */
const bad = { debt: 3, years: 1, age: 30, school: "none", guarantor: false };
const good = { debt: -2, years: 20, age: 30, school: "degree", guarantor: true };

beforeAll(async () => {
  fixture = await startFixture();
  const options = { databaseUrl: fixture.url, home: fixture.home, engine: "CPU" as const, logLevel: "silent", codeVersion: "test" };
  worker = await startWorker(options);
  const rng = createRng(9);
  const levels = ["none", "college", "degree"];
  const lines = Array.from({ length: 900 }, () => {
    const [debt, years, age, school] = [2 * rng.normal(), rng.int(25), 20 + rng.int(50), rng.int(3)];
    const guarantor = rng.next() < 0.3;
    const risk = 1.2 * debt - 0.2 * (years - 12) - 0.9 * (school - 1) - (guarantor ? 0.8 : 0);
    return [debt.toFixed(3), years, age, levels[school], guarantor, Number(rng.next() < 1 / (1 + Math.exp(-risk)))].join(",");
  });
  const path = join(fixture.folder, "loans.csv");
  await writeFile(path, `debt,years,age,school,guarantor,bad\n${lines.join("\n")}\n`);
  const ingest = await fixture.submitIngest(path);
  await fixture.ended(ingest.runId);
  datasetId = ingest.datasetId;
  const spec = { datasetId, modelName: "Loans", target: "bad", architecture: "mlp", params: { units: [8] }, baselines: [] };
  const ended = await fixture.ended(await fixture.submitTraining({ ...spec, training: { epochs: 12, learningRate: 0.01 } }));
  modelVersionId = ended.modelVersionId ?? "";
  const [version] = await fixture.database.db.select().from(modelVersions).where(eq(modelVersions.id, modelVersionId));
  modelId = version?.modelId ?? "";
  scorer = await startScorer({ ...options, port: 0, secret: SECRET });
}, 90_000);
afterAll(async () => {
  await scorer?.close();
  await worker?.close();
  await fixture?.close();
});

let saved = 0;
async function mapping(reasons: MappedReason[]): Promise<string> {
  const id = newId("reasonMapping");
  saved += 1;
  const row = { id, workspaceId: fixture.workspaceId, modelId, version: saved, reasons, createdBy: "key_test" };
  await fixture.database.db.insert(reasonMappings).values(row);
  return id;
}
const said = (feature: string, en: string, de: string): MappedReason => ({
  feature,
  code: `R-${feature}`,
  raises: [
    { language: "en", text: en },
    { language: "de", text: de },
  ],
});
const all = ["debt", "years", "age", "school", "guarantor"].map((feature) =>
  said(feature, `${feature} was {value}`, `${feature} war {value}`),
);

test("a decline's reasons are in the lender's words and language, with the lender's codes; an approval says what has a sentence", async () => {
  const reasonMappingId = await mapping(all);
  const asked = { rows: [bad, good], explain: true, wording: { reasonMappingId, language: "de" } };
  const { status, body } = await post<ScoreResponse>("/score", asked);
  expect(status).toBe(200);
  const [declined, approved] = body.scores;
  expect(declined?.decision).toBe("1");
  expect(declined?.reasons.map(({ text }) => text)).toContain("debt war 3");
  expect(declined?.reasons.every(({ code, feature, contribution }) => code === `R-${feature}` && contribution > 0)).toBe(true);
  expect(approved?.decision).toBe("0");
  // Nothing is mapped for what lowers a score.
  expect(approved?.reasons.every(({ contribution }) => contribution > 0)).toBe(true);
  const plain = await post<ScoreResponse>("/score", { rows: [bad], explain: true });
  expect(plain.body.scores[0]?.reasons[0]?.text).toMatch(/raises the probability/);
});

test("a reason without a sentence is refused, online and in a file, and never made up", async () => {
  const reasonMappingId = await mapping([said("age", "Age", "Alter")]);
  const wording = { reasonMappingId, language: "en" };
  const { status, body } = await post<ScoreResponse>("/score", { rows: [good, bad], explain: true, wording });
  expect(status).toBe(422);
  expect(body.error).toMatchObject({ code: "UNMAPPED_REASON", context: { language: "en" } });
  expect((await post<ScoreResponse>("/score", { rows: [good], explain: true, wording })).status).toBe(200);
  const run = await fixture.ended(await fixture.submitScoring({ datasetId, modelVersionId, explain: true, wording }));
  expect(run).toMatchObject({ status: "FAILED", error: { code: "UNMAPPED_REASON" } });
  const ended = await fixture.ended(
    await fixture.submitScoring({
      datasetId,
      modelVersionId,
      explain: true,
      format: "CSV",
      wording: { reasonMappingId: await mapping(all), language: "en" },
    }),
  );
  const file = await readFile(await openLocalStorage(homeFolders(fixture.home).artifacts).localPath(ended.output?.sha256 ?? ""), "utf8");
  expect(file).toContain("debt was ");
  const unknown = { reasonMappingId: newId("reasonMapping"), language: "en" };
  expect((await post("/score", { rows: [bad], explain: true, wording: unknown })).body.error?.code).toBe("INVALID_INPUT");
});

const rules = [
  { kind: "NUMBER", column: "debt", direction: "DOWN", min: -1 },
  { kind: "NUMBER", column: "years", direction: "UP", max: 15 },
  { kind: "CATEGORY", column: "school", values: ["none", "college", "degree"], isOrdered: true },
  { kind: "FLAG", column: "guarantor", to: true, effort: 3 },
];

test("recourse turns the decision within its rules, and the plan's own rows are approved by score", async () => {
  const { status, body } = await post<RecourseResponse>("/recourse", { row: bad, rules });
  expect([status, body.status]).toEqual([200, "FOUND"]);
  expect(body.plans.length).toBeGreaterThan(0);
  for (const { changes, probabilityBefore, probabilityAfter } of body.plans) {
    const changed: Record<string, unknown> = { ...bad };
    for (const { column, to } of changes) changed[column] = column === "guarantor" ? to === 1 : to;
    // What never may change has not, what goes one way went that way, and bounds hold.
    expect(changed.age).toBe(30);
    expect(changed.debt as number).toBeGreaterThanOrEqual(-1);
    expect(changed.debt as number).toBeLessThanOrEqual(3);
    expect(changed.years as number).toBeGreaterThanOrEqual(1);
    expect(changed.years as number).toBeLessThanOrEqual(15);
    const { body: scored } = await post<ScoreResponse>("/score", { rows: [bad, changed] });
    expect(scored.scores[0]?.probability).toBeCloseTo(probabilityBefore, 5);
    expect(scored.scores[1]?.probability).toBeCloseTo(probabilityAfter, 5);
    expect(scored.scores[1]?.decision).toBe("0");
  }
  expect((await post<RecourseResponse>("/recourse", { row: good, rules })).body.status).toBe("APPROVED");
});

test("there is no plan rather than a forbidden one, and bad rules are refused with their place", async () => {
  const none = await post<RecourseResponse>("/recourse", {
    row: bad,
    rules: [{ kind: "NUMBER", column: "age", direction: "DOWN", min: 29 }],
  });
  expect(none.body).toMatchObject({ status: "NONE", plans: [] });
  for (const rule of [
    { kind: "NUMBER", column: "income" },
    { kind: "NUMBER", column: "school" },
    { kind: "FLAG", column: "guarantor", to: true, min: 3 },
    { kind: "NUMBER", column: "debt", min: 3, max: 1 },
    { kind: "CATEGORY", column: "school", isOrdered: true },
    { kind: "NUMBER", column: "__proto__" },
  ])
    expect((await post("/recourse", { row: bad, rules: [rule] })).body.error).toMatchObject({
      code: "INVALID_INPUT",
      context: { path: ["rules"] },
    });
  expect((await post("/recourse", { row: { debt: 1 }, rules })).body.error?.code).toBe("MISSING_COLUMN");
});

test("stored rules are kept to by themselves, narrowed by a call, and never loosened by one that nobody signs for", async () => {
  const stored = rules.map((rule) => ({ effort: 1, ...rule }));
  // A rule for a column that another version of the model read is passed over.
  const more = [...stored, { kind: "NUMBER", column: "income", direction: "UP", effort: 1 }];
  const by = async (body: object) => (await post<RecourseResponse>("/recourse", { row: bad, rules: null, stored: more, ...body })).body;
  const own = (await post<RecourseResponse>("/recourse", { row: bad, rules })).body;
  expect(await by({})).toEqual(own);
  const narrowed = await by({ rules: [{ kind: "NUMBER", column: "debt" }], maxChanges: 1 });
  expect(narrowed.loosened).toEqual([]);
  for (const { changes } of narrowed.plans)
    for (const { column, from, to } of changes) {
      expect(column).toBe("debt");
      expect(to as number).toBeLessThan(from as number);
      expect(to as number).toBeGreaterThanOrEqual(-1);
    }
  for (const rule of [
    { kind: "NUMBER", column: "age", direction: "DOWN" },
    { kind: "NUMBER", column: "debt", min: -100 },
    { kind: "NUMBER", column: "years", direction: "BOTH" },
    { kind: "CATEGORY", column: "school", values: ["degree", "none"], isOrdered: true },
  ]) {
    const refused = await by({ rules: [rule] });
    expect(refused.error).toMatchObject({ code: "INVALID_INPUT", context: { path: ["rules"], columns: [rule.column] } });
    expect((await by({ rules: [rule], mayLoosen: true })).loosened).toEqual([rule.column]);
  }
  expect((await by({ stored: null })).error).toMatchObject({ code: "INVALID_INPUT", context: { path: ["rules"] } });
});
