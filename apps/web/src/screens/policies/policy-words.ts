/** Words of the policy screens. */
export const policyHref = (name: string): string => `/policies/${encodeURIComponent(name)}`;

const ESTIMATORS: Record<string, string> = {
  ips: "IPS",
  clipped_ips: "Clipped IPS",
  snips: "SNIPS",
  dm: "Direct method",
  dr: "Doubly robust",
  sndr: "SNDR",
  switch_dr: "Switch-DR",
  dr_os: "DR, shrunk weights",
  is: "IS",
  wis: "Weighted IS",
  pdis: "Per-decision IS",
  cwpdis: "Weighted per-decision IS",
  sequential_dr: "Doubly robust",
  fqe: "Fitted Q evaluation",
};
export const estimatorWords = (name: string): string => ESTIMATORS[name] ?? name;

const CHECK_WORDS: Record<string, string> = {
  VALUE_NOT_BETTER: "Earns more than the champion",
  ESTIMATORS_DISAGREE: "Estimators agree",
  EFFECTIVE_SAMPLE: "Effective sample",
  MEAN_WEIGHT: "Mean weight",
  SUPPORT: "Support in the log",
  MASK: "No forbidden action",
  EXPOSURE: "Exposure caps",
  PRICE: "Price bands",
  PRICE_ORDER: "Prices rise with risk",
  LOSS_BUDGET: "Loss budget",
  ADVERSE_IMPACT: "Adverse impact",
  EQUAL_OPPORTUNITY: "Equal opportunity",
  TAIL: "Worst months",
  REASON_CODES: "Reasons for declines",
  TOO_GOOD: "Not better than possible",
  LIMITS: "Limits held",
  SIMULATION: "Simulation and closed form agree",
};

/** The same checks, of a policy that gives a number. */
const NUMBER_CHECK_WORDS: Record<string, string> = {
  VALUE_NOT_BETTER: "Better than what is known",
  SUPPORT: "Within what was trained",
  TAIL: "Worst losses",
};
export const checkWords = (id: string, isNumber: boolean): string =>
  (isNumber ? NUMBER_CHECK_WORDS[id] : undefined) ?? CHECK_WORDS[id] ?? id;

const CLOSED: Record<string, string> = {
  MASK: "not allowed here",
  UNSEEN: "the log has not done it in this segment",
  EXPOSURE_OBLIGOR: "cap of the obligor",
  EXPOSURE_SEGMENT: "cap of the segment",
  EXPOSURE_PORTFOLIO: "cap of the portfolio",
  PRICE_BAND: "price band",
  PRICE_LADDER: "price ladder",
  LOSS_BUDGET: "loss budget",
  FAIRNESS_FLOOR: "fairness floor",
  KILL_SWITCH: "kill switch",
  DOMAIN: "beyond what is possible",
  LOW: "below the least",
  HIGH: "above the most",
  FINISH: "the sale must end in time",
  CHANGE: "larger than a trade may be",
  BENCHMARK: "too far from the benchmark",
  NOT_FINITE: "the network gave no number",
};
/** Of a policy that gives a number, some reasons read otherwise. */
export const numberReasonWords = (reason: string): string =>
  reason === "UNSEEN" ? "outside of what training has seen" : closedWords(reason);
export const closedWords = (reason: string): string => CLOSED[reason] ?? reason;

const MEASURES: Record<string, string> = {
  return: "Return of an episode",
  loss: "Loss",
  off_policy_value: "Value by the log",
  risk: "Risk of the hedge",
  objective: "Mean and variance of the cost",
};
/** What a training curve shows. */
export const measureWords = (name: string): string =>
  MEASURES[name] ?? name.replaceAll("_", " ").replace(/^./, (first) => first.toUpperCase());

export const sourceWords = (source: Record<string, unknown>): string =>
  source.kind === "LOG" ? "a log of decisions" : `environment ${String(source.environment)}`;

export const STAGE_WORDS = { DRAFT: "draft", SHADOW: "shadow", CANARY: "canary", CHAMPION: "champion", RETIRED: "retired" } as const;
