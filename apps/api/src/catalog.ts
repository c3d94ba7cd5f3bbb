import { type Architecture, architecture, architectures, checkCalibration, checkOptions } from "@plimsoll/ml/catalog";
import { AppError, type TrainingSpec } from "@plimsoll/schema";

export { type Architecture, architectures };

/** Checks what a training spec asks of the model catalog: architecture, task, loss and options, parameters. @returns the architecture's parameters with defaults. @throws AppError INVALID_INPUT. */
export function checkModel(spec: TrainingSpec): Record<string, unknown> {
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
  return chosen.parse(spec.params);
}
