import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ScoreResponse } from "@plimsoll/schema";
import { aliases, liveWorkers, modelVersions } from "@plimsoll/schema/db";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type RunningScorer, startScorer } from "./scorer-server.ts";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { months, TARGET, writeTaiwan } from "./testing/taiwan.ts";
import { startWorker } from "./worker.ts";

const SECRET = "a secret of the test, long enough";
const N_ROWS = 300;
let fixture: Fixture;
let scorer: RunningScorer;
let modelVersionId: string;
let rows: Record<string, number>[];
let fileScores: { probability: number; raw: number; decision: string; reason_1: string }[];

async function post(
  path: string,
  body: unknown,
  secret = SECRET,
): Promise<{ status: number; body: ScoreResponse & { error: { code: string; message: string } } }> {
  const response = await fetch(`${scorer.url}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${secret}` },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as never };
}

const score = (asked: unknown[], extra: Record<string, unknown> = {}) =>
  post("/score", { workspaceId: fixture.workspaceId, modelVersionId, rows: asked, ...extra });

/** Rows of a CSV whose cells hold no comma, except in the quoted reasons at the end. */
async function readScores(sha256: string): Promise<Record<string, string>[]> {
  const text = await readFile(await openLocalStorage(homeFolders(fixture.home).artifacts).localPath(sha256), "utf8");
  const [header = "", ...lines] = text.trim().split("\n");
  const names = header.split(",");
  return lines.map((line) => {
    const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(,|$)/g)].map(([, cell = ""]) =>
      cell.replace(/^"|"$/g, "").replaceAll('""', '"'),
    );
    return Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ""]));
  });
}

beforeAll(async () => {
  fixture = await startFixture();
  const worker = await startWorker({
    databaseUrl: fixture.url,
    home: fixture.home,
    engine: "CPU",
    logLevel: "silent",
    codeVersion: "test",
  });
  const file = join(fixture.folder, "taiwan.csv");
  await writeTaiwan(file, N_ROWS);
  const { runId, datasetId } = await fixture.submitIngest(file);
  await fixture.ended(runId);
  const trained = await fixture.ended(
    await fixture.submitTraining({
      datasetId,
      modelName: "Scored",
      target: TARGET,
      drop: ["ID"],
      architecture: "lstm",
      params: { units: [8] },
      sequence: months,
      split: { method: "COLUMN", testColumn: "IS_TEST" },
      training: { epochs: 3, learningRate: 0.02 },
      calibration: "PLATT",
    }),
  );
  modelVersionId = trained.modelVersionId ?? "";
  const scored = await fixture.ended(await fixture.submitScoring({ datasetId, modelVersionId, format: "CSV", explain: true }));
  if (!scored.output) throw new Error(JSON.stringify([trained.error, scored.error]));
  const table = await readScores(scored.output.sha256);
  const [version] = await fixture.database.db.select().from(modelVersions).where(eq(modelVersions.id, modelVersionId));
  const names = version?.signature?.columns.map(({ name }) => name) ?? [];
  rows = table.map((row) => Object.fromEntries(names.map((name) => [name, Number(row[name])])));
  fileScores = table.map((row) => ({
    probability: Number(row.probability),
    raw: Number(row.raw_probability),
    decision: row.decision ?? "",
    reason_1: row.reason_1 ?? "",
  }));
  await fixture.database.db.insert(aliases).values({
    modelId: version?.modelId ?? "",
    alias: "champion",
    workspaceId: fixture.workspaceId,
    modelVersionId,
    reason: "test",
    updatedBy: "key_test",
  });
  await worker.close();
  scorer = await startScorer({
    databaseUrl: fixture.url,
    home: fixture.home,
    port: 0,
    secret: SECRET,
    engine: "CPU",
    logLevel: "silent",
    codeVersion: "test",
    maxPendingRows: 2_000,
  });
});

afterAll(async () => {
  await scorer?.close();
  await fixture?.close();
});

test("one record alone, in a batch, beside other requests and in the scoring file gets the same probability to 1e-6", async () => {
  const batch = (await score(rows)).body.scores;
  const alone = await Promise.all(rows.slice(0, 40).map(async (row) => (await score([row])).body.scores[0]));
  const single = (await score([rows[0]])).body.scores[0];
  expect(batch).toHaveLength(N_ROWS);
  for (const [at, { probability, decision }] of batch.entries()) {
    expect(Math.abs((probability ?? 0) - (fileScores[at]?.probability ?? 9))).toBeLessThanOrEqual(1e-6);
    expect(decision).toBe(fileScores[at]?.decision);
  }
  for (const [at, result] of alone.entries())
    expect(Math.abs((result?.probability ?? 0) - (batch[at]?.probability ?? 9))).toBeLessThanOrEqual(1e-6);
  expect(Math.abs((single?.probability ?? 0) - (batch[0]?.probability ?? 9))).toBeLessThanOrEqual(1e-6);
  expect(single?.probabilities.reduce((sum, { value }) => sum + value, 0)).toBeCloseTo(1, 12);
});

