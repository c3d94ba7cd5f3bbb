import { AppError, type ClosedAction, DecideRequest, type DeclineReasonValue } from "@plimsoll/schema";
import { aliases, modelVersions, policyDecisions } from "@plimsoll/schema/db";
import { and, eq, getTableColumns, isNotNull, isNull, lte, sql } from "drizzle-orm";
import { type ApiContext, callerIn } from "../../context.ts";
import { invalidInput } from "../../errors.ts";
import { type ModelVersionRecord, microsOf } from "../../loaders.ts";
import { connectionOf, keysetOf, readWindow } from "../../pagination.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { connectionType, cursorScope, pageArguments, pageCost } from "../connection.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { Model, ModelVersion } from "../refs.ts";
import { ColumnError, ForbiddenTransitionError, IdempotencyConflictError } from "../user-errors.ts";
import { policyModel, policyVersion } from "./model.ts";

export type PolicyDecisionRow = typeof policyDecisions.$inferSelect;

const Closed = builder.objectRef<ClosedAction>("ClosedAction").implement({
  description: "An action that a limit closed.",
  fields: (t) => ({
    action: t.exposeString("action"),
    reason: t.exposeString("reason", {
      description:
        "MASK, UNSEEN, EXPOSURE_OBLIGOR, EXPOSURE_SEGMENT, EXPOSURE_PORTFOLIO, PRICE_BAND, PRICE_LADDER, LOSS_BUDGET, FAIRNESS_FLOOR or KILL_SWITCH; of a number DOMAIN, LOW, HIGH, FINISH, CHANGE, BENCHMARK, UNSEEN, NOT_FINITE or KILL_SWITCH.",
    }),
  }),
});
const DeclineReason = builder.objectRef<DeclineReasonValue>("DeclineReason").implement({
  fields: (t) => ({
    feature: t.exposeString("feature"),
    code: t.exposeString("code", { description: "Of the approved list." }),
    contribution: t.exposeFloat("contribution", {
      description: "How much less likely a decline would be at the usual value; of a number, how far the observation moves it.",
    }),
  }),
});

