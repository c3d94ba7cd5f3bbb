import { policyStates, policyUsage, recordModelEvent } from "@plimsoll/schema/db";
import { and, desc, eq, ne, sql } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../../context.ts";
import { invalidInput } from "../../errors.ts";
import type { ModelRecord } from "../../loaders.ts";
import { access } from "../access.ts";
import { auditOf } from "../audit.ts";
import { builder } from "../builder.ts";
import { Member } from "../members.ts";
import { defineMutation, parseInput } from "../mutation.ts";
import { Model, ModelVersion } from "../refs.ts";
import { policyModel, policyVersion } from "./model.ts";

type State = Pick<
  typeof policyStates.$inferSelect,
  "modelId" | "killSwitch" | "canaryShare" | "fallbackVersionId" | "reason" | "updatedBy" | "updatedAt"
>;
type Usage = typeof policyUsage.$inferSelect;

const UsageRow = builder.objectRef<Usage>("PolicyUsage").implement({
  description: "What decisions have used up of the policy's limits.",
  fields: (t) => ({
    scope: t.field({
      type: builder.enumType("PolicyUsageScope", { values: ["OBLIGOR", "SEGMENT", "PORTFOLIO", "GROUP"] as const }),
      resolve: ({ scope }) => scope,
    }),
    key: t.exposeString("key", { description: "Name of the obligor, segment or group; empty for all." }),
    exposure: t.exposeFloat("exposure"),
    expectedLoss: t.exposeFloat("expectedLoss"),
    decided: t.exposeInt("decided", { description: "Of a protected group." }),
    approved: t.exposeInt("approved"),
  }),
});

const PolicyState = builder.objectRef<State>("PolicyState").implement({
  description: "What is switched for a policy as a whole, whichever version decides.",
  fields: (t) => ({
    killSwitch: t.exposeBoolean("killSwitch"),
    fallbackVersion: t.field({
      type: ModelVersion,
      nullable: true,
      description: "Who decides while the switch is on; the constraint set's fallback action where null.",
      resolve: ({ fallbackVersionId }, _args, { loaders }) =>
        fallbackVersionId === null ? null : loaders.modelVersion.load(fallbackVersionId),
    }),
    canaryShare: t.exposeFloat("canaryShare", {
      description: "Share of the champion's decisions that the version under the alias `canary` takes.",
    }),
    reason: t.exposeString("reason", { nullable: true }),
    updatedBy: t.field({
      type: Member,
      nullable: true,
      resolve: ({ updatedBy }, _args, { loaders }) => (updatedBy === null ? null : loaders.memberOfKey.load(updatedBy)),
    }),
    updatedAt: t.expose("updatedAt", { type: "DateTime" }),
    usage: t.field({
      type: [UsageRow],
      description: "Portfolio, segments and groups, and the twenty largest obligors.",
      complexity: { field: 1, multiplier: 20 },
      resolve: async ({ modelId }, _args, context) => {
        const { db } = context.services.database;
        const own = and(eq(policyUsage.workspaceId, callerIn(context).workspaceId), eq(policyUsage.modelId, modelId));
        const many = await db
          .select()
          .from(policyUsage)
          .where(and(own, ne(policyUsage.scope, "OBLIGOR")))
          .orderBy(policyUsage.scope, desc(policyUsage.exposure))
          .limit(200);
        const obligors = await db
          .select()
          .from(policyUsage)
          .where(and(own, eq(policyUsage.scope, "OBLIGOR")))
          .orderBy(desc(policyUsage.exposure), policyUsage.key)
          .limit(20);
        return [...many, ...obligors];
      },
    }),
  }),
});

builder.objectFields(Model, (t) => ({
  policyState: t.field({
    type: PolicyState,
    nullable: true,
    description: "Of a policy that has decided, or whose switch was used.",
    resolve: async ({ id }, _args, context) => {
      const [state] = await context.services.database.db
        .select()
        .from(policyStates)
        .where(and(eq(policyStates.modelId, id), eq(policyStates.workspaceId, callerIn(context).workspaceId)));
      return state ?? null;
    },
  }),
}));

const Request = z.object({
  modelName: z.string(),
  on: z.boolean(),
  reason: z.string().trim().min(1, "say why: a change without a reason is refused").max(2_000),
  fallbackVersionId: z.string().nullish(),
});

defineMutation("setPolicyKillSwitch", {
  description:
    "Switches a policy off or on: while it is off every decision is the fallback's, from the next one on. Whoever may decide may switch off; who switches on again must be allowed to promote.",
  access: access.score,
  input: builder.inputType("SetPolicyKillSwitchInput", {
    fields: (t) => ({
      modelName: t.string({ required: true }),
      on: t.boolean({ required: true, description: "true = the policy is switched off." }),
      reason: t.string({ required: true }),
      fallbackVersionId: t.id({ description: "A version that decides instead, within the same limits; the fallback action unless given." }),
    }),
  }),
  success: builder.objectRef<{ model: ModelRecord }>("SetPolicyKillSwitchSuccess").implement({
    fields: (t) => ({ model: t.field({ type: Model, resolve: ({ model }) => model }) }),
  }),
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { on, reason, fallbackVersionId, modelName } = parseInput(Request, input);
    if (!on && !access.promote.role.includes(caller.role))
      throw invalidInput(`The role ${caller.role} may switch a policy off, not on again. Ask one of ${access.promote.role.join(", ")}.`, [
        "on",
      ]);
    const model = await policyModel(context, modelName);
    if (fallbackVersionId) await checkFallback(context, model, fallbackVersionId);
    const { workspaceId, apiKeyId: actor } = caller;
    await context.services.database.transaction(async (tx) => {
      const values = { killSwitch: on, fallbackVersionId: on ? (fallbackVersionId ?? null) : null, reason, updatedBy: actor };
      await tx.db
        .insert(policyStates)
        .values({ modelId: model.id, workspaceId, ...values })
        .onConflictDoUpdate({ target: policyStates.modelId, set: { ...values, updatedAt: sql`now()` } });
      const data = { on, reason, fallbackVersionId: values.fallbackVersionId };
      await recordModelEvent(tx, { workspaceId, modelId: model.id, modelVersionId: null, type: "KILL_SWITCH", data, actor });
      await auditOf(tx, caller, "policy.kill_switch", model.id, data);
    });
    return { model };
  },
});

/** @throws AppError INVALID_INPUT for a version that cannot stand in. */
async function checkFallback(context: Parameters<typeof policyVersion>[0], model: ModelRecord, id: string): Promise<void> {
  const version = await policyVersion(context, id, "fallbackVersionId");
  if (version.modelId !== model.id) throw invalidInput(`The version is not one of '${model.name}'.`, ["fallbackVersionId"]);
  if (version.status !== "VALIDATED")
    throw invalidInput(`Version ${version.version} is ${version.status}: only one that has passed the gate may stand in.`, [
      "fallbackVersionId",
    ]);
}
