import type { AlternativesReport, TrustReport, VersionFairness } from "@plimsoll/ml";
import { mappingGaps } from "@plimsoll/ml/catalog";
import type { DataCheckResult, EvaluationReport, TrainingSpec } from "@plimsoll/schema";
import {
  aliases,
  apiKeys,
  auditHeads,
  type Db,
  datasetColumns,
  datasets,
  decisionOverrides,
  decisionRecords,
  findings,
  governanceOf,
  modelEvents,
  type models,
  modelVersions,
  reasonMappings,
  recourseRules,
  runs,
  users,
  waivers,
  workspaces,
} from "@plimsoll/schema/db";
import type { JobName } from "@plimsoll/schema/queue";
import { and, asc, count, countDistinct, desc, eq, isNull, or } from "drizzle-orm";
import type { DocumentFacts } from "./facts.ts";

type VersionRow = typeof modelVersions.$inferSelect;
type ModelRow = typeof models.$inferSelect;

/** Reads all that a document says, each fact where the registry keeps it. */
export async function documentFacts(db: Db, version: VersionRow, model: ModelRow, now: Date): Promise<DocumentFacts> {
  const { workspaceId } = version;
  const [workspace] = await db.select({ name: workspaces.name }).from(workspaces).where(eq(workspaces.id, workspaceId));
  const names = await memberNames(db, workspaceId);
  const [run] = await db.select().from(runs).where(eq(runs.id, version.runId));
  const { fourEyes, members, honestyGate, honestyBaseline, requireInventory, blockingSeverity } = await governanceOf(db, workspaceId);
  const [head] = await db.select().from(auditHeads).where(eq(auditHeads.workspaceId, workspaceId));
  const named = await db
    .select({ alias: aliases.alias })
    .from(aliases)
    .where(eq(aliases.modelVersionId, version.id))
    .orderBy(asc(aliases.alias));
  return {
    madeAt: now.toISOString(),
    workspace: workspace?.name ?? "",
    model: { name: model.name, kind: model.kind, createdAt: model.createdAt.toISOString(), inventory: model.inventory },
    version: {
      id: version.id,
      number: version.version,
      status: version.status,
      aliases: named.map(({ alias }) => alias),
      createdAt: version.createdAt.toISOString(),
      developer: names.get(version.createdBy) ?? null,
      artifactSha256: version.artifactSha256,
      lineage: version.lineage,
      metrics: version.metrics,
      baselines: version.baselines,
      signature: version.signature,
      pipeline: version.pipeline,
    },
    dataset: await datasetFacts(db, version),
    training: {
      runId: version.runId,
      spec: (run?.input ?? {}) as Partial<TrainingSpec>,
      startedAt: run?.startedAt?.toISOString() ?? null,
      finishedAt: run?.finishedAt?.toISOString() ?? null,
      attempts: run?.attempts ?? 0,
    },
    evaluation: (run?.report ?? null) as EvaluationReport | null,
    trust: await newest<TrustReport>(db, version, "model.trust"),
    fairness: await newest<VersionFairness>(db, version, "model.fairness"),
    alternatives: await newest<AlternativesReport>(db, version, "model.alternatives"),
    wording: await wordingFacts(db, version, names),
    recourseRules: await recourseFacts(db, version, names),
    ...(await challengeFacts(db, version, names)),
    otherVersions: await versionsOf(db, version),
    decisions: await decisionFacts(db, version),
    auditHead: head ? { position: head.position, hash: head.hash } : null,
    rules: { fourEyes, members, honestyGate, honestyBaseline, requireInventory, blockingSeverity },
  };
}

/** Names of members by the keys they acted with. */
async function memberNames(db: Db, workspaceId: string): Promise<Map<string, string>> {
  const rows = await db
    .select({ key: apiKeys.id, name: users.name })
    .from(apiKeys)
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .where(eq(apiKeys.workspaceId, workspaceId));
  return new Map(rows.map(({ key, name }) => [key, name]));
}

async function datasetFacts(db: Db, { workspaceId, lineage }: VersionRow): Promise<DocumentFacts["dataset"]> {
  const [dataset] = await db
    .select()
    .from(datasets)
    .where(and(eq(datasets.id, lineage.datasetId ?? ""), eq(datasets.workspaceId, workspaceId)));
  if (!dataset) return null;
  const columns = await db
    .select()
    .from(datasetColumns)
    .where(eq(datasetColumns.datasetId, dataset.id))
    .orderBy(asc(datasetColumns.position));
  const [check] = await db
    .select({ result: runs.result, finishedAt: runs.finishedAt })
    .from(runs)
    .where(and(eq(runs.datasetId, dataset.id), eq(runs.job, "dataset.check"), eq(runs.status, "SUCCEEDED")))
    .orderBy(desc(runs.createdAt))
    .limit(1);
  const outcome = check?.result as DataCheckResult | null | undefined;
  return {
    id: dataset.id,
    name: dataset.name,
    rowCount: dataset.rowCount,
    duplicateRowCount: dataset.duplicateRowCount,
    createdAt: dataset.createdAt.toISOString(),
    columns: columns.map(({ name, type, profile: { missingCount, distinctCount, min, max, mean, hints } }) => ({
      name,
      type,
      missingCount,
      distinctCount,
      min,
      max,
      mean,
      hints,
    })),
    protectedAttributes: dataset.protectedAttributes,
    expectations: dataset.expectations?.items.length ?? 0,
    quality: outcome
      ? {
          passed: outcome.outcomes.every(({ passed, severity }) => passed || severity === "SOFT"),
          nFailed: outcome.outcomes.filter(({ passed }) => !passed).length,
          checkedAt: (check?.finishedAt ?? dataset.createdAt).toISOString(),
        }
      : null,
  };
}

