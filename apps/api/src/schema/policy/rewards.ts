import { policyDecisions } from "@plimsoll/schema/db";
import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../../context.ts";
import { invalidInput } from "../../errors.ts";
import { access } from "../access.ts";
import { auditOf } from "../audit.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { Decision, type PolicyDecisionRow } from "./decisions.ts";
import { policyModel } from "./model.ts";

const MOST_REWARDS = 1_000;

const Reported = z
  .object({
    decisionId: z.string().optional(),
    reference: z.string().min(1).max(200).optional(),
    reward: z.number(),
    ended: z.boolean().optional(),
  })
  .refine(
    ({ decisionId, reference }) => (decisionId === undefined) !== (reference === undefined),
    "give exactly one of 'decisionId' and 'reference'",
  );

interface Recorded {
  decisions: PolicyDecisionRow[];
  unchanged: number;
}

defineMutation("recordRewards", {
  description:
    "Reports what came of decisions: all of them or none. A reward that was reported before may be reported again with the same value; another value is refused unless `correct` says so, and is audited.",
  access: access.score,
  input: builder.inputType("RecordRewardsInput", {
    fields: (t) => ({
      modelName: t.string({ required: true }),
      rewards: t.field({
        required: true,
        type: [
          builder.inputType("RewardInput", {
            fields: (r) => ({
              decisionId: r.id({ description: "Or `reference`: exactly one." }),
              reference: r.string(),
              reward: r.float({ required: true, description: "In the unit of the policy's own rewards, e.g. profit." }),
              ended: r.boolean({ description: "Whether the case ended with the decision." }),
            }),
          }),
        ],
      }),
      correct: t.boolean({ description: "Whether rewards that are known may change." }),
    }),
  }),
  success: builder.objectRef<Recorded>("RecordRewardsSuccess").implement({
    fields: (t) => ({
      decisions: t.expose("decisions", { type: [Decision], complexity: { field: 1, multiplier: 20 } }),
      unchanged: t.exposeInt("unchanged", { description: "Reported before with the same value." }),
    }),
  }),
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const model = await policyModel(context, input.modelName);
    const rewards = parseInput(z.array(Reported).min(1).max(MOST_REWARDS), withoutNulls(input.rewards));
    const { workspaceId, apiKeyId: actor } = caller;
    return context.services.database.transaction(async (tx) => {
      const own = and(eq(policyDecisions.workspaceId, workspaceId), eq(policyDecisions.modelId, model.id));
      const ids = rewards.flatMap(({ decisionId }) => decisionId ?? []);
      const references = rewards.flatMap(({ reference }) => reference ?? []);
      const found = [
        ...(ids.length > 0
          ? await tx.db
              .select()
              .from(policyDecisions)
              .where(and(own, inArray(policyDecisions.id, ids)))
              .for("update")
          : []),
        ...(references.length > 0
          ? await tx.db
              .select()
              .from(policyDecisions)
              .where(and(own, inArray(policyDecisions.reference, references)))
              .for("update")
          : []),
      ];
      const byId = new Map(found.map((row) => [row.id, row]));
      const byReference = new Map(found.flatMap((row) => (row.reference === null ? [] : [[row.reference, row] as const])));
      const seen = new Set<string>();
      const changed: PolicyDecisionRow[] = [];
      let unchanged = 0;
      const corrected: { id: string; from: number; to: number }[] = [];
      for (const [at, { decisionId, reference, reward, ended }] of rewards.entries()) {
        const path = ["rewards", String(at)];
        const row = decisionId === undefined ? byReference.get(reference ?? "") : byId.get(decisionId);
        if (!row)
          throw invalidInput(`Policy '${model.name}' has taken no decision ${decisionId ?? `with the reference '${reference}'`}.`, path);
        if (seen.has(row.id)) throw invalidInput("One decision is reported twice.", path);
        seen.add(row.id);
        const isSame = row.reward === reward && (ended === undefined || row.ended === ended);
        if (isSame) {
          unchanged++;
          continue;
        }
        if (row.reward !== null && row.reward !== reward) {
          if (!input.correct)
            throw invalidInput(
              `The reward of ${row.reference ?? row.id} is known as ${row.reward}. Set 'correct' to change it to ${reward}.`,
              path,
            );
          corrected.push({ id: row.id, from: row.reward, to: reward });
        }
        const [updated] = await tx.db
          .update(policyDecisions)
          .set({ reward, ...(ended === undefined ? {} : { ended }), rewardedAt: sql`now()`, rewardedBy: actor })
          .where(eq(policyDecisions.id, row.id))
          .returning();
        if (updated) changed.push(updated);
      }
      if (changed.length > 0) await auditOf(tx, caller, "policy.rewards", model.id, { n: changed.length, corrected });
      return { decisions: changed, unchanged };
    });
  },
});
