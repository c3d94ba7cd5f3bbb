import { fairnessPolicies as common } from "@plimsoll/ml/catalog";
import { FairnessPolicy as PolicySchema, type FairnessPolicy as PolicyValue } from "@plimsoll/schema";
import { type Db, fairnessPolicies } from "@plimsoll/schema/db";
import { and, asc, eq } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../../context.ts";
import { invalidInput, notFound } from "../../errors.ts";
import { access } from "../access.ts";
import { auditOf } from "../audit.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput } from "../mutation.ts";

type OwnedPolicy = PolicyValue & { isOwn?: boolean };

export const FairnessPolicy = builder.objectRef<OwnedPolicy>("FairnessPolicy").implement({
  description: "What a jurisdiction, or a lender's own rule, asks of group figures. Null = not asked. None of it is legal advice.",
  fields: (t) => ({
    name: t.exposeString("name"),
    title: t.exposeString("title"),
    minImpactRatio: t.exposeFloat("minImpactRatio", { nullable: true, description: "Least adverse impact ratio." }),
    maxMeanDifference: t.exposeFloat("maxMeanDifference", { nullable: true, description: "Of the scores, in standard deviations." }),
    maxOpportunityDifference: t.exposeFloat("maxOpportunityDifference", {
      nullable: true,
      description: "Of approval among those without the event.",
    }),
    maxProxyAuc: t.exposeFloat("maxProxyAuc", { nullable: true, description: "With which features may tell a group." }),
    significance: t.exposeFloat("significance"),
    minEvents: t.exposeInt("minEvents", { description: "Groups of fewer events judge nothing." }),
    allowsGroupThresholds: t.exposeBoolean("allowsGroupThresholds", { description: "Whether thresholds may differ by group." }),
    source: t.exposeString("source", { description: "What it rests on, and what that does not say." }),
    isOwn: t.boolean({ description: "The workspace's own; others every workspace has.", resolve: ({ isOwn }) => isOwn ?? false }),
  }),
});

/** Those that every workspace has, then its own. */
async function policiesOf(db: Db, workspaceId: string): Promise<OwnedPolicy[]> {
  const own = await db
    .select({ policy: fairnessPolicies.policy })
    .from(fairnessPolicies)
    .where(eq(fairnessPolicies.workspaceId, workspaceId))
    .orderBy(asc(fairnessPolicies.name));
  return [...common, ...own.map(({ policy }) => ({ ...policy, isOwn: true }))];
}

/** The policy of that name, as it is now. @throws AppError INVALID_INPUT naming those that exist. */
export async function policyNamed(db: Db, workspaceId: string, name: string): Promise<PolicyValue> {
  const all = await policiesOf(db, workspaceId);
  const found = all.find((policy) => policy.name === name);
  if (!found)
    throw invalidInput(`There is no fairness policy '${name}'. There are: ${all.map((policy) => policy.name).join(", ")}.`, ["policy"]);
  return PolicySchema.strip().parse(found);
}

builder.queryField("fairnessPolicies", (t) =>
  t.field({
    type: [FairnessPolicy],
    authScopes: access.read,
    description: "Starting points that every workspace has, then the workspace's own.",
    resolve: (_root, _args, context) => policiesOf(context.services.database.db, callerIn(context).workspaceId),
  }),
);

const isCommon = (name: string): boolean => common.some((policy) => policy.name === name);

defineMutation("saveFairnessPolicy", {
  description: "Adds a policy to the workspace, or changes its own one of that name. Reports keep the policy that they were judged by.",
  access: access.challenge,
  input: builder.inputType("SaveFairnessPolicyInput", {
    fields: (t) => ({
      name: t.string({ required: true, description: "Capital letters, digits and underscores." }),
      title: t.string({ required: true }),
      minImpactRatio: t.float(),
      maxMeanDifference: t.float(),
      maxOpportunityDifference: t.float(),
      maxProxyAuc: t.float(),
      significance: t.float({ description: "0.05 unless given." }),
      minEvents: t.int({ description: "30 unless given." }),
      allowsGroupThresholds: t.boolean({ description: "False unless given." }),
      source: t.string({ required: true }),
    }),
  }),
  success: builder.objectRef<{ policy: OwnedPolicy }>("SaveFairnessPolicySuccess").implement({
    fields: (t) => ({ policy: t.field({ type: FairnessPolicy, resolve: ({ policy }) => policy }) }),
  }),
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const policy = parseInput(PolicySchema, {
      ...input,
      minImpactRatio: input.minImpactRatio ?? null,
      maxMeanDifference: input.maxMeanDifference ?? null,
      maxOpportunityDifference: input.maxOpportunityDifference ?? null,
      maxProxyAuc: input.maxProxyAuc ?? null,
      significance: input.significance ?? 0.05,
      minEvents: input.minEvents ?? 30,
      allowsGroupThresholds: input.allowsGroupThresholds ?? false,
    });
    const { name } = policy;
    if (isCommon(name)) throw invalidInput(`'${name}' is a policy that every workspace has. Save yours under another name.`, ["name"]);
    const values = { workspaceId: caller.workspaceId, name, policy, updatedBy: caller.apiKeyId, updatedAt: new Date() };
    await context.services.database.transaction(async (tx) => {
      await tx.db
        .insert(fairnessPolicies)
        .values(values)
        .onConflictDoUpdate({ target: [fairnessPolicies.workspaceId, fairnessPolicies.name], set: values });
      await auditOf(tx, caller, "fairness_policy.save", name, policy);
    });
    return { policy: { ...policy, isOwn: true } };
  },
});

defineMutation("deleteFairnessPolicy", {
  description: "Takes one of the workspace's own policies away. Reports that were judged by it stay as they are.",
  access: access.challenge,
  input: builder.inputType("DeleteFairnessPolicyInput", { fields: (t) => ({ name: t.string({ required: true }) }) }),
  success: builder
    .objectRef<{ name: string }>("DeleteFairnessPolicySuccess")
    .implement({ fields: (t) => ({ name: t.exposeString("name") }) }),
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { name } = parseInput(z.object({ name: z.string() }), input);
    if (isCommon(name)) throw invalidInput(`'${name}' is a policy that every workspace has. It stays.`, ["name"]);
    await context.services.database.transaction(async (tx) => {
      const [gone] = await tx.db
        .delete(fairnessPolicies)
        .where(and(eq(fairnessPolicies.workspaceId, caller.workspaceId), eq(fairnessPolicies.name, name)))
        .returning({ name: fairnessPolicies.name });
      if (!gone) throw notFound(["name"]);
      await auditOf(tx, caller, "fairness_policy.delete", name);
    });
    return { name };
  },
});
