import type { LossName, Task, TrainingOptions } from "@plimsoll/schema";

/** Rows with their targets; `weight` scales a row's part of the loss. */
export interface LossRows {
  n: number;
  /** [n] 0 or 1 (BINARY), class index (MULTICLASS), scaled value (REGRESSION, FORECAST); nobody reads it for ANOMALY. */
  y: Float32Array;
  weight: Float32Array | null;
  /** [n, values of a row], as the network was given them: the target of a reconstruction. */
  input: Float32Array;
}

/**
 * What a network minimises, in plain arithmetic on its raw outputs ("logits"). It runs outside the engine on a few
 * numbers a row, in double precision, so that every engine has the same loss to the last digit that the logits allow.
 */
export interface Loss {
  name: LossName;
  /** Raw outputs of one row. */
  nOutputs: number;
  /** Probabilities that the outputs are the quantiles of, ascending, 0.5 among them; null unless they are quantiles. */
  quantiles: readonly number[] | null;
  /**
   * @param logits [n * nOutputs]. @param gradient if given, is filled with d(sum of losses / n) / d(logits).
   * @returns the sum over rows of weight * loss.
   */
  evaluate(logits: Float32Array, rows: LossRows, gradient?: Float32Array): number;
  /** Rows whose most likely class is their own; null where there are no classes. */
  countCorrect: ((logits: Float32Array, rows: LossRows) => number) | null;
  /**
   * The raw outputs of an ensemble as one network's: those whose prediction is the mean of the members' predictions.
   * @param logits [members, n, nOutputs]. @returns [n, nOutputs].
   */
  pool(logits: Float32Array, members: number, n: number): Float32Array;
  /**
   * The one number a row that a reconstruction leaves of its outputs [n, nOutputs] and the input: its error. Null where the outputs say all.
   * `predict` then takes these numbers.
   */
  condense: ((logits: Float32Array, n: number, input: Float32Array) => Float32Array) | null;
  /** Logits to what a caller reads: probabilities, or the value itself. */
  predict(logits: Float32Array, n: number): Float32Array;
}

export interface LossContext {
  task: Task;
  options: Pick<TrainingOptions, "loss" | "focalGamma" | "focalAlpha" | "rankingWeight" | "huberDelta" | "quantiles" | "trimShare">;
  /** Of MULTICLASS; ignored otherwise. */
  nClasses: number;
  /** Values of one row, all steps together. */
  nInputs: number;
}

/** One entry of the registry. */
export interface LossDefinition {
  name: LossName;
  tasks: readonly Task[];
  create(context: LossContext): Loss;
}
