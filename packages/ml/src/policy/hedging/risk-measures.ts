import { z } from "zod";
import { refuse } from "../refuse.ts";

/** What a hedge minimises. CVAR: mean of the worst 1 - level of losses. ENTROPIC: ln E exp(level L) / level, the indifference price. */
export const RISK_MEASURES = ["CVAR", "ENTROPIC"] as const;
export const RiskMeasure = z.strictObject({
  name: z.enum(RISK_MEASURES).default("CVAR").meta({ title: "Measure", description: "CVAR or ENTROPIC." }),
  level: z
    .number("must be a number above 0")
    .gt(0, "must be above 0")
    .default(0.95)
    .meta({ title: "Level", description: "Confidence level of CVAR, in (0, 1); risk aversion of ENTROPIC, 1 / currency." }),
});
export type RiskMeasure = z.output<typeof RiskMeasure>;

/** @throws AppError "INVALID_INPUT" if a CVAR has a level outside (0, 1). */
export function checkMeasure(measure: RiskMeasure): RiskMeasure {
  if (measure.name === "CVAR" && !(measure.level < 1))
    throw refuse(`Parameter 'level' of CVAR must be in (0, 1). Got ${measure.level}; pass 0.95 for the worst 5 percent.`, [
      "measure",
      "level",
    ]);
  return measure;
}

/**
 * The measure as an optimised certainty equivalent, min over w of w + E u(L - w), with w at its exact optimum on the given losses:
 * CVAR u(x) = max(x, 0) / (1 - level), ENTROPIC u(x) = (exp(level x) - 1) / level. Source: Ben-Tal and Teboulle (2007).
 * @param losses [n]. @param gradient if given, is filled with d value / d losses: at the optimum of w it is u'(L - w) / n, and sums to 1.
 */
export function riskOf({ name, level }: RiskMeasure, losses: Float64Array, gradient?: Float64Array): number {
  return name === "CVAR" ? conditionalTail(losses, level, gradient) : entropic(losses, level, gradient);
}

function conditionalTail(losses: Float64Array, level: number, gradient?: Float64Array): number {
  const n = losses.length;
  const sorted = losses.slice().sort();
  const tail = (1 - level) * n;
  const whole = Math.min(Math.floor(tail + 1e-9), n);
  // The loss at the border counts for the part that is left over.
  const border = sorted[Math.max(n - whole - 1, 0)] as number;
  const part = tail - whole;
  let sum = 0;
  for (let k = n - whole; k < n; k++) sum += sorted[k] as number;
  if (gradient) fillTail(losses, gradient, { least: sorted[n - whole] ?? Number.POSITIVE_INFINITY, whole, border, part, tail });
  return (sum + (part > 1e-12 ? part * border : 0)) / tail;
}

function fillTail(
  losses: Float64Array,
  gradient: Float64Array,
  tail: { least: number; whole: number; border: number; part: number; tail: number },
): void {
  let above = 0;
  for (const loss of losses) if (loss > tail.least) above++;
  // Of equal losses at the border of the tail only as many count as belong to it.
  let [equal, borderLeft] = [tail.whole - above, tail.part > 1e-12 ? 1 : 0];
  for (let i = 0; i < losses.length; i++) {
    const loss = losses[i] as number;
    gradient[i] = 0;
    if (loss > tail.least) gradient[i] = 1 / tail.tail;
    else if (loss === tail.least && equal > 0) {
      equal--;
      gradient[i] = 1 / tail.tail;
    } else if (loss === tail.border && borderLeft > 0) {
      borderLeft--;
      gradient[i] = tail.part / tail.tail;
    }
  }
}

function entropic(losses: Float64Array, level: number, gradient?: Float64Array): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (const loss of losses) largest = Math.max(largest, loss);
  let sum = 0;
  for (const loss of losses) sum += Math.exp(level * (loss - largest));
  if (gradient) for (let i = 0; i < losses.length; i++) gradient[i] = Math.exp(level * ((losses[i] as number) - largest)) / sum;
  return largest + Math.log(sum / losses.length) / level;
}
