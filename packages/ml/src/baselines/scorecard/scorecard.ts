import type { BaselineDefinition } from "../baseline.ts";
import { fitScorecard } from "./fit-scorecard.ts";

/** The scorecard as a baseline, with its default parameters, on the data set's own columns: gaps and categories as they are. */
export const scorecard: BaselineDefinition = {
  name: "SCORECARD",
  title: "Scorecard (monotone weights of evidence)",
  tasks: ["BINARY"],
  fit({ train }) {
    const { x, d, categorical } = train.raw();
    const card = fitScorecard({ x, d, n: train.n, y: train.y, categorical, ...(train.weight ? { weight: train.weight } : {}) });
    return { predict: (rows) => card.predict(rows.raw().x, rows.n) };
  },
};
