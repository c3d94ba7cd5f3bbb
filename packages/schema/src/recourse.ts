import { z } from "zod";

const Column = z.string().min(1).max(256);

/** What an applicant can do about one column. A column without a rule cannot be changed. */
export const ActionRule = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("NUMBER"),
    column: Column,
    /** UP and DOWN: only that way, as age and debts repaid go. */
    direction: z.enum(["BOTH", "UP", "DOWN"]).default("BOTH"),
    /** Lowest and highest value asked for; the 1 % and 99 % quantiles of the reference rows unless given. */
    min: z.number().nullish(),
    max: z.number().nullish(),
    /** Values move in whole steps from where they are; 1 for INTEGER columns unless given. */
    step: z.number().positive().nullish(),
    /** Factor on the cost: 2 = twice as hard. */
    effort: z.number().positive().default(1),
  }),
  z.strictObject({
    kind: z.literal("CATEGORY"),
    column: Column,
    /** The values that may be reached; those of the reference rows unless given. */
    values: z.array(z.string().max(1_000)).min(1).max(1_000).nullish(),
    /** Whether `values` rise in order, and only later ones can be reached: education, say. */
    isOrdered: z.boolean().default(false),
    effort: z.number().positive().default(1),
  }),
  z.strictObject({ kind: z.literal("FLAG"), column: Column, to: z.boolean(), effort: z.number().positive().default(1) }),
]);
export type ActionRule = z.infer<typeof ActionRule>;

export const ActionRules = z
  .array(ActionRule)
  .min(1)
  .max(1_000)
  .refine((rules) => new Set(rules.map(({ column }) => column)).size === rules.length, { message: "a column has two rules" });

/** What the api asks of the scorer: what one declined applicant would have to change. Rules are checked against the version's columns there. */
export const RecourseRequest = z.object({
  workspaceId: z.string(),
  modelVersionId: z.string(),
  row: z.record(z.string(), z.unknown()),
  /** Of the call; null: the stored ones as they are. */
  rules: z.array(z.record(z.string(), z.unknown())).min(1).max(1_000).nullable(),
  /** The model's own, which a call may narrow; null where it has none. */
  stored: ActionRules.nullable().default(null),
  /** Whether the call may go beyond them: somebody signs for it. */
  mayLoosen: z.boolean().default(false),
  /** Plans wanted, and columns of a plan at most. */
  plans: z.int().min(1).max(10).default(3),
  maxChanges: z.int().min(1).max(12).default(6),
});
export type RecourseRequest = z.infer<typeof RecourseRequest>;

export interface RecourseChange {
  column: string;
  /** Numbers of BOOLEAN columns are 0 and 1, of dates milliseconds. */
  from: number | string;
  to: number | string;
  /** In median absolute deviations (1 for another category), times the rule's effort. */
  cost: number;
}

export interface RecourseResponse {
  modelVersionId: string;
  /** APPROVED: nothing needs to change. NONE: no allowed change that was tried turns the decision. */
  status: "FOUND" | "NONE" | "APPROVED";
  /** Cheapest first. Probabilities as `score` answers them. */
  plans: { changes: RecourseChange[]; cost: number; probabilityBefore: number; probabilityAfter: number }[];
  /** Rows that the model decided on the way. */
  evaluations: number;
  /** Columns whose rule of the call goes beyond the stored one. */
  loosened: string[];
}
