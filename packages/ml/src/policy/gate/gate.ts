import { z } from "zod";
import { parseParams } from "../env.ts";
import type { Estimate } from "../ope/estimator.ts";
import type { EvaluationReport } from "../ope/evaluate.ts";
import { refuse } from "../refuse.ts";
import type { ConstraintSet } from "./constraints.ts";
import type { FairnessReport } from "./fairness.ts";
import type { ReplayReport } from "./replay.ts";
import type { TailReport } from "./tail.ts";

/** The bars of the gate; each may be set, and is stored with the report. */
export const GateThresholds = z.strictObject({
  /** Standard errors that SNIPS and DR may lie apart. */
  agreementSe: z.number().gt(0).default(2),
  leastEss: z.number().min(0).default(1000),
  leastEssShare: z.number().min(0).max(1).default(0.05),
  meanWeight: z.strictObject({ low: z.number(), high: z.number() }).prefault({ low: 0.9, high: 1.1 }),
  unsupportedShare: z.number().min(0).max(1).default(0.01),
  replayDraws: z.int().min(1).default(100_000),
  impactRatio: z.number().min(0).max(1).default(0.8),
  opportunityGap: z.number().min(0).max(1).default(0.05),
  /** How much worse the worst months may be than the champion's, as a share. */
  tailShare: z.number().min(0).default(0.05),
});
export type GateThresholds = z.output<typeof GateThresholds>;

export interface ReasonCoverage {
  declines: number;
  withReasons: number;
  /** Codes that were given and are not on the approved list. */
  unapproved: readonly string[];
}

/** What the gate judges by. What is null could not be shown, and is said so in the report. */
export interface GateEvidence {
  evaluation: Pick<EvaluationReport, "n" | "estimates" | "difference" | "weights" | "support">;
  constraints: ConstraintSet;
  replay: ReplayReport;
  /** Null where the log has no protected groups. */
  fairness: FairnessReport | null;
  /** Null where there are too few months. */
  tail: TailReport | null;
  /** Null where no action declines. */
  reasons: ReasonCoverage | null;
}

export const GATE_CHECKS = [
  "VALUE_NOT_BETTER",
  "ESTIMATORS_DISAGREE",
  "EFFECTIVE_SAMPLE",
  "MEAN_WEIGHT",
  "SUPPORT",
  "MASK",
  "EXPOSURE",
  "PRICE",
  "PRICE_ORDER",
  "LOSS_BUDGET",
  "ADVERSE_IMPACT",
  "EQUAL_OPPORTUNITY",
  "TAIL",
  "REASON_CODES",
] as const;
export type GateCheckId = (typeof GATE_CHECKS)[number];

export interface GateCheck {
  /** One of `GATE_CHECKS`, or of `NUMBER_GATE_CHECKS` for a policy that gives a number. */
  id: string;
  status: "PASSED" | "REFUSED" | "NOT_APPLICABLE";
  /** What was found, what was asked; null where the check does not apply. */
  value: number | null;
  bar: number | null;
  /** In words: why it passed, was refused, or does not apply. */
  reason: string;
}

export interface GateReport {
  passed: boolean;
  checks: GateCheck[];
  thresholds: Record<string, unknown>;
}

/** Someone's decision to let a policy through against refusals; kept with the promotion. */
export interface GateOverride {
  checks: string[];
  reason: string;
  by: string;
  /** Milliseconds since 1970. */
  at: number;
}

type Verdict = Omit<GateCheck, "id">;

const judged = (holds: boolean, value: number, bar: number, passed: string, refusal: string): Verdict => ({
  status: holds ? "PASSED" : "REFUSED",
  value,
  bar,
  reason: holds ? passed : refusal,
});
const notApplicable = (reason: string): Verdict => ({ status: "NOT_APPLICABLE", value: null, bar: null, reason });
const number = (value: number): string => Number(value.toPrecision(4)).toString();
const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

