/** Faults of the worker on the full card default set and the native engine: killed, frozen and racing workers, a silent database, cancellation in every phase. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { artifacts, cancelRun, modelVersions, runAttempts, runEvents, runHistory } from "@plimsoll/schema/db";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { asc, eq } from "drizzle-orm";
import { type Fixture, startFixture } from "../apps/worker/src/testing/fixture.ts";
import {
  childProcessesOf,
  eventually,
  isAlive,
  runProcessesOf,
  startWorkerProcess,
  type WorkerProcess,
} from "../apps/worker/src/testing/processes.ts";
import { months, TARGET, writeTaiwan } from "../apps/worker/src/testing/taiwan.ts";
import { type Check, finish, isEntry } from "./checks.ts";

/** More than twice what a query waits for its answer. */
const SILENCE_MS = 12_000;
const QUICK_LOCKS = { lockDurationMs: 4_000, lockRenewMs: 1_000, stalledCheckMs: 1_000 };

interface Stage {
  fixture: Fixture;
  datasetId: string;
  start(queue?: object): Promise<WorkerProcess>;
  stop(worker: WorkerProcess): Promise<number | null>;
}

const spec = (datasetId: string, modelName: string, epochs = 10) => ({
  datasetId,
  modelName,
  target: TARGET,
  drop: ["ID"],
  architecture: "lstm",
  params: { units: [128] },
  sequence: months,
  split: { method: "COLUMN" as const, testColumn: "IS_TEST" },
  training: { epochs },
});

const epochsOf = async ({ database }: Fixture, runId: string) =>
  new Set((await runHistory(database.db, runId)).map(({ epoch }) => epoch)).size;
const versionsOf = ({ database }: Fixture, runId: string) => database.db.select().from(modelVersions).where(eq(modelVersions.runId, runId));
const attemptsOf = ({ database }: Fixture, runId: string) =>
  database.db.select().from(runAttempts).where(eq(runAttempts.runId, runId)).orderBy(asc(runAttempts.number));
const resumedAt = async ({ database }: Fixture, runId: string): Promise<number | null> => {
  const events = await database.db.select().from(runEvents).where(eq(runEvents.runId, runId));
  const line = events.findLast(({ type, data }) => type === "LOG" && String(data.message).includes("goes on after epoch"));
  return line ? Number(/epoch (\d+)/.exec(String(line.data.message))?.[1]) : null;
};

/** F01 with the queue's own settings: the worker dies at epoch 6 of 10, a second one carries on. */
async function killedWorker({ fixture, datasetId, start, stop }: Stage): Promise<Check[]> {
  const [first, second] = [await start(), await start()];
  const runId = await fixture.submitTraining(spec(datasetId, "Killed worker"));
  // An epoch's values are written before its checkpoint: killed between the two, the run rightly goes on after the epoch before.
  await eventually(
    async () => ((await attemptsOf(fixture, runId)).at(-1)?.checkpoint?.epoch ?? 0) >= 6,
    120_000,
    "the checkpoint of epoch 6",
  );
  const { workerId } = await fixture.row(runId);
  const holder = first.log().includes(String(workerId)) && first.log().includes(runId) ? first : second;
  const survivor = holder === first ? second : first;
  const children = runProcessesOf(holder.processId);
  holder.process.kill("SIGKILL");
  const killedAt = performance.now();
  await fixture.until(runId, (run) => run.workerId !== workerId && run.status === "RUNNING", 60_000);
  const takenOver = (performance.now() - killedAt) / 1000;
  const orphans = children.filter(isAlive).length;
  const run = await fixture.ended(runId, 180_000);
  const epoch = await resumedAt(fixture, runId);
  await stop(survivor);
  return [
    ["a worker killed at epoch 6 of 10 is replaced within lock + check + 2 s", takenOver <= 37, `${takenOver.toFixed(1)} s`, "speed"],
    ["the next attempt resumes from the checkpoint", epoch !== null && epoch >= 6, `after epoch ${epoch}`],
    ["the run succeeds on its second attempt", run.status === "SUCCEEDED" && run.attempts === 2, `${run.status}, ${run.attempts} attempts`],
    ["exactly one version is registered", (await versionsOf(fixture, runId)).length === 1],
    ["no child outlives its worker", children.length === 1 && orphans === 0],
  ];
}