test("a calibrated version answers with its own probability beside the calibrated one, in the same order, and the file has both", async () => {
  const scores = (await score(rows)).body.scores;
  const pairs = scores.map(({ probability, rawProbability }) => [rawProbability ?? -1, probability ?? -1] as const);
  expect(pairs.some(([raw, calibrated]) => Math.abs(raw - calibrated) > 1e-3)).toBe(true);
  const sorted = pairs.toSorted((a, b) => a[0] - b[0]).map(([, calibrated]) => calibrated);
  expect(sorted).toEqual(sorted.toSorted((a, b) => a - b));
  for (const [at, [raw]] of pairs.entries()) expect(Math.abs(raw - (fileScores[at]?.raw ?? 9))).toBeLessThanOrEqual(1e-6);
});

test("reasons are ranked by what they did, moving those that raise a score to the reference lowers it, and the file says the same", async () => {
  const explained = (await score(rows.slice(0, 40), { explain: true })).body.scores;
  const [version] = await fixture.database.db.select().from(modelVersions).where(eq(modelVersions.id, modelVersionId));
  const reference = new Map(version?.signature?.columns.map((column) => [column.name, column.reference]));
  const changed = explained.map(({ reasons }, at) => {
    expect(reasons.length).toBeGreaterThan(0);
    expect(reasons.length).toBeLessThanOrEqual(4);
    const sizes = reasons.map(({ contribution }) => Math.abs(contribution));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    expect(fileScores[at]?.reason_1).toBe(reasons[0]?.text);
    for (const { contribution, text } of reasons)
      expect(text).toMatch(contribution > 0 ? /raises the probability \(reference / : /lowers the probability \(reference /);
    const raising = reasons.filter(({ contribution }) => contribution > 0).map(({ feature }) => feature);
    const named = raising.flatMap((feature) => months.groups.find(({ name }) => name === feature)?.columns ?? [feature]);
    return named.length === 0 ? null : { ...rows[at], ...Object.fromEntries(named.map((name) => [name, reference.get(name)])) };
  });
  const moved = changed.flatMap((row, at) => (row ? [{ row, before: explained[at]?.rawProbability ?? 0 }] : []));
  const after = (await score(moved.map(({ row }) => row))).body.scores;
  const fell = moved.filter(({ before }, at) => (after[at]?.rawProbability ?? 1) < before);
  expect(fell.length / moved.length).toBeGreaterThanOrEqual(0.95);
});

test("every score tells how strange its row is: an ordinary one is not flagged, one far beyond the training rows is", async () => {
  const [ordinary, strange] = (await score([rows[0], { ...rows[0], LIMIT_BAL: 1e9, BILL_AMT1: -1e9 }])).body.scores;
  expect(ordinary?.strangeness).toBeLessThan(1);
  expect(strange).toMatchObject({ strangeness: 1, outOfDistribution: true });
  const flagged = (await score(rows)).body.scores.filter(({ outOfDistribution }) => outOfDistribution);
  expect(flagged.length).toBeLessThan(0.1 * N_ROWS);
});

test("an applicant explained alone gets the reasons it gets among others", async () => {
  const [together] = (await score(rows.slice(0, 5), { explain: true })).body.scores;
  const [alone] = (await score([rows[0]], { explain: true })).body.scores;
  expect(alone?.reasons.map(({ text }) => text)).toEqual(together?.reasons.map(({ text }) => text));
  for (const [at, { contribution }] of (alone?.reasons ?? []).entries())
    expect(contribution).toBeCloseTo(together?.reasons[at]?.contribution ?? 9, 4);
});

test.each([
  ["an unknown column", { extra: 1 }, "UNKNOWN_COLUMN", "'extra'"],
  ["a text for a number", { AGE: "old" }, "TYPE_MISMATCH", "'AGE'"],
])("%s is named", async (_title, change, code, name) => {
  const { status, body } = await score([rows[0], { ...rows[1], ...change }]);
  expect(status).toBe(422);
  expect(body.error).toMatchObject({ code, message: expect.stringContaining(name) });
  expect(body.error.message).toContain("Row 1");
});

test("a missing column is named, whether or not others ask at the same time", async () => {
  const { AGE: _age, ...short } = rows[0] ?? {};
  const [bad, good] = await Promise.all([score([short]), score([rows[1]])]);
  expect(bad.body.error).toMatchObject({ code: "MISSING_COLUMN", message: expect.stringContaining("'AGE'") });
  expect(good.status).toBe(200);
});

test("another workspace, an unknown version and a wrong secret get nothing", async () => {
  expect((await score([rows[0]], { workspaceId: "ws_other" })).status).toBe(404);
  expect((await score([rows[0]], { modelVersionId: "mv_other" })).status).toBe(404);
  expect((await post("/score", {}, "wrong")).status).toBe(401);
  expect((await post("/nothing", {})).status).toBe(404);
  expect((await post("/score", { rows: [] })).status).toBe(422);
});

test("more than can be answered in time is refused as UNAVAILABLE, and the scorer goes on", async () => {
  const burst = await Promise.all(Array.from({ length: 60 }, () => score(rows.slice(0, 200))));
  const refused = burst.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThan(0);
  expect(refused[0]?.body.error.code).toBe("UNAVAILABLE");
  expect((await score([rows[0]])).status).toBe(200);
});

test("the champion is warm and the heartbeat names the scorer", async () => {
  expect((await post("/warm", { workspaceId: fixture.workspaceId, modelVersionId })).body).toEqual({ modelVersionId });
  expect(await liveWorkers(fixture.database.db, "SCORER")).toMatchObject([{ id: scorer.id, engine: "CPU" }]);
  expect((await fetch(`${scorer.url}/livez`)).status).toBe(200);
});
