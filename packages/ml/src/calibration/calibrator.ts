import type { CalibrationMethod, Task } from "@plimsoll/schema";
import type { z } from "zod";

/** Raw outputs with what happened: rows that the network was not trained on. */
export interface CalibrationRows {
  /** [n * k] raw outputs ("logits"), k = 1 for BINARY, one a class for MULTICLASS. */
  logits: ArrayLike<number>;
  /** [n] 0 or 1, or the index of the class. */
  y: ArrayLike<number>;
  n: number;
  /** Raw outputs of a row. */
  k: number;
}

/** Raw outputs of rows [n * k] to their probabilities, in place of the network's own sigmoid or softmax. */
export type CalibrationMap = (logits: Float32Array, n: number) => Float32Array;

/**
 * One way to turn raw outputs into probabilities that mean what they say. A map never reverses the order of two rows, and it is smooth
 * enough that rounding of the raw output (float32) moves a probability by less than 1e-6.
 */
export interface CalibratorDefinition<State> {
  method: CalibrationMethod;
  title: string;
  description: string;
  tasks: readonly Task[];
  state: z.ZodType<State>;
  /** @param rows checked: finite outputs and, for BINARY, both classes. */
  fit(rows: CalibrationRows): State;
  open(state: State): CalibrationMap;
}

/** A calibrator with its type erased at one place, so that a registry can hold all of them. */
export interface AnyCalibrator extends Omit<CalibratorDefinition<unknown>, "fit" | "open"> {
  fit(rows: CalibrationRows): unknown;
  /** @throws ZodError if the state is not what `fit` gave. */
  open(state: unknown): CalibrationMap;
}

export const defineCalibrator = <State>(definition: CalibratorDefinition<State>): AnyCalibrator => ({
  ...definition,
  fit: (rows) => definition.fit(rows),
  open: (state) => definition.open(definition.state.parse(state)),
});
