import { z } from "zod";
import { createRng, type Rng } from "../random.ts";
import type { NumericColumn } from "../table.ts";
import { numericInputs } from "./columns.ts";
import { defineSelection, type Verdict } from "./selection.ts";
import { type FitTarget, refused } from "./transform.ts";

/** Probabilities nearer to 0 or 1 are taken to be this far from it: a sure and wrong one would cost without bound. */
const CLIP = 1e-6;

/**
 * Keeps columns that a model misses: it is fitted on a random part of the training rows, and the increase of its loss on the others is
 * measured when one column's cells are shuffled among them, over several shuffles. A column stays when that increase is above the limit and
 * above twice its standard error over the held-out rows. Loss: log loss for BINARY, squared error in units of the target's variance for
 * numbers. Of two columns that say the same each hides the other: leave correlated ones out first.
 * Source: Breiman (2001), Machine Learning 45; Fisher, Rudin and Dominici (2019), JMLR 20.
 */
export const selectPermutation = defineSelection({
  name: "select-permutation",
  title: "Select by permutation importance",
  description:
    "Leaves out columns that boosted trees predict as well without: shuffling them on held-out training rows does not raise the loss.",
  params: z.strictObject({
    minImportance: z.number().min(0).max(10).default(0).describe("Increase of the loss that a kept column must exceed on average"),
    top: z.int().min(1).max(10_000).optional().describe("Columns kept at most, the most important first"),
    repeats: z.int().min(1).max(50).default(5).describe("Shuffles of each column"),
    holdout: z.number().min(0.1).max(0.9).default(0.3).describe("Share of the training rows that the loss is measured on"),
  }),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN"],
  supervised: ["BINARY", "REGRESSION", "FORECAST"],
  judge: (inputs, { minImportance, top, repeats, holdout }, { target, fitModel, seed }) => {
    if (!target || !fitModel) throw refused("It needs a model to judge columns with, and none is at hand here. Use it in a training run.");
    const columns = numericInputs(inputs);
    const rng = createRng(seed);
    const parts = inParts(columns, target, holdout, rng);
    const d = columns.length;
    const predict = fitModel({ ...parts.fit, d, seed, task: target.task });
    const { x, y, n } = parts.judge;
    const loss = lossOf(target, y);
    const base = loss(predict(x, n));
    const figures = columns.map((_, at) => increase(at, { x, n, d, repeats, rng, base, after: (shuffled) => loss(predict(shuffled, n)) }));
    const limit = rankLimit(
      figures.map(({ mean }) => mean),
      top,
    );
    return figures.map(({ mean, error }, at): Verdict => {
      const reason =
        mean <= minImportance
          ? `importance ${mean.toPrecision(3)} not above ${minImportance}`
          : mean <= 2 * error
            ? `importance ${mean.toPrecision(3)} within twice its standard error ${error.toPrecision(3)}`
            : mean < limit
              ? `not among the ${top} most important`
              : null;
      return { column: columns[at]?.name ?? "", value: mean, standardError: error, kept: reason === null, reason };
    });
  },
});

function inParts(columns: readonly NumericColumn[], target: FitTarget, holdout: number, rng: Rng) {
  const rows = rng.shuffle(Int32Array.from({ length: target.values.length }, (_, row) => row));
  const nJudge = Math.round(rows.length * holdout);
  if (nJudge < 10 || rows.length - nJudge < 10) throw refused(`${rows.length} training rows are too few to hold some out. Give more rows.`);
  const part = (chosen: Int32Array) => {
    const x = new Float64Array(chosen.length * columns.length);
    chosen.forEach((row, i) => {
      columns.forEach(({ values }, j) => {
        x[i * columns.length + j] = values[row] as number;
      });
    });
    return { x, y: Float64Array.from(chosen, (row) => target.values[row] as number), n: chosen.length };
  };
  return { judge: part(rows.subarray(0, nJudge)), fit: part(rows.subarray(nJudge)) };
}

/** The loss of each row. */
function lossOf({ task }: FitTarget, y: Float64Array): (predicted: ArrayLike<number>) => Float64Array {
  if (task === "BINARY")
    return (predicted) =>
      y.map((label, i) => {
        const p = Math.min(1 - CLIP, Math.max(CLIP, predicted[i] as number));
        return label === 1 ? -Math.log(p) : -Math.log(1 - p);
      });
  const mean = meanOf(y);
  const variance = meanOf(y.map((value) => (value - mean) ** 2)) || 1;
  return (predicted) => y.map((value, i) => (value - (predicted[i] as number)) ** 2 / variance);
}

const meanOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

interface Shuffling {
  x: Float64Array;
  n: number;
  d: number;
  repeats: number;
  rng: Rng;
  /** Each row's loss as it is, and after a shuffle. */
  base: Float64Array;
  after(shuffled: Float64Array): Float64Array;
}

/** Mean increase of the rows' loss over the shuffles of a column, and its standard error over the rows. */
function increase(at: number, { x, n, d, repeats, rng, base, after }: Shuffling): { mean: number; error: number } {
  const shuffled = Float64Array.from(x);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  const perRow = new Float64Array(n);
  for (let k = 0; k < repeats; k++) {
    rng.shuffle(order);
    for (let i = 0; i < n; i++) shuffled[i * d + at] = x[(order[i] as number) * d + at] as number;
    after(shuffled).forEach((loss, i) => {
      perRow[i] = (perRow[i] as number) + (loss - (base[i] as number)) / repeats;
    });
  }
  const mean = meanOf(perRow) + 0;
  const variance = perRow.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return { mean, error: Math.sqrt(variance / n) };
}

/** The importance of the last of the `top` most important columns. */
function rankLimit(importances: readonly number[], top: number | undefined): number {
  if (top === undefined || top >= importances.length) return Number.NEGATIVE_INFINITY;
  return importances.toSorted((a, b) => b - a)[top - 1] as number;
}
