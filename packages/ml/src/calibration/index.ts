import { AppError, CALIBRATION_METHODS, type CalibrationMethod, type Task, type TrainingSpec } from "@plimsoll/schema";
import { z } from "zod";
import { checkFinite, checkSameLength, countPositives, invalidInput, requireBothClasses } from "../evaluation/inputs.ts";
import { beta } from "./beta.ts";
import type { AnyCalibrator, CalibrationMap, CalibrationRows } from "./calibrator.ts";
import { isotonic } from "./isotonic.ts";
import { platt } from "./platt.ts";
import { temperature } from "./temperature.ts";

/** Every way to calibrate, one line each. */
export const calibrators: readonly AnyCalibrator[] = [platt, isotonic, beta, temperature];

/** A fitted calibration: plain JSON, stored with the model. `nRows` validation rows made it. */
export const Calibration = z.strictObject({
  method: z.enum(CALIBRATION_METHODS),
  nRows: z.int().min(1),
  state: z.record(z.string(), z.unknown()),
});
export type Calibration = z.infer<typeof Calibration>;

/** The calibrator of that name, if it is for the task. @throws AppError "INVALID_INPUT" naming those that are. */
export function calibrator(method: CalibrationMethod, task: Task): AnyCalibrator {
  const found = calibrators.find((entry) => entry.method === method);
  if (found?.tasks.includes(task)) return found;
  const names = calibrators.filter(({ tasks }) => tasks.includes(task)).map((entry) => entry.method);
  const advice = names.length > 0 ? `Choose NONE or one of: ${names.join(", ")}.` : "Choose NONE.";
  throw new AppError("INVALID_INPUT", "input", `Calibration ${method} is not for task ${task}. ${advice}`, { path: ["calibration"] });
}

/** Refuses what a run could only find out after training. @throws AppError "INVALID_INPUT": not for the task, or no validation rows. */
export function checkCalibration({ calibration, task, split }: Pick<TrainingSpec, "calibration" | "task" | "split">): void {
  if (calibration === "NONE") return;
  calibrator(calibration, task);
  if (split.validationFraction > 0) return;
  const message = `Calibration ${calibration} is learned from validation rows, and there are none. Give a validationFraction above 0, or calibration NONE.`;
  throw new AppError("INVALID_INPUT", "input", message, { path: ["calibration"] });
}

/**
 * Learns a calibration from rows that the network was not trained on.
 * @param rows raw outputs [n * k] with their labels.
 * @throws AppError "INVALID_INPUT" (method not for the task, sizes, values), "DEGENERATE_TARGET" (BINARY: one class only).
 */
export function fitCalibration(method: CalibrationMethod, task: Task, rows: CalibrationRows): Calibration {
  const { logits, y, n, k } = rows;
  const definition = calibrator(method, task);
  checkSameLength("logits", logits.length, "n times k", n * k);
  checkSameLength("y", y.length, "n", n);
  checkFinite("logits", logits);
  if (task === "BINARY") requireBothClasses(n, countPositives(y));
  else checkClassIndices(y, k);
  return { method, nRows: n, state: definition.fit(rows) as Record<string, unknown> };
}

/** The map of a stored calibration. @throws AppError "INVALID_INPUT" if it is not one of the task or not as `fitCalibration` gave it. */
export function openCalibration({ method, state }: Calibration, task: Task): CalibrationMap {
  const definition = calibrator(method, task);
  try {
    return definition.open(state);
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    const issue = cause.issues[0];
    throw invalidInput(`This is not a stored ${method} calibration: ${issue?.path.join(".") || "its state"} ${issue?.message}.`);
  }
}

function checkClassIndices(y: ArrayLike<number>, k: number): void {
  for (let i = 0; i < y.length; i++) {
    const label = y[i] as number;
    if (!Number.isInteger(label) || label < 0 || label >= k)
      throw invalidInput(`Labels must be class indices from 0 to ${k - 1}. Row ${i} is ${label}.`, { row: i });
  }
}
