import { z } from "zod";
import { parseParams } from "../env.ts";
import type { GateCheck, GateReport } from "./gate.ts";

/** The bars of the gate for policies that give a number. */
export const NumberGateThresholds = z.strictObject({
  /** How much dearer than the closed form's optimum a schedule may be, as a share. */
  optimumGap: z.number().min(0).default(0.001),
  /** How far below a bound that nothing can pass a figure may lie, as a share, before it must be a mistake. */
  boundTolerance: z.number().min(0).default(0.01),
  /** Decisions that must have been replayed. */
  decisions: z.int().min(1).default(100_000),
  unseenShare: z.number().min(0).max(1).default(0.01),
  tailShare: z.number().min(0).default(0.05),
});
export type NumberGateThresholds = z.output<typeof NumberGateThresholds>;

/** What the gate judges a number by, on paths that nobody has trained on. Losses and costs: positive = money lost. */
export type NumberEvidence = {
  decisions: number;
  violations: number;
} & (HedgeGateEvidence | ScheduleGateEvidence);

export interface HedgeGateEvidence {
  kind: "HEDGE";
  /** What it is compared with: the delta hedge, or the version that holds the alias. */
  rival: string;
  measure: string;
  /** By the measure: the rival's risk less the candidate's, with the standard error of batches of the same paths. */
  gain: { value: number; se: number; lower95: number };
  /** Standard deviation of the candidate's losses, its standard error, and the least that any hedge can have; null where that is not known. */
  std: { value: number; se: number; bound: number | null };
  /** Share of decisions outside of what training has seen. */
  unseenShare: number;
  tail: { candidate: number; rival: number };
}

export interface ScheduleGateEvidence {
  kind: "SCHEDULE";
  objective: number;
  optimum: number;
  simulated: { gap: number; se: number };
}

export const NUMBER_GATE_CHECKS = ["VALUE_NOT_BETTER", "TOO_GOOD", "LIMITS", "SIMULATION", "SUPPORT", "TAIL"] as const;
export type NumberGateCheckId = (typeof NUMBER_GATE_CHECKS)[number];

type Verdict = Omit<GateCheck, "id">;
const judged = (holds: boolean, value: number, bar: number, passed: string, refusal: string): Verdict => ({
  status: holds ? "PASSED" : "REFUSED",
  value,
  bar,
  reason: holds ? passed : refusal,
});
const notApplicable = (reason: string): Verdict => ({ status: "NOT_APPLICABLE", value: null, bar: null, reason });
const number = (value: number): string => Number(value.toPrecision(5)).toString();
const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;

const checks: Record<NumberGateCheckId, (evidence: NumberEvidence, bars: NumberGateThresholds) => Verdict> = {
  VALUE_NOT_BETTER(evidence, { optimumGap }) {
    if (evidence.kind === "SCHEDULE") {
      const gap = evidence.objective / evidence.optimum - 1;
      return judged(
        gap <= optimumGap,
        gap,
        optimumGap,
        `The schedule costs ${percent(gap)} more than the closed form's optimum of ${number(evidence.optimum)}.`,
        `The schedule costs ${percent(gap)} more than the closed form's optimum of ${number(evidence.optimum)}, above ${percent(optimumGap)}: sell by the closed form, or train longer.`,
      );
    }
    const { gain, rival, measure } = evidence;
    return judged(
      gain.lower95 > 0,
      gain.lower95,
      0,
      `By ${measure} the hedge loses ${number(gain.value)} less than ${rival}, at least ${number(gain.lower95)} with 95 %.`,
      `By ${measure} the hedge loses ${number(gain.value)} less than ${rival}, but with 95 % only ${number(gain.lower95)} or more: not shown to be better.`,
    );
  },

  TOO_GOOD(evidence, { boundTolerance }) {
    if (evidence.kind === "SCHEDULE") {
      const { objective, optimum } = evidence;
      const least = optimum * (1 - 1e-9);
      return judged(
        objective >= least,
        objective,
        optimum,
        "No schedule costs less than the closed form's optimum, and this one does not.",
        `The schedule costs ${number(objective)}, less than the ${number(optimum)} that is the least possible: the setting or the simulator is wrong.`,
      );
    }
    const { value, se, bound } = evidence.std;
    if (bound === null) return notApplicable("With costs or stochastic volatility no bound of the spread is known.");
    const least = bound * (1 - boundTolerance) - 3 * se;
    return judged(
      value >= least,
      value,
      bound,
      `The losses spread by ${number(value)}; no hedge can bring them below ${number(bound)}.`,
      `The losses spread by ${number(value)}, below the ${number(bound)} that no hedge can pass: it looks into the future, or the simulator is wrong.`,
    );
  },

  LIMITS({ decisions, violations, kind }, bars) {
    const least = kind === "HEDGE" ? bars.decisions : 1;
    const enough = decisions >= least;
    return judged(
      violations === 0 && enough,
      violations,
      0,
      `No limit was passed in ${decisions} decisions.`,
      enough
        ? `${violations} of ${decisions} decisions passed a limit.`
        : `Only ${decisions} decisions were made, fewer than ${least}: simulate more paths.`,
    );
  },

  SIMULATION(evidence) {
    if (evidence.kind === "HEDGE") return notApplicable("A hedge is judged on simulated paths alone.");
    const { objective, optimum, simulated } = evidence;
    const exact = objective - optimum;
    const apart = Math.abs(simulated.gap - exact) / Math.max(simulated.se, 1e-12 * Math.abs(optimum));
    return judged(
      apart <= 4,
      apart,
      4,
      `On fresh simulated prices the schedule costs ${number(simulated.gap)} more than the optimum, ${number(apart)} standard errors from the closed form's ${number(exact)}.`,
      `On fresh simulated prices the schedule costs ${number(simulated.gap)} more than the optimum, ${number(apart)} standard errors from the closed form's ${number(exact)}: the two disagree.`,
    );
  },

  SUPPORT(evidence, { unseenShare }) {
    if (evidence.kind === "SCHEDULE") return notApplicable("A schedule is a plan for one sale.");
    const share = evidence.unseenShare;
    return judged(
      share < unseenShare,
      share,
      unseenShare,
      `${percent(share)} of decisions lie outside of what training has seen.`,
      `${percent(share)} of decisions lie outside of what training has seen, ${percent(unseenShare)} or more: the benchmark decides there.`,
    );
  },

  TAIL(evidence, { tailShare }) {
    if (evidence.kind === "SCHEDULE") return notApplicable("The variance of the cost is part of what the schedule minimises.");
    const { tail, rival } = evidence;
    const bar = tail.rival + tailShare * Math.abs(tail.rival);
    return judged(
      tail.candidate <= bar,
      tail.candidate,
      bar,
      `The worst 5 % lose ${number(tail.candidate)} on average, with ${rival} ${number(tail.rival)}.`,
      `The worst 5 % lose ${number(tail.candidate)} on average, more than ${percent(tailShare)} worse than with ${rival}, ${number(tail.rival)}.`,
    );
  },
};

/** Judges a hedge or a schedule: all checks must hold. @throws AppError "INVALID_INPUT" for thresholds that cannot be. */
export function runNumberGate(evidence: NumberEvidence, thresholds: unknown = {}): GateReport {
  const bars = parseParams(NumberGateThresholds, thresholds, "the gate");
  const verdicts = NUMBER_GATE_CHECKS.map((id) => ({ id, ...checks[id](evidence, bars) }));
  return { passed: verdicts.every(({ status }) => status !== "REFUSED"), checks: verdicts, thresholds: bars };
}
