import { z } from "zod";
import { invalidInput } from "../../evaluation/inputs.ts";

export const STAGES = [1, 2, 3] as const;
export type Stage = (typeof STAGES)[number];

/** When credit risk has increased significantly and when an exposure is in default. */
export const StagingRule = z.strictObject({
  relativeIncrease: z.number().min(1).default(2).meta({
    title: "Relative increase",
    description: "Lifetime PD now over at origination, from which it counts together with the absolute one.",
  }),
  absoluteIncrease: z.number().min(0).max(1).default(0.005).meta({
    title: "Absolute increase",
    description: "Lifetime PD now minus at origination, from which it counts together with the relative one.",
  }),
  pastDueDays: z.int().min(1).default(30).meta({
    title: "Days past due, stage 2",
    description: "30 is the presumption of IFRS 9 5.5.11; another number needs the reason of its rebuttal.",
  }),
  defaultDays: z.int().min(1).default(90).meta({
    title: "Days past due, stage 3",
    description: "90 is the presumption of IFRS 9 B5.5.37; another number needs the reason of its rebuttal.",
  }),
  rebuttals: z
    .strictObject({ pastDueDays: z.string().min(1).optional(), defaultDays: z.string().min(1).optional() })
    .default({})
    .meta({ title: "Rebuttals", description: "Why a presumption does not hold for this portfolio." }),
  lowCreditRiskPd: z.number().min(0).max(1).default(0).meta({
    title: "Low credit risk",
    description: "Twelve-month PD up to which an exposure stays in stage 1 whatever its increase (5.5.10); 0 = not used.",
  }),
});
export type StagingRule = z.output<typeof StagingRule>;

/** The rule with its defaults. @throws AppError "INVALID_INPUT" also for a presumption that is changed without a reason. */
export function parseStagingRule(rule: unknown): StagingRule {
  const parsed = StagingRule.safeParse(rule ?? {});
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalidInput(`Staging rule: '${issue?.path.join(".") || "rule"}' ${issue?.message ?? "is not valid"}.`, {
      path: ["staging", ...(issue?.path ?? [])],
    });
  }
  for (const [name, presumed] of [
    ["pastDueDays", 30],
    ["defaultDays", 90],
  ] as const) {
    if (parsed.data[name] > presumed && !parsed.data.rebuttals[name])
      throw invalidInput(
        `Staging rule: '${name}' ${parsed.data[name]} is later than the presumed ${presumed} days. Give the reason in 'rebuttals.${name}'.`,
        { path: ["staging", name] },
      );
  }
  if (parsed.data.defaultDays < parsed.data.pastDueDays)
    throw invalidInput("Staging rule: 'defaultDays' must not be below 'pastDueDays'.", { path: ["staging", "defaultDays"] });
  return parsed.data;
}

export interface StagingInput {
  lifetimePdAtOrigination: number;
  /** Over the same remaining life as at origination. */
  lifetimePdNow: number;
  twelveMonthPdNow: number;
  daysPastDue: number;
  defaulted: boolean;
}

export const STAGE_REASONS = ["DEFAULTED", "DEFAULT_DAYS", "PAST_DUE_DAYS", "PD_INCREASE", "LOW_CREDIT_RISK", "NO_INCREASE"] as const;
export type StageReason = (typeof STAGE_REASONS)[number];

/**
 * The IFRS 9 stage of one exposure with its reason: 3 in default, 2 after a significant increase in credit risk, else 1.
 * The backstop of days past due overrides everything but default; both increases of the lifetime PD must be reached.
 * Source: IFRS 9 5.5.3 to 5.5.11, B5.5.37.
 */
export function stageOf(input: StagingInput, rule: StagingRule): { stage: Stage; reason: StageReason } {
  const { lifetimePdAtOrigination: before, lifetimePdNow: now, daysPastDue } = input;
  if (input.defaulted) return { stage: 3, reason: "DEFAULTED" };
  if (daysPastDue >= rule.defaultDays) return { stage: 3, reason: "DEFAULT_DAYS" };
  if (daysPastDue >= rule.pastDueDays) return { stage: 2, reason: "PAST_DUE_DAYS" };
  if (input.twelveMonthPdNow <= rule.lowCreditRiskPd) return { stage: 1, reason: "LOW_CREDIT_RISK" };
  if (now >= rule.relativeIncrease * before && now - before >= rule.absoluteIncrease) return { stage: 2, reason: "PD_INCREASE" };
  return { stage: 1, reason: "NO_INCREASE" };
}
