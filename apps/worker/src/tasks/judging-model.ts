import type { FitModel } from "@plimsoll/features";
import { fitBoostedTrees } from "@plimsoll/ml";

/** Enough trees to see what a column is worth, few enough to be fitted in passing. */
const SETTING = { trees: 150, learningRate: 0.1, leaves: 15 };

/** The model that steps of a pipeline judge columns with: boosted trees, which take missing cells and any scale as they are. */
export const judgingModel: FitModel = ({ x, y, n, d, task, seed }) => {
  const objective = task === "BINARY" ? "LOGISTIC" : "SQUARED_ERROR";
  const model = fitBoostedTrees({ x, y, n, d, params: { ...SETTING, objective, seed } });
  return (rows, m) => model.predict(rows, m);
};
