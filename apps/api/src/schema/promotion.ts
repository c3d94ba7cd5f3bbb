import { AppError, VERSION_STATUSES } from "@plimsoll/schema";
import {
  aliases,
  type Caller,
  modelEvents,
  models,
  modelVersions,
  moveAlias,
  PROMOTION_CHECKS,
  type PromotionCheck,
  promotionChecks,
  recordModelEvent,
  refuseDeveloper,
  refuseRevival,
  setVersionStatus,
  type Transaction,
} from "@plimsoll/schema/db";
import { and, desc, eq, ne } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../context.ts";
import { notFound } from "../errors.ts";
import type { ModelVersionRecord } from "../loaders.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { VersionStatus } from "./enums.ts";
import { defineMutation, parseInput } from "./mutation.ts";
import { ModelVersion } from "./refs.ts";
import { ForbiddenTransitionError } from "./user-errors.ts";

const Alias = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,63}$/, "starts with a lower-case letter and holds lower-case letters, digits, '-' and '_' (64 at most)");
const Reason = z.string().trim().min(1, "say why: a change without a reason is refused").max(2_000);

const refused = (message: string, path: string, context: Record<string, unknown> = {}): AppError =>
  new AppError("FORBIDDEN_TRANSITION", "conflict", message, { path: [path], ...context });

const PromotionCheckName = builder.enumType("PromotionCheckName", { values: PROMOTION_CHECKS });
const PromotionCheckType = builder.objectRef<PromotionCheck>("PromotionCheck").implement({
  description: "One question that a promotion has to answer.",
  fields: (t) => ({
    name: t.expose("name", { type: PromotionCheckName }),
    passed: t.exposeBoolean("passed"),
    message: t.exposeString("message"),
  }),
});

builder.objectFields(ModelVersion, (t) => ({
  promotionChecks: t.field({
    type: [PromotionCheckType],
    description: "What stands between the version and an alias, for the one who asks; champion unless given.",
    args: { alias: t.arg.string() },
    complexity: 5,
    resolve: (version, { alias }, context) => promotionChecks(context.services.database, callerIn(context), version, alias ?? "champion"),
  }),
}));

const VersionSuccess = (name: string) =>
  builder.objectRef<{ modelVersion: ModelVersionRecord }>(name).implement({
    fields: (t) => ({ modelVersion: t.field({ type: ModelVersion, resolve: ({ modelVersion }) => modelVersion }) }),
  });

async function lockedVersion(tx: Transaction, { workspaceId }: Caller, modelVersionId: string): Promise<ModelVersionRecord> {
  const [version] = await tx.db
    .select()
    .from(modelVersions)
    .where(and(eq(modelVersions.id, modelVersionId), eq(modelVersions.workspaceId, workspaceId)))
    .for("update");
  if (!version) throw notFound(["modelVersionId"]);
  return version;
}

/** A policy has a gate of its own, which nothing goes around. @throws AppError FORBIDDEN_TRANSITION. */
async function refusePolicy({ db }: Transaction, { modelId }: ModelVersionRecord, what: string): Promise<void> {
  const [model] = await db.select({ kind: models.kind }).from(models).where(eq(models.id, modelId));
  if (model?.kind === "POLICY")
    throw refused(`A policy ${what} through its gate: evaluate it on a log, then use promotePolicy.`, "modelVersionId");
}

/** @throws AppError FORBIDDEN_TRANSITION with every check that failed. */
async function requireChecks(tx: Transaction, caller: Caller, version: ModelVersionRecord, alias: string): Promise<PromotionCheck[]> {
  const checks = await promotionChecks(tx, caller, version, alias);
  const failed = checks.filter(({ passed }) => !passed);
  if (failed.length > 0) {
    throw refused(failed.map(({ message }) => message).join(" "), "modelVersionId", { checks: failed.map(({ name }) => name) });
  }
  return checks;
}

defineMutation("promoteModelVersion", {
  description:
    "Points an alias of the model at this version. To become champion a version has to beat the workspace's baseline (or have a waiver) and have no blocking finding; it is VALIDATED then.",
  access: access.promote,
  input: builder.inputType("PromoteModelVersionInput", {
    fields: (t) => ({
      modelVersionId: t.id({ required: true }),
      alias: t.string({ required: true }),
      reason: t.string({ required: true }),
    }),
  }),
  success: VersionSuccess("PromoteModelVersionSuccess"),
  errors: [ForbiddenTransitionError],
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { modelVersionId, alias, reason } = parseInput(z.object({ modelVersionId: z.string(), alias: Alias, reason: Reason }), input);
    const modelVersion = await context.services.database.transaction(async (tx) => {
      const version = await lockedVersion(tx, caller, modelVersionId);
      if (alias === "champion") await refusePolicy(tx, version, "becomes champion");
      const checks = await requireChecks(tx, caller, version, alias);
      return moveAlias(tx, caller, { version, alias, reason, action: "model_version.promote", checks });
    });
    return { modelVersion };
  },
});

