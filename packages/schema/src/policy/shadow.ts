import { z } from "zod";
import type { ValueEstimate, WeightDiagnostics } from "./evaluation.ts";

/** Where a version of a policy stands. Only CANARY and CHAMPION decide; SHADOW is scored on what the others decided. */
export const POLICY_STAGES = ["DRAFT", "SHADOW", "CANARY", "CHAMPION", "RETIRED"] as const;
export type PolicyStage = (typeof POLICY_STAGES)[number];

/** `runs.input` of a shadow run: the decisions that a policy has taken, as another version would have taken them. */
export const PolicyShadowSpec = z.object({
  modelId: z.string(),
  /** The version in the shadow; the one under the alias `shadow` when the run starts, when null. */
  modelVersionId: z.string().nullable().default(null),
  /** Decisions of that many days before the run. */
  windowDays: z.number().gt(0).max(3_650).default(30),
});
export type PolicyShadowSpec = z.infer<typeof PolicyShadowSpec>;

/** `runs.result` of a shadow run. */
export interface PolicyShadowResult {
  modelVersionId: string;
  from: string;
  to: string;
  nDecisions: number;
  /** Decisions that the shadow could not be asked about, by why. */
  refused: { reason: string; n: number }[];
  /** Of a policy over listed actions. */
  actions: {
    /** Chance that the shadow takes the very action that was taken, on average. */
    agreement: number;
    /** The same for decisions that the policy itself took, leaving the fallback's out; null where there are none. */
    agreementWithPolicy: number | null;
    shares: { action: string; shadow: number; live: number }[];
    /** [live][shadow] share of decisions: what was done, and what the shadow likes most. */
    crossed: number[][];
    fallbackShare: number;
    /** Share of the shadow's chance on actions that the live policy could not take there. */
    unsupportedShare: number;
    weights: WeightDiagnostics | null;
    /** From decisions with a known outcome; null where there are fewer than two. */
    live: ValueEstimate | null;
    estimates: ValueEstimate[];
    difference: (ValueEstimate & { lower95: number }) | null;
    nRewards: number;
  } | null;
  /** Of a policy that gives a number. */
  numbers: {
    /** Mean and largest distance between what the shadow says and what was decided. */
    meanDistance: number;
    maxDistance: number;
    correlation: number | null;
    fallbackShare: number;
    limitedShare: number;
  } | null;
  warnings: string[];
}
