import type { PolicyDetails } from "@plimsoll/schema";
import { models } from "@plimsoll/schema/db";
import { and, eq } from "drizzle-orm";
import { type ApiContext, callerIn } from "../../context.ts";
import { invalidInput, notFound } from "../../errors.ts";
import type { ModelRecord, ModelVersionRecord } from "../../loaders.ts";

/** The policy of that name. @throws AppError NOT_FOUND, or INVALID_INPUT for a model of another kind. */
export async function policyModel(context: ApiContext, name: string): Promise<ModelRecord> {
  const { workspaceId } = callerIn(context);
  const [model] = await context.services.database.db
    .select()
    .from(models)
    .where(and(eq(models.workspaceId, workspaceId), eq(models.name, name)));
  if (!model) throw notFound(["modelName"]);
  if (model.kind !== "POLICY") throw invalidInput(`Model '${name}' is no policy but ${model.kind}. Choose a policy.`, ["modelName"]);
  return model;
}

/** A version of a policy. @throws as `policyModel`. */
export async function policyVersion(
  context: ApiContext,
  id: string,
  path = "modelVersionId",
): Promise<ModelVersionRecord & { model: ModelRecord }> {
  const version = await context.loaders.modelVersion.load(id);
  const model = version && (await context.loaders.model.load(version.modelId));
  if (!version || !model) throw notFound([path]);
  if (model.kind !== "POLICY")
    throw invalidInput(`Model '${model.name}' is no policy but ${model.kind}. Choose a version of a policy.`, [path]);
  return { ...version, model };
}

/** What only a policy has. */
export const detailsOf = ({ details }: ModelVersionRecord): PolicyDetails => details as PolicyDetails;

/** @throws AppError INVALID_INPUT for a policy that gives a number. */
export function requireListed(version: ModelVersionRecord, path = "modelVersionId"): PolicyDetails {
  const details = detailsOf(version);
  if (details.kind === "discrete") return details;
  throw invalidInput("This policy gives a number (a hedge, a schedule), not an action of a list. Simulate it in its environment instead.", [
    path,
  ]);
}
