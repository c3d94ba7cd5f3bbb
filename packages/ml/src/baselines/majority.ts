import { type BaselineDefinition, checkBaselineInput } from "./baseline.ts";

/** The constant answer: every row gets the weighted positive rate of the training rows. Its Brier score and log loss are what a model
 *  must beat; its AUC is 0.5. */
export const majority: BaselineDefinition = {
  name: "MAJORITY",
  title: "Base rate",
  fit: (input) => {
    const rate = checkBaselineInput(input);
    return { predict: (_x, n) => new Float64Array(n).fill(rate) };
  },
};
