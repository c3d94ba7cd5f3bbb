import { createRng, type FitModel, type ModelRows } from "@plimsoll/features";
import { fitBoostedTrees } from "@plimsoll/ml";

/** Growth ends where held-out rows say so: columns of noise must not be learned by heart. */
const SETTING = { trees: 300, learningRate: 0.1, leaves: 15, earlyStoppingRounds: 20 };
const WATCHED = 0.2;

/** The model that steps of a pipeline judge columns with: boosted trees, which take missing cells and any scale as they are. */
export const judgingModel: FitModel = (rows) => {
  const order = createRng(rows.seed).shuffle(Int32Array.from({ length: rows.n }, (_, row) => row));
  const nWatched = Math.round(rows.n * WATCHED);
  const objective = rows.task === "BINARY" ? "LOGISTIC" : "SQUARED_ERROR";
  const model = fitBoostedTrees({
    ...take(rows, order.subarray(nWatched)),
    d: rows.d,
    validation: take(rows, order.subarray(0, nWatched)),
    params: { ...SETTING, objective, seed: rows.seed },
  });
  return (x, n) => model.predict(x, n);
};

function take({ x, y, d }: ModelRows, chosen: Int32Array): { x: Float64Array; y: Float64Array; n: number } {
  const part = new Float64Array(chosen.length * d);
  chosen.forEach((row, i) => {
    part.set(x.subarray(row * d, (row + 1) * d), i * d);
  });
  return { x: part, y: Float64Array.from(chosen, (row) => y[row] as number), n: chosen.length };
}
