import type { BaselineDefinition } from "../baseline.ts";
import { fitScorecard } from "./fit-scorecard.ts";

/** The scorecard as a baseline, with its default parameters; it takes missing values as they are. */
export const scorecard: BaselineDefinition = {
  name: "SCORECARD",
  title: "Scorecard (monotone weights of evidence)",
  fit: (input) => fitScorecard(input),
};
