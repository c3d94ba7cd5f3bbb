import { type Architecture, architecture, architectures } from "@plimsoll/ml/catalog";
import { AppError, type Baseline, type TrainingSpec } from "@plimsoll/schema";

export { type Architecture, architectures };

/** Baselines that exist; the enum names those to come as well. */
const availableBaselines: readonly Baseline[] = ["LOGISTIC", "MAJORITY"];

/** Checks what a training spec asks of the model catalog. @returns the architecture's parameters with defaults. @throws AppError INVALID_INPUT. */
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
  const unknown = spec.baselines.filter((name) => !availableBaselines.includes(name));
  if (unknown.length > 0) {
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `Baseline ${unknown.join(", ")} does not exist yet. Choose from ${availableBaselines.join(", ")}.`,
      { path: ["baselines"] },
    );
  }
  return chosen.parse(spec.params);
}
