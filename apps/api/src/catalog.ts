import { type ColumnSchema, unknownColumn } from "@plimsoll/features";
import { type Architecture, architecture, architectures, baselinesOf, checkCalibration, checkOptions } from "@plimsoll/ml/catalog";
import { AppError, type TrainingSpec } from "@plimsoll/schema";

export {
  baselines,
  comparedMetrics,
  derivedOptions,
  isHigherBetter,
  losses,
  resolveComparison,
  resolveTuning,
  rungsOfSearch,
  TUNABLE_OPTIONS,
  watchedMetrics,
} from "@plimsoll/ml/catalog";
export { type Architecture, architectures };

/** Names that no column or group has, and columns without an order; a pipeline of the run's own may make others, which training checks. */
function checkDirections(
  { params, sequence, pipeline }: TrainingSpec,
  { directions }: Architecture,
  features: readonly ColumnSchema[],
): void {
  if (!directions || pipeline) return;
  const typeOf = new Map<string, ColumnSchema["type"]>(features.map(({ name, type }) => [name, type]));
  const groups = (sequence?.groups ?? []).map(({ name }) => ({ name, type: "FLOAT" as const }));
  for (const { name, type } of groups) typeOf.set(name, type);
  for (const name of Object.keys(directions(params))) {
    const path = ["params", "directions", name];
    if (!typeOf.has(name)) throw unknownColumn([name], [...features, ...groups], path);
    if (typeOf.get(name) === "STRING")
      throw new AppError("INVALID_INPUT", "input", `Direction of '${name}': it is text, which has no order. Leave it out.`, {
        path,
        columns: [name],
      });
  }
}

/**
 * Checks what a training spec asks of the model catalog: architecture, task, loss and options, calibration, baselines, parameters.
 * @returns what the spec leaves to defaults. @throws AppError INVALID_INPUT.
 */
export function checkModel(spec: TrainingSpec, features: readonly ColumnSchema[]): Pick<TrainingSpec, "params" | "baselines"> {
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
  checkDirections(spec, chosen, features);
  return { params: chosen.parse(spec.params), baselines: baselinesOf(spec.task, spec.baselines).map(({ name }) => name) };
}
