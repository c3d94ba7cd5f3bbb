/** The founding example through a worker, for real: ingest, LSTM(128) on the months, ten epochs at batch 32, one registered version. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runEvents } from "@plimsoll/schema/db";
import { asc, eq } from "drizzle-orm";
import { startFixture } from "../apps/worker/src/testing/fixture.ts";
import { months, TARGET, writeTaiwan } from "../apps/worker/src/testing/taiwan.ts";
import { startWorker } from "../apps/worker/src/worker.ts";
import { type Check, finish, isEntry, seconds } from "./checks.ts";

export async function run(engine: "NATIVE" | "WASM" = "NATIVE"): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-verify-"));
  const fixture = await startFixture();
  const worker = await startWorker({ databaseUrl: fixture.url, home: fixture.home, engine, logLevel: "warn", codeVersion: "verify" });
  const checks: Check[] = [];
  try {
    const file = join(folder, "taiwan.csv");
    await writeTaiwan(file, 30_000);
    const ingest = await fixture.submitIngest(file);
    const ingested = await fixture.ended(ingest.runId);
    checks.push(["the file is ingested", ingested.status === "SUCCEEDED", `${seconds(ingested)} s`]);
    const submittedAt = performance.now();
    const runId = await fixture.submitTraining({
      datasetId: ingest.datasetId,
      modelName: "Card default",
      target: TARGET,
      drop: ["ID"],
      architecture: "lstm",
      params: { units: [128] },
      sequence: months,
      split: { method: "COLUMN", testColumn: "IS_TEST" },
      training: { epochs: 10, batchSize: 32 },
    });
    const limit = engine === "NATIVE" ? 300_000 : 3_600_000;
    await fixture.until(runId, ({ status, progress }) => status !== "QUEUED" && progress > 0, 30_000);
    const firstProgress = performance.now() - submittedAt;
    checks.push([
      "the first progress comes within 2 s of the submission",
      firstProgress <= 2_000,
      `${Math.round(firstProgress)} ms`,
      "speed",
    ]);
    const ended = await fixture.ended(runId, limit);
    const auc = ended.metrics.find(({ name, split }) => name === "auc" && split === "TEST");
    checks.push([
      "the run registers a version",
      ended.status === "SUCCEEDED" && ended.modelVersionId !== null,
      `${ended.status} ${seconds(ended)} s`,
    ]);
    checks.push([
      "AUC on the test rows is at least 0.775",
      (auc?.value ?? 0) >= 0.775,
      `${auc?.value.toFixed(4)} (${auc?.low?.toFixed(4)} to ${auc?.high?.toFixed(4)})`,
    ]);
    const baseline = ended.baselines[0]?.metrics.find(({ name, split }) => name === "auc" && split === "TEST");
    checks.push(["a logistic baseline stands beside it", baseline !== undefined, `AUC ${baseline?.value.toFixed(4)}`]);
    const events = await fixture.database.db.select().from(runEvents).where(eq(runEvents.runId, runId)).orderBy(asc(runEvents.seq));
    const training = events.find(({ type, data }) => type === "PHASE" && data.phase === "Training");
    const last = events.findLast(({ type }) => type === "EPOCH");
    const epochs = training && last ? (last.createdAt.getTime() - training.createdAt.getTime()) / 1000 : Number.NaN;
    checks.push(["ten epochs are trained", last?.epoch === 10]);
    checks.push([
      "all ten epochs take at most 90 s inside the run",
      engine !== "NATIVE" || epochs <= 90,
      `${epochs.toFixed(1)} s`,
      "speed",
    ]);
  } finally {
    await worker.close();
    await fixture.close();
    await rm(folder, { recursive: true, force: true });
  }
  return finish(`founding example on ${engine}`, checks);
}

if (isEntry(import.meta.url)) process.exitCode = (await run(process.argv[2] === "WASM" ? "WASM" : "NATIVE")) ? 0 : 1;
