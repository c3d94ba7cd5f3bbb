import { degenerateTarget } from "../evaluation/inputs.ts";
import { type BaselineDefinition, positiveShare } from "./baseline.ts";
import { checkValues } from "./linear.ts";

/** The constant answer: the weighted share of each class, or the mean, of the training rows. Its Brier score, log loss and rmse are what
 *  a model must beat; its AUC is 0.5 and its r2 on the training rows 0. */
export const majority: BaselineDefinition = {
  name: "MAJORITY",
  title: "Base rate, or mean",
  tasks: ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST"],
  fit({ task, nClasses, train: { y, n, weight } }) {
    if (task === "MULTICLASS") {
      const shares = classShares(y, n, nClasses, weight);
      return { predict: (rows) => Float64Array.from({ length: rows.n * nClasses }, (_p, at) => shares[at % nClasses] as number) };
    }
    const constant = task === "BINARY" ? positiveShare(y, n, weight) : checkValues(y, n, weight);
    return { predict: (rows) => new Float64Array(rows.n).fill(constant) };
  },
};

function classShares(y: ArrayLike<number>, n: number, nClasses: number, weight?: ArrayLike<number>): Float64Array {
  const shares = new Float64Array(nClasses);
  let total = 0;
  for (let i = 0; i < n; i += 1) {
    const w = weight ? (weight[i] as number) : 1;
    shares[y[i] as number] = (shares[y[i] as number] as number) + w;
    total += w;
  }
  if (shares.filter((share) => share > 0).length < 2)
    throw degenerateTarget(`A baseline needs two classes among its ${n} training rows; there is one. Use more rows.`, { nRows: n });
  return shares.map((share) => share / total);
}
