import type { Baseline } from "@plimsoll/schema";
import { invalidInput } from "../evaluation/inputs.ts";
import type { BaselineDefinition, BaselineInput, BaselineModel } from "./baseline.ts";
import { boostedTrees } from "./boosted-trees/boosted-trees.ts";
import { logistic } from "./logistic.ts";
import { majority } from "./majority.ts";
import { scorecard } from "./scorecard/scorecard.ts";

/** Every baseline that can stand beside a network, one line each. */
export const baselines: readonly BaselineDefinition[] = [logistic, scorecard, boostedTrees, majority];

/** The baseline of that name.
 *  @throws AppError "INVALID_INPUT" naming the baselines that exist. */
export function baseline(name: Baseline): BaselineDefinition {
  const found = baselines.find((entry) => entry.name === name);
  if (!found) {
    throw invalidInput(`Baseline '${name}' is not available. Available: ${baselines.map((entry) => entry.name).join(", ")}.`, {
      baseline: name,
    });
  }
  return found;
}

/** Fits the baseline of that name. @throws AppError as `baseline` and `checkBaselineInput`. */
export function fitBaseline(name: Baseline, input: BaselineInput): BaselineModel {
  return baseline(name).fit(input);
}
