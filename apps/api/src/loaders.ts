import {
  aliases,
  apiKeys,
  artifacts,
  type Db,
  datasetColumns,
  datasets,
  decisionOverrides,
  decisionRecords,
  featureSets,
  featureSetVersions,
  kris,
  kriValues,
  lossRegisters,
  lossScenarios,
  models,
  modelVersions,
  runAttempts,
  runEvents,
  runs,
  type ScheduleRow,
  schedules,
  uploads,
  users,
} from "@plimsoll/schema/db";
import DataLoader from "dataloader";
import { and, asc, desc, eq, getTableColumns, inArray, isNotNull, lte, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { trialLoader } from "./trials.ts";

/** A run without its report and result, which are large, and without the attempt's secret. */
const { report: _report, result: _result, attemptToken: _attemptToken, ...runColumnsOnly } = getTableColumns(runs);
export const runColumns = runColumnsOnly;
export type RunRecord = Omit<typeof runs.$inferSelect, "report" | "result" | "attemptToken">;
export type DatasetRecord = typeof datasets.$inferSelect;
export type ModelRecord = typeof models.$inferSelect;
export type ModelVersionRecord = typeof modelVersions.$inferSelect;
export type FeatureSetRecord = typeof featureSets.$inferSelect;
export type FeatureSetVersionRecord = typeof featureSetVersions.$inferSelect;
export type ScheduleRecord = ScheduleRow;
export type LossRegisterRecord = typeof lossRegisters.$inferSelect;
export type LossScenarioRecord = typeof lossScenarios.$inferSelect;
export type KriRecord = typeof kris.$inferSelect;
export type KriValueRecord = Pick<typeof kriValues.$inferSelect, "kriId" | "observedAt" | "value">;
export type MemberRecord = Pick<typeof users.$inferSelect, "id" | "name" | "role" | "createdAt" | "removedAt">;
export type AliasRecord = typeof aliases.$inferSelect;

export interface HistoryPoint {
  epoch: number;
  name: string;
  value: number;
}

/** Values of an indicator that its assessment looks at. */
const KRI_VALUES = 250;

/**
 * Reads of nested fields, batched: a page of fifty asks as many questions as a page of one. Every read is bound to the caller's workspace.
 * One set serves one request, or one event of a subscription.
 */
export function openLoaders(db: Db, workspaceId: string) {
  return {
    run: one(
      (ids) =>
        db
          .select(runColumns)
          .from(runs)
          .where(and(eq(runs.workspaceId, workspaceId), inArray(runs.id, ids))),
      (row) => row.id,
    ),
    /** The large parts of a run. */
    runResult: one(
      (ids) =>
        db
          .select({ id: runs.id, report: runs.report, result: runs.result })
          .from(runs)
          .where(and(eq(runs.workspaceId, workspaceId), inArray(runs.id, ids))),
      (row) => row.id,
    ),
    runHistory: new DataLoader<string, HistoryPoint[]>(async (ids) => {
      const rows = await db
        .select({ runId: runEvents.runId, epoch: runEvents.epoch, data: runEvents.data })
        .from(runEvents)
        .where(
          and(
            eq(runEvents.workspaceId, workspaceId),
            inArray(runEvents.runId, [...ids]),
            eq(runEvents.type, "EPOCH"),
            isNotNull(runEvents.epoch),
          ),
        )
        .orderBy(asc(runEvents.seq));
      const byRun = groupBy(rows, (row) => row.runId);
      return ids.map((id) => historyOf(byRun.get(id) ?? []));
    }),
    trials: trialLoader(db, workspaceId),
    attempts: many(
      (ids) =>
        db
          .select()
          .from(runAttempts)
          .where(and(eq(runAttempts.workspaceId, workspaceId), inArray(runAttempts.runId, ids)))
          .orderBy(asc(runAttempts.number)),
      (row) => row.runId,
    ),
    dataset: one(
      (ids) =>
        db
          .select()
          .from(datasets)
          .where(and(eq(datasets.workspaceId, workspaceId), inArray(datasets.id, ids))),
      (row) => row.id,
    ),
    columns: many(
      (ids) =>
        db
          .select()
          .from(datasetColumns)
          .where(and(eq(datasetColumns.workspaceId, workspaceId), inArray(datasetColumns.datasetId, ids)))
          .orderBy(asc(datasetColumns.position)),
      (row) => row.datasetId,
    ),
    upload: one(
      (ids) =>
        db
          .select()
          .from(uploads)
          .where(and(eq(uploads.workspaceId, workspaceId), inArray(uploads.id, ids))),
      (row) => row.id,
    ),
    model: one(
      (ids) =>
        db
          .select()
          .from(models)
          .where(and(eq(models.workspaceId, workspaceId), inArray(models.id, ids))),
      (row) => row.id,
    ),
    modelVersion: one(
      (ids) =>
        db
          .select()
          .from(modelVersions)
          .where(and(eq(modelVersions.workspaceId, workspaceId), inArray(modelVersions.id, ids))),
      (row) => row.id,
    ),
    aliasesOfVersion: many(
      (ids) =>
        db
          .select()
          .from(aliases)
          .where(and(eq(aliases.workspaceId, workspaceId), inArray(aliases.modelVersionId, ids)))
          .orderBy(asc(aliases.alias)),
      (row) => row.modelVersionId,
    ),
    aliasesOfModel: many(
      (ids) =>
        db
          .select()
          .from(aliases)
          .where(and(eq(aliases.workspaceId, workspaceId), inArray(aliases.modelId, ids)))
          .orderBy(asc(aliases.alias)),
      (row) => row.modelId,
    ),
    /** The newest versions of each model; the page size is part of the key, since two fields may ask for different ones. */
    newestVersions: new DataLoader<{ modelId: string; limit: number }, VersionWithCursor[], string>(
      async (keys) => {
        const limit = Math.max(...keys.map((key) => key.limit));
        const ranked = db
          .select({
            ...getTableColumns(modelVersions),
            cursor: microsOf(modelVersions.createdAt),
            rank: sql<number>`row_number() over (partition by ${modelVersions.modelId} order by ${modelVersions.createdAt} desc, ${modelVersions.id} desc)`.as(
              "rank",
            ),
          })
          .from(modelVersions)
          .where(
            and(
              eq(modelVersions.workspaceId, workspaceId),
              inArray(
                modelVersions.modelId,
                keys.map((key) => key.modelId),
              ),
            ),
          )
          .as("ranked");
        const rows = await db.select().from(ranked).where(lte(ranked.rank, limit)).orderBy(desc(ranked.createdAt), desc(ranked.id));
        const byModel = groupBy(rows, (row) => row.modelId);
        return keys.map((key) => (byModel.get(key.modelId) ?? []).slice(0, key.limit));
      },
      { cacheKeyFn: ({ modelId, limit }) => `${modelId}:${limit}` },
    ),
    featureSet: one(
      (ids) =>
        db
          .select()
          .from(featureSets)
          .where(and(eq(featureSets.workspaceId, workspaceId), inArray(featureSets.id, ids))),
      (row) => row.id,
    ),
    featureSetVersion: one(
      (ids) =>
        db
          .select()
          .from(featureSetVersions)
          .where(and(eq(featureSetVersions.workspaceId, workspaceId), inArray(featureSetVersions.id, ids))),
      (row) => row.id,
    ),
    schedule: one(
      (ids) =>
        db
          .select()
          .from(schedules)
          .where(and(eq(schedules.workspaceId, workspaceId), inArray(schedules.id, ids))),
      (row) => row.id,
    ),
    decisionRecord: one(
      (ids) =>
        db
          .select()
          .from(decisionRecords)
          .where(and(eq(decisionRecords.workspaceId, workspaceId), inArray(decisionRecords.id, ids))),
      (row) => row.id,
    ),
    /** Of a decision record, the newest first. */
    overrides: many(
      (ids) =>
        db
          .select()
          .from(decisionOverrides)
          .where(and(eq(decisionOverrides.workspaceId, workspaceId), inArray(decisionOverrides.decisionRecordId, ids)))
          .orderBy(desc(decisionOverrides.createdAt), desc(decisionOverrides.id)),
      (row) => row.decisionRecordId,
    ),
    lossRegister: one(
      (ids) =>
        db
          .select()
          .from(lossRegisters)
          .where(and(eq(lossRegisters.workspaceId, workspaceId), inArray(lossRegisters.id, ids))),
      (row) => row.id,
    ),
    lossScenario: one(
      (ids) =>
        db
          .select()
          .from(lossScenarios)
          .where(and(eq(lossScenarios.workspaceId, workspaceId), inArray(lossScenarios.id, ids))),
      (row) => row.id,
    ),
    kri: one(
      (ids) =>
        db
          .select()
          .from(kris)
          .where(and(eq(kris.workspaceId, workspaceId), inArray(kris.id, ids))),
      (row) => row.id,
    ),
    /** The last values of an indicator, oldest first. */
    kriValues: many<KriValueRecord>(
      async (ids) => {
        const ranked = db
          .select({
            kriId: kriValues.kriId,
            observedAt: kriValues.observedAt,
            value: kriValues.value,
            rank: sql<number>`row_number() over (partition by ${kriValues.kriId} order by ${kriValues.observedAt} desc)`.as("rank"),
          })
          .from(kriValues)
          .where(and(eq(kriValues.workspaceId, workspaceId), inArray(kriValues.kriId, ids)))
          .as("ranked");
        return db
          .select({ kriId: ranked.kriId, observedAt: ranked.observedAt, value: ranked.value })
          .from(ranked)
          .where(lte(ranked.rank, KRI_VALUES))
          .orderBy(asc(ranked.observedAt));
      },
      (row) => row.kriId,
    ),
    /** The member behind a key. */
    memberOfKey: one(
      (ids) =>
        db
          .select({
            apiKeyId: apiKeys.id,
            id: users.id,
            name: users.name,
            role: users.role,
            createdAt: users.createdAt,
            removedAt: users.removedAt,
          })
          .from(apiKeys)
          .innerJoin(users, eq(users.id, apiKeys.userId))
          .where(and(eq(apiKeys.workspaceId, workspaceId), inArray(apiKeys.id, ids))),
      (row) => row.apiKeyId,
    ),
    member: one(
      (ids) =>
        db
          .select()
          .from(users)
          .where(and(eq(users.workspaceId, workspaceId), inArray(users.id, ids))),
      (row) => row.id,
    ),
    /** The newest run of a job about a version, of any status or among those that succeeded. */
    latestRun: new DataLoader<LatestRunKey, RunRecord | null, string>(
      async (keys) => {
        const of = (isSucceeded: boolean) =>
          latestRuns(
            db,
            workspaceId,
            keys.filter((key) => key.isSucceeded === isSucceeded),
            isSucceeded,
          );
        const [any, succeeded] = await Promise.all([of(false), of(true)]);
        return keys.map(({ modelVersionId, job, isSucceeded }) => (isSucceeded ? succeeded : any).get(`${modelVersionId}:${job}`) ?? null);
      },
      { cacheKeyFn: ({ modelVersionId, job, isSucceeded }) => `${modelVersionId}:${job}:${isSucceeded}` },
    ),
    artifact: one(
      (hashes) =>
        db
          .select()
          .from(artifacts)
          .where(and(eq(artifacts.workspaceId, workspaceId), inArray(artifacts.sha256, hashes))),
      (row) => row.sha256,
    ),
  };
}
export interface LatestRunKey {
  modelVersionId: string;
  job: RunRecord["job"];
  isSucceeded: boolean;
}

async function latestRuns(
  db: Db,
  workspaceId: string,
  keys: readonly LatestRunKey[],
  isSucceeded: boolean,
): Promise<Map<string, RunRecord>> {
  if (keys.length === 0) return new Map();
  const versions = [...new Set(keys.map(({ modelVersionId }) => modelVersionId))];
  const jobs = [...new Set(keys.map(({ job }) => job))];
  const rows = await db
    .selectDistinctOn([runs.modelVersionId, runs.job], runColumns)
    .from(runs)
    .where(
      and(
        eq(runs.workspaceId, workspaceId),
        inArray(runs.modelVersionId, versions),
        inArray(runs.job, jobs),
        isSucceeded ? eq(runs.status, "SUCCEEDED") : undefined,
      ),
    )
    .orderBy(runs.modelVersionId, runs.job, desc(runs.createdAt), desc(runs.id));
  return new Map(rows.map((row) => [`${row.modelVersionId}:${row.job}`, row]));
}

export type Loaders = ReturnType<typeof openLoaders>;
export type VersionWithCursor = ModelVersionRecord & { cursor: string };

/** A moment as whole microseconds since the epoch: the database's own resolution, which a JavaScript date would cut. */
export const microsOf = (column: PgColumn) => sql<string>`(extract(epoch from ${column}) * 1000000)::bigint::text`.as("cursor");

/** Where attempts repeated an epoch, the last one counts. */
function historyOf(rows: { epoch: number | null; data: Record<string, unknown> }[]): HistoryPoint[] {
  const byEpoch = new Map(rows.map(({ epoch, data }) => [epoch ?? 0, data]));
  return [...byEpoch]
    .sort(([a], [b]) => a - b)
    .flatMap(([epoch, data]) => Object.entries(data).map(([name, value]) => ({ epoch, name, value: Number(value) })))
    .filter((point) => Number.isFinite(point.value));
}

function one<Row>(read: (ids: string[]) => Promise<Row[]>, key: (row: Row) => string): DataLoader<string, Row | null> {
  return new DataLoader(async (ids) => {
    const found = new Map((await read([...ids])).map((row) => [key(row), row]));
    return ids.map((id) => found.get(id) ?? null);
  });
}

function many<Row>(read: (ids: string[]) => Promise<Row[]>, key: (row: Row) => string): DataLoader<string, Row[]> {
  return new DataLoader(async (ids) => {
    const found = groupBy(await read([...ids]), key);
    return ids.map((id) => found.get(id) ?? []);
  });
}

function groupBy<Row>(rows: Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
