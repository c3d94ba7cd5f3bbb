/** A search whose workers are killed with SIGKILL, again and again: every trial ends once, nothing is lost, and it comes to what the undisturbed one came to. */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TrialResult, TrialSpec } from "@plimsoll/schema";
import { modelVersions, partsOf, type RunRow, runHistory } from "@plimsoll/schema/db";
import { homeFolders } from "@plimsoll/schema/storage";
import { eq } from "drizzle-orm";
import { type Fixture, startFixture } from "../apps/worker/src/testing/fixture.ts";
import { eventually, startWorkerProcess, type WorkerProcess } from "../apps/worker/src/testing/processes.ts";
import { TARGET, writeTaiwan } from "../apps/worker/src/testing/taiwan.ts";
import { type Check, finish, isEntry } from "./checks.ts";

const LIMIT_MS = 15 * 60_000;
const TRIALS = Number(process.argv[2] ?? 18);
const KILLS = 3;

const training = (datasetId: string, modelName: string) => ({
  datasetId,
  modelName,
  target: TARGET,
  drop: ["ID"],
  architecture: "mlp",
  params: { units: [32] },
  split: { method: "COLUMN" as const, testColumn: "IS_TEST", validationFraction: 0.25 },
  training: { epochs: 9, batchSize: 64, seed: 7 },
  baselines: [],
});
const search = {
  trials: TRIALS,
  eta: 3,
  minEpochs: 1,
  seed: 3,
  parallel: 4,
  derive: false,
  space: {
    params: { units: { values: [[16], [32], [64], [32, 16]] }, dropout: { min: 0, max: 0.4 } },
    training: { learningRate: { min: 0.0005, max: 0.05, log: true } },
  },
};

async function trialsOf({ database }: Fixture, runId: string) {
  const parts = await partsOf(database.db, runId);
  return parts
    .filter(({ job }) => job === "model.trial")
    .map(({ id, status, input, result }) => ({ id, status, number: TrialSpec.parse(input).number, result: result as TrialResult | null }))
    .sort((a, b) => a.number - b.number);
}

/** What the trials came to, without times. */
const outcomeOf = async (fixture: Fixture, runId: string): Promise<string> =>
  JSON.stringify((await trialsOf(fixture, runId)).map(({ number, result }) => [number, result?.rungs, result?.outcome]));

const reached = async (fixture: Fixture, runId: string): Promise<number> =>
  (await trialsOf(fixture, runId)).reduce((sum, { result }) => sum + (result?.rungs.length ?? 0), 0);