/** Each check by itself, so that a refusal always has its own reason. */
const checks: Record<GateCheckId, (evidence: GateEvidence, thresholds: GateThresholds) => Verdict> = {
  VALUE_NOT_BETTER({ evaluation: { difference } }) {
    const { value, lower95 } = difference;
    return judged(
      lower95 > 0,
      lower95,
      0,
      `DR puts the gain over the champion at ${number(value)} a decision, at least ${number(lower95)} with 95 %.`,
      `DR puts the gain over the champion at ${number(value)} a decision, but with 95 % only at ${number(lower95)} or more: not shown to be better.`,
    );
  },

  ESTIMATORS_DISAGREE({ evaluation: { estimates } }, { agreementSe }) {
    const [dr, snips] = [byName(estimates, "dr"), byName(estimates, "snips")];
    const apart = Math.abs(dr.value - snips.value) / Math.max(Math.max(dr.se, snips.se), 1e-300);
    return judged(
      apart <= agreementSe,
      apart,
      agreementSe,
      `DR and SNIPS lie ${number(apart)} standard errors apart.`,
      `DR says ${number(dr.value)}, SNIPS ${number(snips.value)}: ${number(apart)} standard errors apart, more than ${agreementSe}. The reward model or the propensities are wrong.`,
    );
  },

  EFFECTIVE_SAMPLE({ evaluation: { n, weights } }, { leastEss, leastEssShare }) {
    const bar = Math.max(leastEss, leastEssShare * n);
    return judged(
      weights.ess >= bar,
      weights.ess,
      bar,
      `The weights are worth ${Math.round(weights.ess)} decisions.`,
      `The weights are worth ${Math.round(weights.ess)} decisions, fewer than ${Math.round(bar)}: the log says too little about this policy.`,
    );
  },

  MEAN_WEIGHT({ evaluation: { weights } }, { meanWeight: { low, high } }) {
    const { meanWeight } = weights;
    return judged(
      meanWeight >= low && meanWeight <= high,
      meanWeight,
      meanWeight < 1 ? low : high,
      `The mean weight is ${number(meanWeight)}.`,
      `The mean weight is ${number(meanWeight)} and must be in [${low}, ${high}]: the propensities of the log are wrong, or actions lack support.`,
    );
  },

  SUPPORT({ evaluation: { support } }, { unsupportedShare }) {
    const share = support.unsupportedShare;
    return judged(
      share < unsupportedShare,
      share,
      unsupportedShare,
      `${percent(share)} of the policy's decisions have no support in the log.`,
      `${percent(share)} of the policy's decisions have no support in the log, ${percent(unsupportedShare)} or more: their value is extrapolation.`,
    );
  },

  MASK({ replay }, { replayDraws }) {
    const enough = replay.draws >= replayDraws;
    return judged(
      replay.maskViolations === 0 && enough,
      replay.maskViolations,
      0,
      `No forbidden action in ${replay.draws} replayed decisions.`,
      enough
        ? `${replay.maskViolations} of ${replay.draws} replayed decisions took an action that was not allowed.`
        : `Only ${replay.draws} decisions were replayed, fewer than ${replayDraws}.`,
    );
  },

  EXPOSURE({ replay, constraints: { exposureCaps } }) {
    const caps = Object.entries(exposureCaps).flatMap(([name, cap]) =>
      cap === null ? [] : [{ name: name as keyof typeof exposureCaps, cap }],
    );
    if (caps.length === 0) return notApplicable("The constraint set caps no exposure.");
    const { exposure } = replay;
    if (!exposure)
      return {
        status: "REFUSED",
        value: null,
        bar: null,
        reason: "The constraint set caps exposure, and the log does not say whom decisions are about: not shown to hold.",
      };
    const over = caps.map(({ name, cap }) => ({ name, cap, found: exposure[name] })).sort((a, b) => b.found / b.cap - a.found / a.cap)[0];
    const { name, cap, found } = over as { name: string; cap: number; found: number };
    return judged(
      found <= cap,
      found,
      cap,
      `The largest ${name} exposure is ${number(found)} of ${number(cap)}.`,
      `The ${name} exposure reaches ${number(found)}, above its cap of ${number(cap)}.`,
    );
  },

  PRICE({ replay, constraints: { priceBand, priceLadder } }) {
    if (!priceBand && !priceLadder) return notApplicable("The constraint set bounds no price.");
    return judged(
      replay.priceViolations === 0,
      replay.priceViolations,
      0,
      "Every replayed offer lies within its price band.",
      `${replay.priceViolations} of ${replay.draws} replayed decisions offered a price outside its band.`,
    );
  },

  PRICE_ORDER({ replay, constraints: { priceLadder } }) {
    if (!priceLadder) return notApplicable("The constraint set asks for no order of prices by risk.");
    if (replay.priceFalls === null)
      return {
        status: "REFUSED",
        value: null,
        bar: 0,
        reason: "Prices must not fall as risk rises, and the log gives no risk: not shown to hold.",
      };
    return judged(
      replay.priceFalls === 0,
      replay.priceFalls,
      0,
      "Prices do not fall as risk rises.",
      `Prices fall from a risk band to the next riskier one ${replay.priceFalls} times.`,
    );
  },

  LOSS_BUDGET({ replay, constraints: { lossBudget } }) {
    if (lossBudget === null) return notApplicable("The constraint set has no loss budget.");
    if (!replay.expectedLoss)
      return {
        status: "REFUSED",
        value: null,
        bar: lossBudget,
        reason: "There is a loss budget, and the log gives no expected losses: not shown to hold.",
      };
    const { upper95, value } = replay.expectedLoss;
    return judged(
      upper95 <= lossBudget,
      upper95,
      lossBudget,
      `Expected loss ${number(value)}, at most ${number(upper95)} with 95 %, within the budget of ${number(lossBudget)}.`,
      `Expected loss ${number(value)}, up to ${number(upper95)} with 95 %, above the budget of ${number(lossBudget)}.`,
    );
  },

  ADVERSE_IMPACT({ fairness }, { impactRatio }) {
    if (!fairness) return notApplicable("The log names no protected groups.");
    const worst = fairness.groups.toSorted((a, b) => a.impactRatio - b.impactRatio)[0];
    if (!worst) return notApplicable("The log names no protected groups.");
    const { low, high } = worst.impactInterval;
    const words = `Group '${worst.group}' is approved at ${number(worst.impactRatio)} of the rate of '${fairness.reference}' (95 % interval ${number(low)} to ${number(high)})`;
    return judged(
      worst.impactRatio >= impactRatio,
      worst.impactRatio,
      impactRatio,
      `${words}.`,
      `${words}, below ${impactRatio}: adverse impact.`,
    );
  },

  EQUAL_OPPORTUNITY({ fairness }, { opportunityGap }) {
    const gaps =
      fairness?.groups.flatMap((group) => (group.opportunityGap === null ? [] : [{ ...group, gap: Math.abs(group.opportunityGap) }])) ?? [];
    const worst = gaps.sort((a, b) => b.gap - a.gap)[0];
    if (!worst) return notApplicable("The log has no outcomes by protected group.");
    const words = `Among those who turned out well, group '${worst.group}' is approved ${percent(worst.gap)} less often`;
    return judged(worst.gap <= opportunityGap, worst.gap, opportunityGap, `${words}.`, `${words}, more than ${percent(opportunityGap)}.`);
  },

  TAIL({ tail }, { tailShare }) {
    if (!tail) return notApplicable("The log is too short for a tail of monthly profits.");
    const bar = tail.champion - tailShare * Math.abs(tail.champion);
    return judged(
      tail.candidate >= bar,
      tail.candidate,
      bar,
      `The worst months bring ${number(tail.candidate)}, the champion's ${number(tail.champion)}.`,
      `The worst months bring ${number(tail.candidate)}, more than ${percent(tailShare)} worse than the champion's ${number(tail.champion)}.`,
    );
  },

  REASON_CODES({ reasons }) {
    if (!reasons) return notApplicable("The constraint set says of no action that it declines.");
    if (reasons.declines === 0) return notApplicable("The policy declines nobody.");
    const share = reasons.withReasons / reasons.declines;
    const foreign = reasons.unapproved.length > 0 ? ` Codes not on the approved list: ${reasons.unapproved.join(", ")}.` : "";
    return judged(
      share === 1 && reasons.unapproved.length === 0,
      share,
      1,
      `Each of ${reasons.declines} declines carries approved reasons.`,
      `${reasons.declines - reasons.withReasons} of ${reasons.declines} declines carry no reason.${foreign}`,
    );
  },
};

