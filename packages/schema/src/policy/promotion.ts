import { z } from "zod";
import { type PolicyEvaluationResult, PolicyEvaluationSpec } from "./evaluation.ts";
import { type PolicySimulationResult, PolicySimulationSpec } from "./simulation.ts";

/** What somebody decided against the gate, and why; kept for good. */
export const PolicyOverride = z.object({
  checks: z.array(z.string().max(64)).min(1).max(50),
  reason: z.string().trim().min(10, "needs ten characters or more: it is what an auditor will read").max(2_000),
});
export type PolicyOverride = z.infer<typeof PolicyOverride>;

/** `runs.input` of a promotion through the gate: the evaluation is made again, against the champion of that moment. */
export const PolicyPromotionSpec = z.object({
  /** `championVersionId` is not read: the present one counts. Exactly one of the two is given. */
  evaluation: PolicyEvaluationSpec.nullable().default(null),
  /** Of a policy that gives a number; its seed is not read: the gate draws paths of its own. */
  simulation: PolicySimulationSpec.nullable().default(null),
  evaluationRunId: z.string(),
  alias: z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/),
  reason: z.string().trim().min(1).max(2_000),
  override: PolicyOverride.nullable().default(null),
});
export type PolicyPromotionSpec = z.infer<typeof PolicyPromotionSpec>;

/** `runs.result` of a promotion: refusals are a result, not a failure. */
export interface PolicyPromotionResult {
  outcome: "PROMOTED" | "OVERRIDDEN" | "REFUSED";
  /** Why it was refused, in words. */
  message: string;
  alias: string;
  /** The version that it was compared with, and that the alias named before; null = none, the log itself. */
  championVersionId: string | null;
  /** What the gate judged: exactly one of the two. */
  evaluation: PolicyEvaluationResult | null;
  simulation: PolicySimulationResult | null;
}