/** F02 three times: killed, killed, killed is the end of a run, and the worker lives on. */
async function killedChild({ fixture, datasetId, start, stop }: Stage): Promise<Check[]> {
  const worker = await start();
  const runId = await fixture.submitTraining(spec(datasetId, "Killed child"));
  await eventually(async () => (await epochsOf(fixture, runId)) >= 2, 60_000, "epoch 2");
  for (const id of runProcessesOf(worker.processId)) process.kill(id, "SIGKILL");
  const killedAt = performance.now();
  await fixture.until(runId, ({ attempts, status }) => attempts === 2 && status === "RUNNING", 10_000);
  const again = (performance.now() - killedAt) / 1000;
  const run = await fixture.ended(runId, 180_000);
  const lost = await fixture.submitTraining(spec(datasetId, "Lost", 1_000));
  for (let attempt = 1; attempt <= 3; attempt++) {
    await fixture.until(lost, ({ attempts, phase }) => attempts === attempt && phase === "Training", 30_000);
    for (const id of runProcessesOf(worker.processId)) process.kill(id, "SIGKILL");
  }
  const given = await fixture.ended(lost, 30_000);
  const outcomes = (await attemptsOf(fixture, lost)).map(({ error }) => error?.code);
  const exit = await stop(worker);
  return [
    ["a killed child is replaced within 3 s", again <= 3, `${again.toFixed(1)} s`, "speed"],
    [
      "the run succeeds with one version",
      run.status === "SUCCEEDED" && (await versionsOf(fixture, runId)).length === 1,
      `${run.attempts} attempts`,
    ],
    ["the third loss ends a run as TRAINER_KILLED", given.error?.code === "TRAINER_KILLED" && outcomes.length === 3, outcomes.join(", ")],
    ["the worker lives through it and ends with 0", exit === 0],
  ];
}

/** F28: cancelled in each phase. */
async function cancelledInEachPhase({ fixture, datasetId, start, stop }: Stage): Promise<Check[]> {
  const worker = await start();
  const checks: Check[] = [];
  for (const phase of ["Starting", "Reading", "Preparing", "Training", "Evaluating"]) {
    const runId = await fixture.submitTraining(spec(datasetId, "Cancelled", 1));
    const seen = await fixture.until(
      runId,
      (run) => run.phase === phase || (phase !== "Evaluating" && run.phase === "Training") || run.finishedAt !== null,
      60_000,
    );
    const cancelledAt = performance.now();
    await fixture.database.transaction((tx) => cancelRun(tx, fixture.workspaceId, runId)).catch(() => {});
    const folders = homeFolders(fixture.home);
    await eventually(
      async () =>
        runProcessesOf(worker.processId).length === 0 &&
        [...(await readdir(folders.staging)), ...(await readdir(folders.checkpoints))].length === 0,
      10_000,
      "all gone",
    );
    const took = (performance.now() - cancelledAt) / 1000;
    const { status } = await fixture.row(runId);
    const registered = (await versionsOf(fixture, runId)).length;
    checks.push([`cancelled in ${seen.phase}: nothing registered`, status === "CANCELLED" && registered === 0, status]);
    checks.push([`cancelled in ${seen.phase}: gone within 2 s`, took <= 2, `${took.toFixed(2)} s`, "speed"]);
  }
  await stop(worker);
  return checks;
}

/** F17: frozen for three locks, then awake again. */
async function frozenWorker({ fixture, datasetId, start, stop }: Stage): Promise<Check[]> {
  const first = await start(QUICK_LOCKS);
  const runId = await fixture.submitTraining(spec(datasetId, "Frozen"));
  await fixture.until(runId, ({ phase }) => phase === "Training", 30_000);
  first.process.kill("SIGSTOP");
  const second = await start(QUICK_LOCKS);
  const run = await fixture.ended(runId, 180_000);
  first.process.kill("SIGCONT");
  await eventually(() => first.log().includes("FENCED"), 20_000, "FENCED in the log");
  const exits = [await stop(first), await stop(second)];
  return [
    ["a worker frozen past its lock commits nothing", run.status === "SUCCEEDED" && (await versionsOf(fixture, runId)).length === 1],
    ["the loser says FENCED", first.log().includes("FENCED")],
    ["both end with 0", exits.every((code) => code === 0)],
  ];
}

/** F18 and F30 in small: workers race for runs, and start and stop meanwhile. */
async function race({ fixture, datasetId, start, stop }: Stage): Promise<Check[]> {
  const [version] = await fixture.database.db.select().from(modelVersions).limit(1);
  const workers = [await start(QUICK_LOCKS), await start(QUICK_LOCKS), await start(QUICK_LOCKS)];
  const runIds = await Promise.all(
    Array.from({ length: 12 }, () => fixture.submitScoring({ datasetId, modelVersionId: version?.id ?? "", format: "CSV" })),
  );
  await fixture.until(runIds[3] ?? "", ({ finishedAt }) => finishedAt !== null, 120_000);
  const drained = await stop(workers[0] as WorkerProcess);
  const runs = await Promise.all(runIds.map((id) => fixture.ended(id, 180_000)));
  for (const worker of workers.slice(1)) await stop(worker);
  const hashes = new Set(runs.map(({ output }) => output?.sha256));
  const attempts = runs.map(({ attempts: count }) => count);
  return [
    [
      "runs that workers race for are each carried out once",
      runs.every(({ status }) => status === "SUCCEEDED") && attempts.every((count) => count === 1),
    ],
    ["the same scoring gives the same bytes on every worker", hashes.size === 1],
    ["a worker stopped in between ends with 0", drained === 0],
  ];
}

