import { AppError } from "@plimsoll/schema";
import { nearest } from "../../suggest.ts";
import type { FeatureStage } from "../stage.ts";
import { companyIndicators } from "./company-indicators.ts";
import { join } from "./join.ts";
import { marketIndicators } from "./market-indicators.ts";
import { windows } from "./windows.ts";

/** Every kind of stage of a feature set: a file here and a line in this list. */
export const featureStages: readonly FeatureStage[] = [join, windows, companyIndicators, marketIndicators];

/** @throws AppError INVALID_INPUT naming the nearest. */
export function featureStage(type: string, path: string[]): FeatureStage {
  const found = featureStages.find((stage) => stage.type === type);
  if (found) return found;
  const types = featureStages.map((stage) => stage.type);
  const near = nearest(type, types);
  throw new AppError(
    "INVALID_INPUT",
    "input",
    `There is no stage '${type}'${near ? ` (did you mean '${near}'?)` : ""}. Known: ${types.join(", ")}.`,
    { path },
  );
}
