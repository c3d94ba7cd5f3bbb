import { z } from "zod";
import { refuse } from "../refuse.ts";

const Bound = z.number("must be a number").nullable().default(null);
const Width = z.number("must be a number of at least 0").min(0, "must be at least 0").nullable().default(null);

/** Hard limits of a policy that gives a number, in the number's own unit: they hold on every decision, whatever the network says. */
export const NumberLimits = z.strictObject({
  low: Bound.meta({ title: "Least", description: "The smallest position, or the fewest shares sold in a step." }),
  high: Bound.meta({ title: "Most", description: "The largest position, or the most shares sold in a step." }),
  maxChange: Width.meta({ title: "Largest trade", description: "Of a hedge: how far the position may move at once." }),
  maxFromBenchmark: Width.meta({
    title: "Distance from the benchmark",
    description: "How far from the delta hedge, or from the closed-form schedule, the number may lie.",
  }),
  withinSeen: z
    .boolean()
    .default(true)
    .meta({ title: "Only where it was trained", description: "Outside of what training has seen the benchmark decides." }),
  killSwitch: z.boolean().default(false).meta({ title: "Switched off", description: "Every decision is the benchmark's." }),
});
export type NumberLimits = z.output<typeof NumberLimits>;

/** @throws AppError "INVALID_INPUT" naming the limit. */
export function numberLimits(input: unknown): NumberLimits {
  const parsed = NumberLimits.safeParse(input ?? {});
  const issue = parsed.error?.issues[0];
  if (issue || !parsed.data) {
    const place = (issue?.path ?? []).map(String);
    throw refuse(`Limit '${place.join(".") || "constraints"}': ${issue?.message ?? "not valid"}.`, ["constraints", ...place]);
  }
  const limits = parsed.data;
  if (limits.low !== null && limits.high !== null && limits.low > limits.high)
    throw refuse(`The limits go from ${limits.low} to ${limits.high}: 'low' must not be above 'high'.`, ["constraints", "low"]);
  return limits;
}

/**
 * Why a number is not what the network said. DOMAIN: not possible at all. FINISH: what is left could not be sold in time. NOT_FINITE:
 * the network gave no number.
 */
export const NUMBER_REASONS = ["DOMAIN", "LOW", "HIGH", "FINISH", "CHANGE", "BENCHMARK", "UNSEEN", "NOT_FINITE", "KILL_SWITCH"] as const;
export type NumberReason = (typeof NUMBER_REASONS)[number];

/** What limits look at beside the number. */
export interface NumberFacts {
  /** What is possible. */
  low: number;
  high: number;
  /** The position held; null where every number stands for itself. */
  current: number | null;
  benchmark: number;
  /** What must be done to come to an end in time; null where nothing must. */
  must: { low: number; high: number } | null;
}

type Span = readonly [reason: NumberReason, low: number, high: number];
const { POSITIVE_INFINITY: INF } = Number;

/** The limits as intervals, the one that gives way to no other first. */
function spans({ low, high, current, benchmark, must }: NumberFacts, limits: NumberLimits): Span[] {
  const all: Span[] = [["DOMAIN", low, high]];
  if (limits.low !== null) all.push(["LOW", limits.low, INF]);
  if (limits.high !== null) all.push(["HIGH", -INF, limits.high]);
  if (must) all.push(["FINISH", must.low, must.high]);
  if (limits.maxChange !== null && current !== null) all.push(["CHANGE", current - limits.maxChange, current + limits.maxChange]);
  if (limits.maxFromBenchmark !== null) all.push(["BENCHMARK", benchmark - limits.maxFromBenchmark, benchmark + limits.maxFromBenchmark]);
  return all;
}

/** What the limits leave, each kept as nearly as the earlier ones allow. */
function interval(all: readonly Span[]): { from: number; to: number } {
  let [from, to] = [-INF, INF];
  for (const [, low, high] of all) [from, to] = [Math.min(Math.max(low, from), to), Math.max(Math.min(high, to), from)];
  return { from, to };
}

/**
 * The number nearest to the wanted one within the limits. Where two limits leave nothing between them the earlier one holds (what is
 * possible, least and most, the end in time, the largest trade, the distance from the benchmark) and the later one is kept as nearly as it allows.
 * @returns the number, and the limits that the wanted one broke or that could not be kept.
 */
export function limitNumber(want: number, facts: NumberFacts, limits: NumberLimits): { value: number; reasons: NumberReason[] } {
  const all = spans(facts, limits);
  const { from, to } = interval(all);
  const value = Math.min(Math.max(want, from), to);
  const reasons = all.flatMap(([reason, low, high]) => (want < low || want > high || value < low || value > high ? [reason] : []));
  return { value, reasons };
}

/** Rounding of a sum may pass a limit by its last digits. */
const SLACK = 1e-9;

/** Whether a number breaks a limit that no earlier one forces it to break: the check of what has been decided. */
export function breaksLimit(value: number, facts: NumberFacts, limits: NumberLimits): boolean {
  const slack = SLACK * Math.max(1, Math.abs(value));
  const { from, to } = interval(spans(facts, limits));
  return value < from - slack || value > to + slack;
}