export const Decision = builder.objectRef<PolicyDecisionRow>("PolicyDecision").implement({
  description: "A decision that a policy took, and what came of it.",
  fields: (t) => ({
    id: t.exposeID("id"),
    modelVersion: t.field({
      type: ModelVersion,
      nullable: true,
      resolve: ({ modelVersionId }, _args, { loaders }) => loaders.modelVersion.load(modelVersionId),
    }),
    reference: t.exposeString("reference", { nullable: true }),
    record: t.expose("record", { type: "JSONObject" }),
    action: t.exposeString("action"),
    propensity: t.exposeFloat("propensity", { description: "The chance of this action under policy and limits together." }),
    mask: t.exposeStringList("mask", { description: "The actions that were open." }),
    closed: t.expose("closed", { type: [Closed], description: "What limits closed." }),
    reasons: t.expose("declineReasons", { type: [DeclineReason], description: "Of a decline by the policy itself." }),
    quantity: t.exposeFloat("quantity", {
      nullable: true,
      description: "Of a policy that gives a number: the position to hold, the shares to sell, within every limit.",
    }),
    proposed: t.exposeFloat("proposed", { nullable: true, description: "What the network said; null where it was not asked." }),
    benchmark: t.exposeFloat("benchmark", { nullable: true, description: "The delta hedge, or the closed-form schedule." }),
    fallback: t.exposeBoolean("fallback", { description: "Whether the fallback decided instead of the policy." }),
    obligor: t.exposeString("obligor", { nullable: true }),
    segment: t.exposeString("segment", { nullable: true }),
    amount: t.exposeFloat("amount", { nullable: true }),
    episode: t.exposeString("episode", { nullable: true }),
    rewardDueAt: t.expose("rewardDueAt", { type: "DateTime", nullable: true }),
    reward: t.exposeFloat("reward", { nullable: true, description: "Null until it is known." }),
    ended: t.exposeBoolean("ended", { nullable: true }),
    rewardedAt: t.expose("rewardedAt", { type: "DateTime", nullable: true }),
    decidedAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

interface Asked {
  modelName: string;
  alias?: string | null | undefined;
  modelVersionId?: string | null | undefined;
}

/** The version that is to decide. @throws AppError FORBIDDEN_TRANSITION for one that has not passed the gate. */
async function decidingVersion(context: ApiContext, { modelName, alias, modelVersionId }: Asked): Promise<ModelVersionRecord> {
  const model = await policyModel(context, modelName);
  const version = modelVersionId
    ? await policyVersion(context, modelVersionId)
    : await versionUnder(context, model.id, modelName, alias ?? "champion");
  if (version.modelId !== model.id) throw invalidInput(`The version is not one of '${modelName}'.`, ["modelVersionId"]);
  if (version.status === "VALIDATED") return version;
  throw new AppError(
    "FORBIDDEN_TRANSITION",
    "conflict",
    `Version ${version.version} is ${version.status}: only one that has passed the gate may decide. Evaluate it and promote it (promotePolicy).`,
    { path: [modelVersionId ? "modelVersionId" : "modelName"] },
  );
}

async function versionUnder(context: ApiContext, modelId: string, modelName: string, alias: string): Promise<ModelVersionRecord> {
  const [found] = await context.services.database.db
    .select({ version: modelVersions })
    .from(aliases)
    .innerJoin(modelVersions, eq(modelVersions.id, aliases.modelVersionId))
    .where(and(eq(aliases.modelId, modelId), eq(aliases.alias, alias)));
  if (found) return found.version;
  throw invalidInput(`Policy '${modelName}' has no version under the alias '${alias}'. Promote one, or name another alias.`, ["alias"]);
}

const ApplicantInput = builder.inputType("DecisionApplicantInput", {
  description: "Whom the decision is about; limits say what they need of it.",
  fields: (t) => ({
    obligor: t.string(),
    segment: t.string({ description: "The record's own where the policy reads the segment." }),
    amount: t.float({ description: "Asked for, currency." }),
    risk: t.float({ description: "On the scale of the price ladder, such as the PD." }),
    lossRate: t.float({ description: "Expected loss for one unit of exposure; the whole exposure counts as loss unless given." }),
    group: t.string({ description: "Protected group, for the fairness floor alone: the policy does not see it." }),
  }),
});

interface Decided {
  decision: PolicyDecisionRow;
  repeated: boolean;
}

defineMutation("decide", {
  description:
    "Takes one decision by a policy that has passed its gate, within its hard limits, and logs it before the answer leaves. A limit, the fallback or the kill switch holds on every decision.",
  access: access.score,
  input: builder.inputType("DecideInput", {
    fields: (t) => ({
      modelName: t.string({ required: true }),
      alias: t.string({ description: "champion unless given." }),
      modelVersionId: t.id({ description: "A version of the policy instead of an alias." }),
      record: t.field({ type: "JSONObject", required: true, description: "Every column that the policy reads; null = missing." }),
      allowed: t.stringList({ description: "Names of the actions that are allowed; all unless given." }),
      applicant: t.field({ type: ApplicantInput }),
      reference: t.string({ description: "Your own key: asked again with it, the same decision is answered and none is taken." }),
      episode: t.string({ description: "The account or case." }),
      rewardDueAt: t.field({ type: "DateTime", description: "When the outcome will be known." }),
    }),
  }),
  success: builder.objectRef<Decided>("DecideSuccess").implement({
    fields: (t) => ({
      decision: t.expose("decision", { type: Decision }),
      action: t.string({ resolve: ({ decision }) => decision.action }),
      propensity: t.float({ resolve: ({ decision }) => decision.propensity }),
      mask: t.stringList({ resolve: ({ decision }) => decision.mask }),
      quantity: t.float({ nullable: true, resolve: ({ decision }) => decision.quantity }),
      reasons: t.field({ type: [DeclineReason], resolve: ({ decision }) => decision.declineReasons }),
      policyVersion: t.field({
        type: ModelVersion,
        nullable: true,
        resolve: ({ decision }, _args, { loaders }) => loaders.modelVersion.load(decision.modelVersionId),
      }),
      repeated: t.exposeBoolean("repeated", { description: "The reference was used before: nothing new was decided." }),
    }),
  }),
  errors: [ColumnError, ForbiddenTransitionError, IdempotencyConflictError],
  resolve: async (input, context) => {
    const { workspaceId, apiKeyId: actor } = callerIn(context);
    const version = await decidingVersion(context, input);
    const { applicant, allowed, reference, episode, rewardDueAt, record } = input;
    const request = parseInput(DecideRequest, {
      workspaceId,
      modelId: version.modelId,
      modelVersionId: version.id,
      mayCanary: !input.modelVersionId && (input.alias ?? "champion") === "champion",
      record,
      ...(withoutNulls({ applicant, allowed, reference, episode, rewardDueAt: rewardDueAt?.toISOString() }) as object),
      actor,
    });
    const done = context.services.metrics.scorerSeconds.startTimer();
    const { decisionId, repeated } = await context.services.scorer.decide(request).finally(done);
    const [decision] = await context.services.database.db
      .select()
      .from(policyDecisions)
      .where(and(eq(policyDecisions.id, decisionId), eq(policyDecisions.workspaceId, workspaceId)));
    if (!decision) throw new Error("A decision that was answered is not in the log.");
    return { decision, repeated };
  },
});

const DecisionConnection = connectionType<PolicyDecisionRow>("PolicyDecision", Decision);
const REWARD_STATES = ["KNOWN", "PENDING", "OVERDUE"] as const;
const RewardState = builder.enumType("RewardState", {
  values: REWARD_STATES,
  description: "KNOWN; PENDING: not known and not due; OVERDUE: not known and due.",
});

const rewardFilter = {
  KNOWN: isNotNull(policyDecisions.reward),
  PENDING: and(isNull(policyDecisions.reward), sql`(${policyDecisions.rewardDueAt} is null or ${policyDecisions.rewardDueAt} > now())`),
  OVERDUE: and(isNull(policyDecisions.reward), lte(policyDecisions.rewardDueAt, sql`now()`)),
} as const;

builder.objectFields(Model, (t) => ({
  decisions: t.field({
    type: DecisionConnection,
    description: "Of a policy: its log, newest first.",
    args: { reward: t.arg({ type: RewardState }), ...pageArguments },
    complexity: pageCost,
    resolve: async ({ id }, { reward, ...args }, context) => {
      const scope = cursorScope(context, `decisions:${id}`);
      const window = readWindow(scope, args);
      const { where, orderBy, limit } = keysetOf(window, policyDecisions.createdAt, policyDecisions.id);
      const rows = await context.services.database.db
        .select({ ...getTableColumns(policyDecisions), cursor: microsOf(policyDecisions.createdAt) })
        .from(policyDecisions)
        .where(
          and(
            eq(policyDecisions.workspaceId, scope.workspaceId),
            eq(policyDecisions.modelId, id),
            reward ? rewardFilter[reward] : undefined,
            where,
          ),
        )
        .orderBy(...orderBy)
        .limit(limit);
      return connectionOf(scope, window, rows);
    },
  }),
}));
