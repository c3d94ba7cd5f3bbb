import type { Task } from "@plimsoll/schema";

/** Rows with their targets; `weight` scales a row's part of the loss. */
export interface LossRows {
  n: number;
  /** [n] 0 or 1 (BINARY), class index (MULTICLASS), standardised value (REGRESSION). */
  y: Float32Array;
  weight: Float32Array | null;
}

/**
 * What a task minimises, in plain arithmetic on the network's raw outputs ("logits"). It runs outside the engine on a few
 * numbers a row, in double precision, so that every engine has the same loss to the last digit that the logits allow.
 */
export interface Loss {
  task: Task;
  name: string;
  /** Raw outputs for this many classes. */
  nOutputs(nClasses: number): number;
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
  /** Logits to what a caller reads: probabilities, or the value itself. */
  predict(logits: Float32Array, n: number): Float32Array;
}
