import { AppError, POLICY_STAGES, type PolicyStage } from "@plimsoll/schema";
import {
  aliases,
  modelVersions,
  moveAlias,
  policyStates,
  promotionChecks,
  recordModelEvent,
  setVersionStatus,
  type Transaction,
} from "@plimsoll/schema/db";
import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../../context.ts";
import { invalidInput } from "../../errors.ts";
import type { ModelVersionRecord } from "../../loaders.ts";
import { access } from "../access.ts";
import { auditOf } from "../audit.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput } from "../mutation.ts";
import { ModelVersion } from "../refs.ts";
import { ForbiddenTransitionError } from "../user-errors.ts";
import { policyVersion, requireListed } from "./model.ts";

const Stage = builder.enumType("PolicyStage", {
  values: POLICY_STAGES,
  description:
    "DRAFT: decides nothing. SHADOW: asked about the decisions of others (submitPolicyShadow). CANARY: takes a share of the champion's decisions. CHAMPION: decides. RETIRED: not to be used any more.",
});

/** Where a version stands, by its status and the aliases that name it. */
function stageOf({ status }: ModelVersionRecord, named: readonly string[], canaryShare: number): PolicyStage {
  if (status === "RETIRED") return "RETIRED";
  if (named.includes("champion")) return "CHAMPION";
  if (named.includes("canary") && canaryShare > 0) return "CANARY";
  return named.includes("shadow") ? "SHADOW" : "DRAFT";
}

builder.objectFields(ModelVersion, (t) => ({
  policyStage: t.field({
    type: Stage,
    nullable: true,
    description: "Of a version of a policy.",
    complexity: 3,
    resolve: async (version, _args, { loaders, services }) => {
      if ((await loaders.model.load(version.modelId))?.kind !== "POLICY") return null;
      const { db } = services.database;
      const named = await db.select({ alias: aliases.alias }).from(aliases).where(eq(aliases.modelVersionId, version.id));
      const [state] = await db
        .select({ share: policyStates.canaryShare })
        .from(policyStates)
        .where(eq(policyStates.modelId, version.modelId));
      return stageOf(
        version,
        named.map(({ alias }) => alias),
        state?.share ?? 0,
      );
    },
  }),
}));

const Request = z.object({
  modelVersionId: z.string(),
  stage: z.enum(POLICY_STAGES),
  canaryShare: z.number("must be a number above 0 and at most 0.5").gt(0, "must be above 0").max(0.5, "must be at most 0.5").nullish(),
  reason: z.string().trim().min(1, "say why: a change without a reason is refused").max(2_000),
});
type Move = z.infer<typeof Request>;

const refused = (message: string, path = "stage"): AppError => new AppError("FORBIDDEN_TRANSITION", "conflict", message, { path: [path] });