defineMutation("rollbackModel", {
  description:
    "Points an alias back at the version it named before the present one, if that version still passes the checks of a promotion: no finding opened since, no waiver that has ended.",
  access: access.promote,
  input: builder.inputType("RollbackModelInput", {
    fields: (t) => ({
      modelName: t.string({ required: true }),
      alias: t.string({ description: "champion unless given." }),
      reason: t.string({ required: true }),
    }),
  }),
  success: VersionSuccess("RollbackModelSuccess"),
  errors: [ForbiddenTransitionError],
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { modelName, alias, reason } = parseInput(z.object({ modelName: z.string(), alias: Alias.nullish(), reason: Reason }), input);
    const name = alias ?? "champion";
    const modelVersion = await context.services.database.transaction(async (tx) => {
      const [present] = await tx.db
        .select({ modelId: models.id, modelVersionId: aliases.modelVersionId })
        .from(models)
        .innerJoin(aliases, and(eq(aliases.modelId, models.id), eq(aliases.alias, name)))
        .where(and(eq(models.workspaceId, caller.workspaceId), eq(models.name, modelName)));
      if (!present) throw notFound(["modelName"]);
      const [earlier] = await tx.db
        .select({ modelVersionId: modelEvents.modelVersionId })
        .from(modelEvents)
        .innerJoin(modelVersions, eq(modelVersions.id, modelEvents.modelVersionId))
        .where(
          and(
            eq(modelEvents.modelId, present.modelId),
            eq(modelEvents.type, "ALIAS_MOVED"),
            eq(modelEvents.alias, name),
            ne(modelEvents.modelVersionId, present.modelVersionId),
            ne(modelVersions.status, "RETIRED"),
          ),
        )
        .orderBy(desc(modelEvents.createdAt), desc(modelEvents.id))
        .limit(1);
      if (!earlier?.modelVersionId) throw refused(`No other version that is still in use was ever '${name}' of this model.`, "modelName");
      const version = await lockedVersion(tx, caller, earlier.modelVersionId);
      // What it passed once may not hold any more: a finding was opened, a waiver has ended.
      const checks = await requireChecks(tx, caller, version, name);
      return moveAlias(tx, caller, { version, alias: name, reason, action: "model_version.rollback", checks });
    });
    return { modelVersion };
  },
});

defineMutation("removeModelAlias", {
  description: "Takes an alias off a model: what follows it has no version to score with until it is set again.",
  access: access.promote,
  input: builder.inputType("RemoveModelAliasInput", {
    fields: (t) => ({
      modelName: t.string({ required: true }),
      alias: t.string({ required: true }),
      reason: t.string({ required: true }),
    }),
  }),
  success: VersionSuccess("RemoveModelAliasSuccess"),
  errors: [ForbiddenTransitionError],
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { modelName, alias, reason } = parseInput(z.object({ modelName: z.string(), alias: Alias, reason: Reason }), input);
    const modelVersion = await context.services.database.transaction(async (tx) => {
      const [found] = await tx.db
        .select({ modelId: models.id, modelVersionId: aliases.modelVersionId })
        .from(models)
        .innerJoin(aliases, and(eq(aliases.modelId, models.id), eq(aliases.alias, alias)))
        .where(and(eq(models.workspaceId, caller.workspaceId), eq(models.name, modelName)));
      if (!found) throw notFound(["alias"]);
      const version = await lockedVersion(tx, caller, found.modelVersionId);
      await tx.db.delete(aliases).where(and(eq(aliases.modelId, found.modelId), eq(aliases.alias, alias)));
      const { workspaceId, apiKeyId: actor } = caller;
      const event = { workspaceId, modelId: found.modelId, modelVersionId: version.id, type: "ALIAS_REMOVED" as const, alias, actor };
      await recordModelEvent(tx, { ...event, data: { alias, reason } });
      await auditOf(tx, caller, "model.remove_alias", found.modelId, { alias, reason, modelVersionId: version.id });
      return version;
    });
    return { modelVersion };
  },
});

defineMutation("setModelVersionStatus", {
  description:
    "VALIDATED after review by somebody else, RETIRED when it is not to be used any more (no alias may name it), or back to CANDIDATE.",
  access: access.promote,
  input: builder.inputType("SetModelVersionStatusInput", {
    fields: (t) => ({
      modelVersionId: t.id({ required: true }),
      status: t.field({ type: VersionStatus, required: true }),
      reason: t.string({ required: true }),
    }),
  }),
  success: VersionSuccess("SetModelVersionStatusSuccess"),
  errors: [ForbiddenTransitionError],
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const Request = z.object({ modelVersionId: z.string(), status: z.enum(VERSION_STATUSES), reason: Reason });
    const { modelVersionId, status, reason } = parseInput(Request, input);
    const modelVersion = await context.services.database.transaction(async (tx) => {
      const version = await lockedVersion(tx, caller, modelVersionId);
      if (version.status === status) return version;
      if (version.status === "RETIRED") await refuseRevival(tx, caller, version);
      if (status === "VALIDATED") {
        await refusePolicy(tx, version, "is validated");
        await refuseDeveloper(tx, caller, version, "validates it");
      }
      const [named] = await tx.db.select({ alias: aliases.alias }).from(aliases).where(eq(aliases.modelVersionId, modelVersionId)).limit(1);
      if (named && status !== "VALIDATED") {
        throw refused(`The version is '${named.alias}' of its model; move or remove that alias first.`, "modelVersionId");
      }
      return setVersionStatus(tx, caller, version, status, reason);
    });
    return { modelVersion };
  },
});
