import { AppError, type ModelKind, newId } from "@plimsoll/schema";
import { appendAudit, models, modelVersions, type RunRow, recordModelEvent, type Transaction } from "@plimsoll/schema/db";
import { and, eq, max } from "drizzle-orm";

type NewVersion = Omit<
  typeof modelVersions.$inferInsert,
  "id" | "workspaceId" | "modelId" | "version" | "status" | "runId" | "createdBy"
> & {
  kind: ModelKind;
  modelName: string;
};

/** Adds the next version of the model of that name, in the transaction that ends the run. @returns the version's id. */
export async function registerVersion(
  tx: Transaction,
  { id: runId, workspaceId, createdBy }: RunRow,
  { kind, modelName, ...values }: NewVersion,
): Promise<string> {
  const { modelId, version } = await nextVersion(tx, workspaceId, modelName, kind);
  const id = newId("modelVersion");
  await tx.db.insert(modelVersions).values({ ...values, id, workspaceId, modelId, version, runId, createdBy });
  const facts = { version, runId, artifactSha256: values.artifactSha256 };
  await recordModelEvent(tx, { workspaceId, modelId, modelVersionId: id, type: "REGISTERED", data: facts, actor: createdBy });
  await appendAudit(tx, { workspaceId, actor: createdBy, action: "model_version.register", subject: id, data: { modelName, ...facts } });
  return id;
}

/** The model of that name, made if it is new, and its next version; others who register under the name wait for our commit. */
async function nextVersion(
  { db }: Transaction,
  workspaceId: string,
  name: string,
  kind: ModelKind,
): Promise<{ modelId: string; version: number }> {
  await db
    .insert(models)
    .values({ id: newId("model"), workspaceId, name, kind })
    .onConflictDoNothing();
  const [model] = await db
    .select({ id: models.id, kind: models.kind })
    .from(models)
    .where(and(eq(models.workspaceId, workspaceId), eq(models.name, name)))
    .for("update");
  if (!model) throw new Error("A model that was just made cannot be missing.");
  if (model.kind !== kind) {
    throw new AppError("INVALID_INPUT", "input", `Model '${name}' is of kind ${model.kind}, not ${kind}. Choose another model name.`);
  }
  const [last] = await db
    .select({ version: max(modelVersions.version) })
    .from(modelVersions)
    .where(eq(modelVersions.modelId, model.id));
  return { modelId: model.id, version: (last?.version ?? 0) + 1 };
}
