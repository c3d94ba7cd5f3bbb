import { AppError, type Baseline, type Task } from "@plimsoll/schema";
import { z } from "zod";
import { checkFinite, checkSameLength, countPositives, degenerateTarget, invalidInput, type Values } from "../evaluation/inputs.ts";

/** Rows [n, d] row-major. */
export interface Matrix {
  x: Float32Array | Float64Array;
  d: number;
}

/** A column for each of the data set's own: NaN = missing, text as codes. */
export interface RawMatrix extends Matrix {
  names: readonly string[];
  /** Columns whose numbers are codes without an order. */
  categorical: readonly number[];
}

/** The rows of one part of the data, as far as a baseline may look at them; views are made when they are asked for. */
export interface BaselineRows {
  n: number;
  /** [n] labels 0 or 1 (BINARY), class indices (MULTICLASS), values in the target's own unit (REGRESSION, FORECAST); nobody reads it for ANOMALY. */
  y: Values;
  /** [n] finite and >= 0; unless given every row counts once. */
  weight?: Values | undefined;
  /** As the network reads them: finite; standardised columns make a penalty fair. */
  encoded(): Matrix;
  raw(): RawMatrix;
  /** FORECAST: [n] the target of the row `lag` rows earlier in time, NaN where the data do not reach back so far. */
  lagged?(lag: number): Float64Array;
}

export interface BaselineInput {
  task: Task;
  /** 2 for BINARY, 1 where there are no classes. */
  nClasses: number;
  train: BaselineRows;
  /** Watched by those that stop by themselves. */
  validation: BaselineRows | null;
  /** Of every draw. */
  seed: number;
  /** By raw column: 1 the prediction must not fall as it rises, -1 it must not rise. */
  directions?: Readonly<Record<string, number>> | undefined;
  /** Of numbers: errors beyond it, in standard deviations of the target, count linearly; null = squared. */
  huberDelta?: number | null | undefined;
  /** FORECAST: rows from one season to the next. */
  seasonLength?: number | undefined;
}

export interface BaselineModel {
  /**
   * [n] probabilities of label 1, values, or anomaly scores; [n, classes] probabilities for MULTICLASS. NaN where the model has no
   * answer, as a naive forecast at the beginning of the data.
   */
  predict(rows: BaselineRows): Float64Array;
  /** What its definition restores it from, for those that can be stored. */
  toJSON?(): unknown;
}

/** One entry of the registry. */
export interface BaselineDefinition {
  name: Baseline;
  title: string;
  tasks: readonly Task[];
  fit(input: BaselineInput): BaselineModel;
  /** The model that wrote the JSON, number for number. @throws AppError "INVALID_INPUT" where it is not of such a model. */
  restore?(json: unknown): BaselineModel;
}

/** How linear scores are stored. */
export const LinearJson = z.object({ weights: z.array(z.number()), bias: z.number() });

/** A labelled matrix, for the functions that fit a single kind of model. */
export interface LabelledMatrix extends Matrix {
  /** [n] labels 0 or 1, both present. */
  y: Values;
  n: number;
  /** [n] finite and >= 0; unless given every row counts once. */
  weight?: Values | undefined;
}

export const labelled = (rows: BaselineRows): LabelledMatrix => ({ ...rows.encoded(), n: rows.n, y: rows.y, weight: rows.weight });

/** The checks that every model of two classes makes before it fits; returns the weighted share of positives, in (0, 1).
 *  @throws AppError "INVALID_INPUT" for sizes that do not agree, cells that are not finite, labels other than 0 and 1 or a negative
 *  weight; "DEGENERATE_TARGET" if the rows that count hold one class only. */
export function checkLabelledMatrix({ x, y, n, d, weight }: LabelledMatrix): number {
  checkMatrix(x, n, d);
  return positiveShare(y, n, weight);
}

/** The weighted share of label 1. @throws AppError as `checkLabelledMatrix`. */
export function positiveShare(y: Values, n: number, weight?: Values): number {
  checkSameLength("y", y.length, "n", n);
  countPositives(y);
  if (weight) {
    checkSameLength("weight", weight.length, "y", n);
    checkFinite("weight", weight);
  }
  let total = 0;
  let positive = 0;
  for (let i = 0; i < n; i += 1) {
    const w = weight ? (weight[i] as number) : 1;
    if (w < 0) throw invalidInput(`Weights must not be negative. Row ${i} is ${w}.`, { row: i });
    total += w;
    positive += w * (y[i] as number);
  }
  if (positive === 0 || positive === total) {
    throw degenerateTarget(
      `A baseline needs both classes among its ${n} training rows. All are ${positive === 0 ? "negative" : "positive"}; use more rows.`,
      {
        nRows: n,
      },
    );
  }
  return positive / total;
}

/** Refuses a matrix that is not [n, d] or holds a cell that is not finite, naming row and column. */
export function checkMatrix(x: Float32Array | Float64Array, n: number, d: number): void {
  if (!Number.isInteger(n) || n < 1 || !Number.isInteger(d) || d < 1)
    throw invalidInput(`A matrix needs n >= 1 rows and d >= 1 columns. Got ${n} and ${d}.`);
  checkSameLength("x", x.length, "n times d", n * d);
  for (let i = 0; i < x.length; i += 1) {
    if (!Number.isFinite(x[i])) {
      const [row, column] = [Math.floor(i / d), i % d];
      throw invalidInput(`Features must be finite. Row ${row}, column ${column} is ${x[i]}; impute missing values first.`, { row, column });
    }
  }
}

/** The fit ran into numbers that do not settle. */
export function notConverged(message: string): AppError {
  return new AppError("DIVERGED", "numerical", message);
}