defineMutation("setPolicyStage", {
  description:
    "Moves a version of a policy to SHADOW, CANARY (it must have passed the gate), back to DRAFT, or to RETIRED. A CHAMPION is made by promotePolicy, and taken back by rollbackModel.",
  access: access.promote,
  input: builder.inputType("SetPolicyStageInput", {
    fields: (t) => ({
      modelVersionId: t.id({ required: true }),
      stage: t.field({ type: Stage, required: true }),
      canaryShare: t.float({ description: "Of CANARY: share of the champion's decisions, above 0 and at most 0.5; 0.05 unless given." }),
      reason: t.string({ required: true }),
    }),
  }),
  success: builder.objectRef<{ modelVersion: ModelVersionRecord }>("SetPolicyStageSuccess").implement({
    fields: (t) => ({ modelVersion: t.field({ type: ModelVersion, resolve: ({ modelVersion }) => modelVersion }) }),
  }),
  errors: [ForbiddenTransitionError],
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const move = parseInput(Request, input);
    if (move.stage === "CHAMPION") throw refused("A policy becomes champion through its gate (promotePolicy), or again by rollbackModel.");
    if (move.canaryShare != null && move.stage !== "CANARY") throw invalidInput("Only a CANARY has a share.", ["canaryShare"]);
    const listed = await policyVersion(context, move.modelVersionId);
    if (move.stage === "CANARY") requireListed(listed);
    const modelVersion = await context.services.database.transaction(async (tx) => {
      const [version] = await tx.db
        .select()
        .from(modelVersions)
        .where(and(eq(modelVersions.id, move.modelVersionId), eq(modelVersions.workspaceId, caller.workspaceId)))
        .for("update");
      if (!version) throw refused("The version is gone.", "modelVersionId");
      const named = (await tx.db.select({ alias: aliases.alias }).from(aliases).where(eq(aliases.modelVersionId, version.id))).map(
        ({ alias }) => alias,
      );
      if (named.includes("champion")) throw refused("The version is the champion: promote another one, or roll back, first.");
      const moved = await carryOut(tx, caller, version, move);
      await auditOf(tx, caller, "policy.stage", version.id, {
        stage: move.stage,
        canaryShare: move.canaryShare ?? null,
        reason: move.reason,
      });
      return moved;
    });
    return { modelVersion };
  },
});

type Caller = ReturnType<typeof callerIn>;
const STAGED = ["shadow", "canary"];

async function carryOut(tx: Transaction, caller: Caller, version: ModelVersionRecord, move: Move): Promise<ModelVersionRecord> {
  const { stage, reason, canaryShare } = move;
  if (stage === "CANARY" && version.status !== "VALIDATED")
    throw refused(
      `Version ${version.version} is ${version.status}: a canary decides, so it passes the gate first (promotePolicy with alias 'canary').`,
    );
  if (version.status === "RETIRED" && stage !== "RETIRED") throw refused("The version is RETIRED.");
  await takeOff(tx, caller, version, reason);
  if (stage === "RETIRED") return version.status === "RETIRED" ? version : setVersionStatus(tx, caller, version, "RETIRED", reason);
  if (stage === "DRAFT") return version;
  const alias = stage === "CANARY" ? "canary" : "shadow";
  const checks = await promotionChecks(tx, caller, version, alias);
  const failed = checks.filter(({ passed }) => !passed);
  if (failed.length > 0) throw refused(failed.map(({ message }) => message).join(" "));
  const share = canaryShare ?? 0.05;
  const facts = stage === "CANARY" ? { canaryShare: share } : {};
  const moved = await moveAlias(tx, caller, { version, alias, reason, action: "model_version.promote", checks, facts });
  if (stage === "CANARY") await setShare(tx, caller, version.modelId, share);
  return moved;
}

/** Takes the version out of shadow and canary; a canary that is taken off leaves no share behind. */
async function takeOff(tx: Transaction, caller: Caller, { id, modelId }: ModelVersionRecord, reason: string): Promise<void> {
  const { workspaceId, apiKeyId: actor } = caller;
  const gone = await tx.db
    .delete(aliases)
    .where(and(eq(aliases.modelVersionId, id), inArray(aliases.alias, STAGED)))
    .returning({ alias: aliases.alias });
  for (const { alias } of gone) {
    const event = { workspaceId, modelId, modelVersionId: id, type: "ALIAS_REMOVED" as const, alias, actor };
    await recordModelEvent(tx, { ...event, data: { alias, reason } });
    if (alias === "canary") await setShare(tx, caller, modelId, 0);
  }
}

async function setShare({ db }: Transaction, { workspaceId, apiKeyId }: Caller, modelId: string, canaryShare: number): Promise<void> {
  const values = { canaryShare, updatedBy: apiKeyId };
  await db
    .insert(policyStates)
    .values({ modelId, workspaceId, ...values })
    .onConflictDoUpdate({ target: policyStates.modelId, set: { ...values, updatedAt: sql`now()` } });
}