async function killed(fixture: Fixture, datasetId: string, start: () => Promise<WorkerProcess>): Promise<Check[]> {
  let worker = await start();
  const calm = await fixture.submitTuning(training(datasetId, "Calm"), search);
  const calmRun = await fixture.ended(calm, LIMIT_MS);
  const undisturbed = await outcomeOf(fixture, calm);

  const runId = await fixture.submitTuning(training(datasetId, "Killed"), search);
  const killedAt: number[] = [];
  const taken: number[] = [];
  for (let kill = 1; kill <= KILLS; kill++) {
    const wanted = Math.round((TRIALS * kill) / (KILLS + 1));
    await eventually(async () => (await reached(fixture, runId)) >= wanted, LIMIT_MS, `${wanted} rungs reached`);
    killedAt.push(await reached(fixture, runId));
    worker.process.kill("SIGKILL");
    const at = performance.now();
    await worker.exited;
    worker = await start();
    const before = await reached(fixture, runId);
    await eventually(async () => (await reached(fixture, runId)) > before, LIMIT_MS, "another rung after the kill");
    taken.push((performance.now() - at) / 1000);
  }
  const run = await fixture.ended(runId, LIMIT_MS);
  const trials = await trialsOf(fixture, runId);
  const histories = await Promise.all(trials.map(({ id }) => runHistory(fixture.database.db, id)));
  const epochsTold = histories.map((history) => new Set(history.map(({ epoch }) => epoch)).size);
  const epochsDone = trials.map(({ result }) => result?.rungs.at(-1)?.epochs ?? 0);
  const numbers = trials.map(({ number }) => number);
  const versions = await fixture.database.db
    .select()
    .from(modelVersions)
    .where(eq(modelVersions.modelId, await modelOf(fixture, run.modelVersionId)));
  const folders = homeFolders(fixture.home);
  const left = [...(await readdir(folders.staging)), ...(await readdir(folders.checkpoints))];
  worker.process.kill("SIGTERM");
  const exit = await worker.exited;
  return [
    ["the undisturbed search succeeds", calmRun.status === "SUCCEEDED", said(calmRun)],
    [
      `the search succeeds although its worker was killed ${KILLS} times`,
      run.status === "SUCCEEDED",
      `${said(run)}; killed at ${killedAt.join(", ")} rungs; the next rung ${taken.map((seconds) => `${seconds.toFixed(0)} s`).join(", ")} later`,
    ],
    [
      "every trial exists once",
      numbers.length === TRIALS && new Set(numbers).size === TRIALS && numbers.at(0) === 1 && numbers.at(-1) === TRIALS,
      `${numbers.length} trials`,
    ],
    ["every trial has come to a result", trials.every(({ status, result }) => status === "SUCCEEDED" && result?.outcome !== undefined)],
    [
      "no epoch of a trial is lost or told of twice",
      epochsTold.every((told, at) => told === epochsDone[at]),
      `${epochsTold.reduce((a, b) => a + b, 0)} epochs`,
    ],
    ["rungs, values and outcomes are the undisturbed search's", (await outcomeOf(fixture, runId)) === undisturbed],
    [
      "the winner is the same",
      JSON.stringify(pickBest(run.result)) === JSON.stringify(pickBest(calmRun.result)),
      `trial ${pickBest(run.result)}`,
    ],
    ["exactly one version is registered", versions.length === 1 && run.modelVersionId === versions[0]?.id],
    ["no staging and no checkpoint is left", left.length === 0, left.join(", ") || "none"],
    ["the last worker ends with 0", exit === 0],
  ];
}

const said = ({ status, error }: RunRow): string => (error ? `${status}, ${error.code}: ${error.message}` : status);

const pickBest = (result: unknown): unknown =>
  typeof result === "object" && result !== null && "bestTrial" in result ? result.bestTrial : null;

async function modelOf({ database }: Fixture, versionId: string | null): Promise<string> {
  const [version] = await database.db
    .select({ modelId: modelVersions.modelId })
    .from(modelVersions)
    .where(eq(modelVersions.id, versionId ?? ""));
  return version?.modelId ?? "";
}

export async function run(): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-verify-"));
  const fixture = await startFixture();
  const alive = new Set<WorkerProcess>();
  const start = async (): Promise<WorkerProcess> => {
    const worker = await startWorkerProcess({
      databaseUrl: fixture.url,
      home: fixture.home,
      // The plain engine gives the same bits whatever is resumed when, so that the two searches can be compared exactly.
      engine: "CPU",
      logLevel: "info",
      codeVersion: "verify",
      concurrency: { training: 2 },
    });
    alive.add(worker);
    void worker.exited.then(() => alive.delete(worker));
    return worker;
  };
  try {
    const file = join(folder, "taiwan.csv");
    await writeTaiwan(file, 2_000);
    const { runId, datasetId } = await fixture.submitIngest(file);
    const ingester = await start();
    await fixture.ended(runId, LIMIT_MS);
    ingester.process.kill("SIGTERM");
    await ingester.exited;
    return finish("a killed search", await killed(fixture, datasetId, start));
  } finally {
    for (const worker of alive) worker.process.kill("SIGKILL");
    await fixture.close();
    await rm(folder, { recursive: true, force: true });
  }
}

if (isEntry(import.meta.url)) process.exitCode = (await run()) ? 0 : 1;
