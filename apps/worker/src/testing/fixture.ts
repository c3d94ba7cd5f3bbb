import { copyFile, mkdir, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { resolveComparison, resolveTuning } from "@plimsoll/ml/catalog";
import { CandidateSpec, IngestSpec, isTerminal, newId, type ReplaySpec, ScoringSpec, SearchSpec, TrainingSpec } from "@plimsoll/schema";
import {
  createOwner,
  type Database,
  datasets,
  migrateDatabase,
  openDatabase,
  type RunRow,
  runs,
  submitRun,
  uploads,
  workspaces,
} from "@plimsoll/schema/db";
import { type EmbeddedServer, startEmbeddedPostgres } from "@plimsoll/schema/embedded";
import type { JobName } from "@plimsoll/schema/queue";
import { homeFolders } from "@plimsoll/schema/storage";
import { eq } from "drizzle-orm";
import type { z } from "zod";

/** A home with its own embedded PostgreSQL and a workspace, and the submissions that the api would write. */
export interface Fixture {
  folder: string;
  home: string;
  url: string;
  server: EmbeddedServer;
  database: Database;
  workspaceId: string;
  /** Places a file as a complete upload and submits its ingest. */
  submitIngest(path: string, options?: z.input<typeof IngestSpec>["options"]): Promise<{ runId: string; datasetId: string }>;
  submitTraining(spec: z.input<typeof TrainingSpec>): Promise<string>;
  submitTuning(spec: z.input<typeof TrainingSpec>, search?: z.input<typeof SearchSpec>): Promise<string>;
  submitComparison(
    spec: z.input<typeof TrainingSpec>,
    candidates: z.input<typeof CandidateSpec>[],
    more?: { metric?: string; useTestRows?: boolean },
  ): Promise<string>;
  submitReplay(spec: ReplaySpec & { datasetId: string }): Promise<string>;
  submitScoring(spec: z.input<typeof ScoringSpec>): Promise<string>;
  /** Submits a run with whatever input, as a later release might. */
  submitRaw(job: JobName, input: Record<string, unknown>): Promise<string>;
  row(runId: string): Promise<RunRow>;
  /** The row as soon as the condition holds. Throws with the row's state after the limit. */
  until(runId: string, condition: (run: RunRow) => boolean, limitMs?: number): Promise<RunRow>;
  ended(runId: string, limitMs?: number): Promise<RunRow>;
  close(): Promise<void>;
}

const POLL_MS = 20;

export async function startFixture(): Promise<Fixture> {
  const folder = await mkdtemp(join(tmpdir(), "plimsoll-worker-"));
  const home = join(folder, "home");
  await mkdir(homeFolders(home).uploads, { recursive: true });
  const server = await startEmbeddedPostgres(join(folder, "postgres"));
  await migrateDatabase(server.url);
  const database = openDatabase(server.url);
  await database.transaction((tx) => createOwner(tx));
  const [workspace] = await database.db.select().from(workspaces);
  const workspaceId = workspace?.id ?? "";

  const submit = async (job: JobName, mutation: string, input: Record<string, unknown>, datasetId: string): Promise<string> => {
    const submission = { workspaceId, job, input, datasetId, mutation, idempotencyKey: null, requested: input, actor: "key_test" };
    const { run } = await database.transaction((tx) => submitRun(tx, submission));
    return run.id;
  };

  const row = async (runId: string): Promise<RunRow> => {
    const [found] = await database.db.select().from(runs).where(eq(runs.id, runId));
    if (!found) throw new Error(`No run ${runId}.`);
    return found;
  };

  const until: Fixture["until"] = async (runId, condition, limitMs = 60_000) => {
    const limit = performance.now() + limitMs;
    for (;;) {
      const run = await row(runId);
      if (condition(run)) return run;
      if (performance.now() > limit)
        throw new Error(
          `Run ${runId} did not get there in ${limitMs} ms: ${run.status} ${run.phase} ${run.progress} ${JSON.stringify(run.error)}`,
        );
      await delay(POLL_MS);
    }
  };

  return {
    folder,
    home,
    url: server.url,
    server,
    database,
    workspaceId,
    row,
    until,
    ended: (runId, limitMs) => until(runId, ({ status }) => isTerminal(status), limitMs),
    async submitIngest(path, options) {
      const uploadId = newId("upload");
      const datasetId = newId("dataset");
      await copyFile(path, join(homeFolders(home).uploads, uploadId));
      const { size } = await stat(path);
      const spec = IngestSpec.parse({ datasetId, uploadId, options });
      const submission = {
        workspaceId,
        job: "dataset.ingest" as const,
        input: spec,
        datasetId,
        mutation: "createDataset",
        idempotencyKey: null,
        requested: spec,
        actor: "key_test",
      };
      return database.transaction(async (tx) => {
        await tx.db.insert(uploads).values({
          id: uploadId,
          workspaceId,
          fileName: basename(path),
          byteSize: size,
          receivedBytes: size,
          createdBy: "key_test",
          completedAt: new Date(),
        });
        const { run } = await submitRun(tx, submission);
        await tx.db.insert(datasets).values({
          id: datasetId,
          workspaceId,
          name: basename(path),
          uploadId,
          options: spec.options,
          runId: run.id,
          createdBy: "key_test",
        });
        return { runId: run.id, datasetId };
      });
    },
    submitTraining: (spec) => submit("model.train", "submitTraining", TrainingSpec.parse(spec), spec.datasetId),
    submitTuning: (spec, search) =>
      submit("model.tune", "submitTuning", resolveTuning(TrainingSpec.parse(spec), SearchSpec.parse(search ?? {})), spec.datasetId),
    submitComparison: (spec, candidates, { metric, useTestRows } = {}) => {
      const training = TrainingSpec.parse(spec);
      const parsed = candidates.map((candidate) => CandidateSpec.parse(candidate));
      const request = { training, candidates: parsed, metric: metric ?? null, useTestRows: useTestRows ?? false };
      return submit("model.compare", "submitComparison", resolveComparison(request), spec.datasetId);
    },
    submitReplay: ({ datasetId, ...spec }) => submit("model.replay", "replayRun", spec, datasetId),
    submitScoring: (spec) => submit("score.batch", "submitScoring", ScoringSpec.parse(spec), spec.datasetId),
    submitRaw: (job, input) => submit(job, "submitRaw", input, ""),
    async close() {
      await database.close();
      await server.stop();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
