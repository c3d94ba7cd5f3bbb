import { newId } from "@plimsoll/schema";
import { beat, claimRun, datasets, modelVersions, runs, succeedRun } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness, readyDataset, trainedVersion } from "./testing/harness.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await openHarness();
});
afterAll(() => harness?.close());

interface Answered {
  __typename: string;
  code?: string;
  message?: string;
  run?: { id: string; job: string; status: string };
}
async function replay(runId: string, key?: string): Promise<Answered> {
  const query = `mutation ($input: ReplayRunInput!) { replayRun(input: $input) { __typename
    ... on ReplayRunSuccess { run { id job status } } ... on UserError { code message } } }`;
  const { data, errors } = await harness.ask<{ replayRun: Answered }>(query, { input: { runId } }, key);
  return data?.replayRun ?? { __typename: errors?.[0]?.extensions.code ?? "" };
}

/** A trained version whose data set is there, on an engine that a live worker has or not. */
async function version(architecture = "mlp"): Promise<{ runId: string; versionId: string; datasetId: string }> {
  const made = await trainedVersion(harness.database, harness.workspaceId, `Replayed ${newId("run")}`, "key_other");
  const datasetId = await readyDataset(harness.database, harness.workspaceId, { age: "INTEGER" });
  await harness.database.db
    .update(datasets)
    .set({ artifactSha256: "0".repeat(64) })
    .where(eq(datasets.id, datasetId));
  const [row] = await harness.database.db.select().from(modelVersions).where(eq(modelVersions.id, made.versionId));
  if (!row) throw new Error("no version");
  const lineage = { ...row.lineage, datasetId, architecture };
  await harness.database.db.update(modelVersions).set({ lineage }).where(eq(modelVersions.id, made.versionId));
  return { ...made, datasetId };
}

test("what cannot be trained again as it was is refused with what is missing", async () => {
  expect(await replay(newId("run"))).toMatchObject({ __typename: "NOT_FOUND" });
  const { runId, datasetId } = await version();
  expect(await replay(runId)).toMatchObject({
    code: "NOT_READY",
    message: expect.stringMatching(/CPU engine 1; no live worker has it \(alive: none\)/),
  });
  await beat(harness.database.db, {
    id: newId("worker"),
    role: "WORKER",
    host: "here",
    processId: 1,
    codeVersion: "test",
    engine: "CPU",
    engineVersion: "1",
    threads: 1,
  });
  const gone = await version("of-long-ago");
  expect(await replay(gone.runId)).toMatchObject({ code: "NOT_READY", message: expect.stringContaining("'of-long-ago' does not exist") });
  await harness.database.db
    .update(datasets)
    .set({ artifactSha256: "1".repeat(64) })
    .where(eq(datasets.id, datasetId));
  expect(await replay(runId)).toMatchObject({ code: "NOT_READY", message: expect.stringMatching(/are gone or have changed/) });
  const [ingest] = await harness.database.db.select().from(runs).where(eq(runs.kind, "INGEST")).limit(1);
  expect(await replay(ingest?.id ?? "")).toMatchObject({ __typename: "ForbiddenTransitionError" });
});

test("a validator replays a run, and reads how it compares", async () => {
  const { runId, versionId } = await version();
  const { run } = await replay(runId, await harness.keyOf("VALIDATOR"));
  expect(run).toMatchObject({ job: "model.replay", status: "QUEUED" });
  expect(await replay(runId, await harness.keyOf("VIEWER"))).toMatchObject({ __typename: "FORBIDDEN" });
  const claim = await claimRun(harness.database, run?.id ?? "", { id: "wrk_test", engine: "CPU" });
  if (!claim) throw new Error("not claimed");
  const result = {
    outcome: "WITHIN_TOLERANCE",
    weightHash: { stored: "a", replayed: "b" },
    maxWeightDifference: 1e-7,
    scores: { count: 10, maxAbsolute: 1e-8, maxRelative: 1e-7, tolerance: 1e-5 },
    samePipeline: true,
    metrics: [{ name: "auc", stored: 0.77, replayed: 0.77 }],
    engine: { name: "CPU", version: "1" },
    codeVersion: { stored: "test", replayed: "test" },
    datasetSha256: "0".repeat(64),
  };
  await harness.database.transaction((tx) => succeedRun(tx, claim, { result }));
  const fields = `outcome modelVersion { id } original { id } weightHash { stored replayed } maxWeightDifference scores { count maxAbsolute maxRelative tolerance }
    samePipeline metrics { name stored replayed } engine engineVersion codeVersionStored codeVersionReplayed datasetSha256`;
  const answer = await harness.ask<{ run: { replay: object } }>(`query ($id: ID!) { run(id: $id) { replay { ${fields} } } }`, {
    id: run?.id,
  });
  const { engine: _engine, codeVersion: _code, ...plain } = result;
  expect(answer.data?.run.replay).toEqual({
    ...plain,
    modelVersion: { id: versionId },
    original: { id: runId },
    engine: "CPU",
    engineVersion: "1",
    codeVersionStored: "test",
    codeVersionReplayed: "test",
  });
});
