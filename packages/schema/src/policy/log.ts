import { z } from "zod";
import { ColumnName } from "../column-name.ts";

const optional = ColumnName.nullable().default(null);

/** Which columns of a data set hold logged decisions; null = it has none. */
export const DecisionColumnNames = z.object({
  action: ColumnName,
  reward: ColumnName,
  propensity: optional,
  rewardDueAt: optional,
  decidedAt: optional,
  mask: optional,
  policyVersion: optional,
  segment: optional,
  episode: optional,
  ended: optional,
});
export type DecisionColumnNames = z.infer<typeof DecisionColumnNames>;

/** Logged decisions in a data set. */
export const PolicyLogSource = z.object({
  datasetId: z.string(),
  columns: DecisionColumnNames,
  /** The actions in order; the distinct texts of the action column, sorted, unless given. */
  actions: z.array(z.string().min(1).max(256)).min(2).max(500).nullable().default(null),
  /** Whether an episode's last decision ended its case, where no column says so. */
  lastIsEnd: z.boolean().default(false),
});
export type PolicyLogSource = z.infer<typeof PolicyLogSource>;

/** Columns that say whom a decision was about: what limits, fairness and reasons look at. */
export const ApplicantColumns = z.object({
  obligor: optional,
  amount: optional,
  /** Risk on the scale of the price ladder, such as the PD. */
  risk: optional,
  /** Expected loss for one unit of exposure, such as PD times LGD. */
  lossRate: optional,
  /** Protected group. */
  group: optional,
  /** 1 = would have turned out well, 0 = not, empty = not known. */
  qualified: optional,
});
export type ApplicantColumns = z.infer<typeof ApplicantColumns>;

/** A moment as ISO text; null = when the run was submitted. */
export const KnownAt = z.iso.datetime({ offset: true }).nullable().default(null);

/** `runs.input` of a run that makes a data set of decisions: those of a simulated lender, or those that a policy has taken here. */
export const PolicyLogSpec = z.object({
  datasetId: z.string(),
  source: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("SAMPLE"),
      environment: z.string().min(1).max(64),
      n: z.int().min(1).max(1_000_000).default(20_000),
      seed: z.int().min(0).max(4_294_967_295).default(1),
      start: z.iso.datetime({ offset: true }).default("2024-01-01T00:00:00.000Z"),
      rewardDelayDays: z.number().min(0).max(3_650).default(30),
      knownAt: KnownAt,
    }),
    z.object({
      kind: z.literal("DECISIONS"),
      modelId: z.string(),
      from: z.iso.datetime({ offset: true }).nullable().default(null),
      to: z.iso.datetime({ offset: true }).nullable().default(null),
    }),
  ]),
});
export type PolicyLogSpec = z.infer<typeof PolicyLogSpec>;