/** The newest words of the model's reasons, and what they lack for this version. */
async function wordingFacts(db: Db, version: VersionRow, names: ReadonlyMap<string, string>): Promise<DocumentFacts["wording"]> {
  const [row] = await db
    .select()
    .from(reasonMappings)
    .where(eq(reasonMappings.modelId, version.modelId))
    .orderBy(desc(reasonMappings.version))
    .limit(1);
  if (!row) return null;
  const sentences = row.reasons.flatMap(({ raises, lowers }) => [...raises, ...(lowers ?? [])]);
  const languages = [...new Set(sentences.map(({ language }) => language))];
  const { signature } = version;
  const features = signature?.features ?? (signature?.columns ?? []).map(({ name }) => ({ name, columns: [name] }));
  const gaps = mappingGaps({ version: String(row.version), reasons: row.reasons }, features, languages);
  return { ...savedAs(row, names), languages, reasons: row.reasons, gaps };
}

async function recourseFacts(db: Db, { modelId }: VersionRow, names: ReadonlyMap<string, string>): Promise<DocumentFacts["recourseRules"]> {
  const [row] = await db
    .select()
    .from(recourseRules)
    .where(eq(recourseRules.modelId, modelId))
    .orderBy(desc(recourseRules.version))
    .limit(1);
  return row ? { ...savedAs(row, names), rules: row.rules } : null;
}

const savedAs = (row: { version: number; createdAt: Date; createdBy: string }, names: ReadonlyMap<string, string>) => ({
  version: row.version,
  savedAt: row.createdAt.toISOString(),
  savedBy: names.get(row.createdBy) ?? null,
});

/** What the newest run of a job came to for this version. */
async function newest<Report>(db: Db, version: VersionRow, job: JobName): Promise<{ madeAt: string; report: Report } | null> {
  const [run] = await db
    .select({ result: runs.result, finishedAt: runs.finishedAt })
    .from(runs)
    .where(and(eq(runs.modelVersionId, version.id), eq(runs.job, job), eq(runs.status, "SUCCEEDED")))
    .orderBy(desc(runs.createdAt))
    .limit(1);
  return run?.result && run.finishedAt ? { madeAt: run.finishedAt.toISOString(), report: run.result as Report } : null;
}

async function challengeFacts(
  db: Db,
  version: VersionRow,
  names: ReadonlyMap<string, string>,
): Promise<Pick<DocumentFacts, "findings" | "waivers" | "events">> {
  const found = await db
    .select({ finding: findings, owner: users.name })
    .from(findings)
    .leftJoin(users, eq(users.id, findings.ownerId))
    .where(eq(findings.modelVersionId, version.id))
    .orderBy(asc(findings.createdAt));
  const signed = await db.select().from(waivers).where(eq(waivers.modelVersionId, version.id)).orderBy(asc(waivers.createdAt));
  // What concerns the version itself, and what concerns the whole model, such as its inventory.
  const events = await db
    .select()
    .from(modelEvents)
    .where(
      and(eq(modelEvents.modelId, version.modelId), or(eq(modelEvents.modelVersionId, version.id), isNull(modelEvents.modelVersionId))),
    )
    .orderBy(asc(modelEvents.createdAt), asc(modelEvents.id));
  return {
    findings: found.map(({ finding, owner }) => ({
      title: finding.title,
      severity: finding.severity,
      status: finding.status,
      owner,
      dueAt: finding.dueAt.toISOString(),
      description: finding.description,
      resolution: finding.resolution,
    })),
    waivers: signed.map((waiver) => ({
      reason: waiver.reason,
      signedBy: names.get(waiver.signedBy) ?? null,
      createdAt: waiver.createdAt.toISOString(),
      expiresAt: waiver.expiresAt.toISOString(),
    })),
    events: events.map(({ type, createdAt, actor, data, alias }) => ({
      type,
      at: createdAt.toISOString(),
      actor: names.get(actor) ?? null,
      data,
      alias,
    })),
  };
}

async function versionsOf(db: Db, { modelId }: VersionRow): Promise<DocumentFacts["otherVersions"]> {
  const rows = await db
    .select({
      number: modelVersions.version,
      status: modelVersions.status,
      createdAt: modelVersions.createdAt,
      lineage: modelVersions.lineage,
    })
    .from(modelVersions)
    .where(eq(modelVersions.modelId, modelId))
    .orderBy(asc(modelVersions.version));
  return rows.map(({ number, status, createdAt, lineage }) => ({
    number,
    status,
    createdAt: createdAt.toISOString(),
    architecture: lineage.architecture,
  }));
}

async function decisionFacts(db: Db, { id }: VersionRow): Promise<DocumentFacts["decisions"]> {
  const [row] = await db
    .select({ recorded: count(decisionRecords.id) })
    .from(decisionRecords)
    .where(eq(decisionRecords.modelVersionId, id));
  const [other] = await db
    .select({ overridden: countDistinct(decisionOverrides.decisionRecordId) })
    .from(decisionOverrides)
    .innerJoin(decisionRecords, eq(decisionRecords.id, decisionOverrides.decisionRecordId))
    .where(eq(decisionRecords.modelVersionId, id));
  return { recorded: row?.recorded ?? 0, overridden: other?.overridden ?? 0 };
}