/** The database says nothing for longer than a query waits, its connections open: what ran and what is submitted afterwards both go on. */
async function frozenDatabase({ fixture, datasetId, start, stop }: Stage): Promise<Check[]> {
  const worker = await start();
  const runId = await fixture.submitTraining(spec(datasetId, "Silent database"));
  await fixture.until(runId, ({ phase }) => phase === "Training", 30_000);
  const server = Number((await readFile(join(fixture.folder, "postgres", "data", "postmaster.pid"), "utf8")).split("\n")[0]);
  const processes = [server, ...childProcessesOf(server)];
  for (const id of processes) process.kill(id, "SIGSTOP");
  await delay(SILENCE_MS);
  for (const id of processes.reverse()) process.kill(id, "SIGCONT");
  const awakeAt = performance.now();
  const next = await eventually(
    () => fixture.submitTraining(spec(datasetId, "After the silence", 1)).catch(() => undefined),
    30_000,
    "a submission",
  );
  await fixture.until(next, ({ status }) => status !== "QUEUED", 60_000);
  const taken = (performance.now() - awakeAt) / 1000;
  const [run, after] = [await fixture.ended(runId, 180_000), await fixture.ended(next, 180_000)];
  const exit = await stop(worker);
  return [
    ["a run outlives its database's silence in one attempt", run.status === "SUCCEEDED" && run.attempts === 1, `${run.attempts} attempts`],
    ["none of its epochs is missing", (await epochsOf(fixture, runId)) === 10],
    ["what is submitted afterwards is carried out", after.status === "SUCCEEDED", after.status],
    ["it is taken within 20 s", taken <= 20, `${taken.toFixed(1)} s`, "speed"],
    ["the worker ends with 0", exit === 0],
  ];
}

async function noOrphans({ fixture }: Stage): Promise<Check[]> {
  const home = homeFolders(fixture.home);
  const rows = await fixture.database.db.select({ sha256: artifacts.sha256 }).from(artifacts);
  const entries = await readdir(home.artifacts, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const storage = openLocalStorage(home.artifacts);
  const readable = await Promise.all(rows.map(({ sha256 }) => storage.localPath(sha256).then(() => true)));
  return [
    ["every registered file is readable", readable.every(Boolean), `${rows.length} files`],
    ["no stored file is without its row", files.every((name) => rows.some(({ sha256 }) => sha256 === name)), `${files.length} files`],
    ["no staging and no checkpoint is left", [...(await readdir(home.staging)), ...(await readdir(home.checkpoints))].length === 0],
  ];
}

export async function run(engine: "NATIVE" | "CPU" = "NATIVE"): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-verify-"));
  const fixture = await startFixture();
  const alive = new Set<WorkerProcess>();
  const stage: Stage = {
    fixture,
    datasetId: "",
    async start(queue = {}) {
      const worker = await startWorkerProcess({
        databaseUrl: fixture.url,
        home: fixture.home,
        engine,
        logLevel: "info",
        codeVersion: "verify",
        queue,
      });
      alive.add(worker);
      return worker;
    },
    async stop(worker) {
      alive.delete(worker);
      worker.process.kill("SIGTERM");
      return worker.exited;
    },
  };
  let passed = true;
  try {
    const file = join(folder, "taiwan.csv");
    await writeTaiwan(file, 30_000);
    const { runId, datasetId } = await fixture.submitIngest(file);
    const ingester = await stage.start();
    await fixture.ended(runId);
    await stage.stop(ingester);
    stage.datasetId = datasetId;
    for (const fault of [killedWorker, killedChild, cancelledInEachPhase, frozenWorker, frozenDatabase, race, noOrphans])
      passed = finish(fault.name, await fault(stage)) && passed;
  } finally {
    for (const worker of alive) worker.process.kill("SIGKILL");
    await fixture.close();
    await rm(folder, { recursive: true, force: true });
  }
  return passed;
}

if (isEntry(import.meta.url)) process.exitCode = (await run(process.argv[2] === "CPU" ? "CPU" : "NATIVE")) ? 0 : 1;
