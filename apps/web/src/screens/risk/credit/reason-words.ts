/** Why a loan is in its stage, by the rule's name for it. */
const REASONS: Record<string, string> = {
  DEFAULTED: "In default",
  DEFAULT_DAYS: "Past due, as in default",
  PAST_DUE_DAYS: "Past due",
  PD_INCREASE: "PD has risen",
  LOW_CREDIT_RISK: "Low credit risk",
  NO_INCREASE: "No increase of risk",
};

export const reasonWords = (reason: string): string => REASONS[reason] ?? reason;
