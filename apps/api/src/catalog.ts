import { type Architecture, architecture, architectures, baselinesOf, checkCalibration, checkOptions } from "@plimsoll/ml/catalog";
import { AppError, type TrainingSpec } from "@plimsoll/schema";

export { isHigherBetter, resolveTuning, rungsOfSearch } from "@plimsoll/ml/catalog";
export { type Architecture, architectures };

/**
 * Checks what a training spec asks of the model catalog: architecture, task, loss and options, calibration, baselines, parameters.
 * @returns what the spec leaves to defaults. @throws AppError INVALID_INPUT.
 */
export function checkModel(spec: TrainingSpec): Pick<TrainingSpec, "params" | "baselines"> {
  const chosen = architecture(spec.architecture);
  if (!chosen.tasks.includes(spec.task)) {
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `Architecture '${chosen.name}' does not do ${spec.task}; it does ${chosen.tasks.join(", ")}.`,
      { path: ["task"] },
    );
  }
  checkOptions(spec.training, spec.task);
  checkCalibration(spec);
  return { params: chosen.parse(spec.params), baselines: baselinesOf(spec.task, spec.baselines).map(({ name }) => name) };
}
