import { z } from "zod";
import { checkSameLength, invalidInput } from "../evaluation/inputs.ts";
import { quantileMargin, residualHalfWidth, rowsFor } from "./conformal.ts";

/** How a version's numbers become intervals. Plain JSON, stored with the model. */
export const IntervalRule = z.discriminatedUnion("kind", [
  /** value +- margin. */
  z.strictObject({ kind: z.literal("RESIDUAL"), level: z.number().gt(0).lt(1), margin: z.number().min(0) }),
  /** From the first to the last predicted quantile, both moved outwards by the margin (inwards where it is negative). */
  z.strictObject({ kind: z.literal("QUANTILE"), level: z.number().gt(0).lt(1), margin: z.number() }),
]);
export type IntervalRule = z.infer<typeof IntervalRule>;

export interface PredictionInterval {
  /** Share of new values that such intervals hold. */
  level: number;
  low: number;
  high: number;
}

export interface IntervalRows {
  /** [n] what happened, in the target's unit, of rows held out from training. */
  y: ArrayLike<number>;
  /** [n * k] predictions of those rows: one number, or quantiles ascending. */
  outputs: ArrayLike<number>;
  /** Probabilities of the quantiles; null where there is one number. */
  quantiles: readonly number[] | null;
}

const LEVEL = 0.9;

/**
 * A split-conformal rule from held-out rows: of one number by absolute residuals at 90 %; of two quantiles or more by conformalised quantiles at what lies
 * between the first and the last (0.05 and 0.95: 90 %). @returns null where the rows are too few for the level.
 * @throws AppError "INVALID_INPUT" if sizes do not agree.
 */
export function fitIntervalRule({ y, outputs, quantiles }: IntervalRows): IntervalRule | null {
  const k = quantiles?.length ?? 1;
  checkSameLength("outputs", outputs.length, "y times quantiles", y.length * k);
  const level = quantiles && k > 1 ? (quantiles[k - 1] as number) - (quantiles[0] as number) : LEVEL;
  if (y.length < rowsFor(level)) return null;
  const column = (at: number): Float64Array => Float64Array.from({ length: y.length }, (_value, i) => outputs[i * k + at] as number);
  if (k === 1) return { kind: "RESIDUAL", level, margin: residualHalfWidth(y, column(0), level) };
  return { kind: "QUANTILE", level, margin: quantileMargin(y, { low: column(0), high: column(k - 1) }, level) };
}

/** The interval of one row. @param own [k] the row's outputs. @throws AppError "INVALID_INPUT" for outputs of another model. */
export function intervalOf(rule: IntervalRule, own: ArrayLike<number>): PredictionInterval {
  if ((rule.kind === "RESIDUAL") !== (own.length === 1))
    throw invalidInput(`A rule of kind ${rule.kind} does not read ${own.length} numbers a row.`);
  const [first, last] = [own[0] as number, own[own.length - 1] as number];
  const [low, high] = [first - rule.margin, last + rule.margin];
  // Quantiles moved inwards beyond each other meet in their middle.
  return { level: rule.level, low: Math.min(low, (low + high) / 2), high: Math.max(high, (low + high) / 2) };
}