/** Judges a candidate: all checks must hold. DM never counts, however well it looks. @throws AppError "INVALID_INPUT" for thresholds that cannot be. */
export function runGate(evidence: GateEvidence, thresholds: unknown = {}): GateReport {
  const bars = parseParams(GateThresholds, thresholds, "the gate");
  const verdicts = GATE_CHECKS.map((id) => ({ id, ...checks[id](evidence, bars) }));
  return { passed: verdicts.every(({ status }) => status !== "REFUSED"), checks: verdicts, thresholds: bars };
}

/**
 * The record of letting a policy through against the gate.
 * @throws AppError "INVALID_INPUT" without a reason or a name, or if it does not name exactly what was refused.
 */
export function overrideGate(report: GateReport, override: GateOverride): GateOverride {
  const refusals = report.checks.filter(({ status }) => status === "REFUSED").map(({ id }) => id);
  if (override.reason.trim().length < 10)
    throw refuse("An override needs a reason of ten characters or more: it is what an auditor will read.", ["reason"]);
  if (override.by.trim() === "") throw refuse("An override needs the name of who decided it.", ["by"]);
  const missing = refusals.filter((id) => !override.checks.includes(id));
  const needless = override.checks.filter((id) => !refusals.includes(id));
  if (missing.length > 0 || needless.length > 0)
    throw refuse(
      `An override names what was refused: ${refusals.join(", ") || "nothing"}. Got ${override.checks.join(", ") || "nothing"}.`,
      ["checks"],
    );
  return override;
}

function byName(estimates: readonly Estimate[], name: string): Estimate {
  const found = estimates.find(({ estimator }) => estimator === name);
  if (found) return found;
  throw refuse(`The evaluation has no '${name}' estimate: the gate cannot judge without it.`, ["evaluation"]);
}
