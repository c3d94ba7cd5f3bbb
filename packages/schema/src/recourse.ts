import { z } from "zod";

/** What the api asks of the scorer: what one declined applicant would have to change. Rules are checked against the version's columns there. */
export const RecourseRequest = z.object({
  workspaceId: z.string(),
  modelVersionId: z.string(),
  row: z.record(z.string(), z.unknown()),
  rules: z.array(z.record(z.string(), z.unknown())).min(1).max(1_000),
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
}
