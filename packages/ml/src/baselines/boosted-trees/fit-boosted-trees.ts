import { createRng, type Rng } from "@plimsoll/features";
import { checkFinite, checkSameLength, countPositives, degenerateTarget, invalidInput, type Values } from "../../evaluation/inputs.ts";
import { type BinnedMatrix, binMatrix, countedRows } from "./binned-matrix.ts";
import { type BoostedTrees, boostedTrees } from "./boosted-trees-model.ts";
import { objectiveOf, packGradients } from "./gradients.ts";
import { checkRows } from "./matrix-with-gaps.ts";
import { type BoostedTreesOptions, parseBoostedTreesParams } from "./params.ts";
import type { Tree } from "./tree.ts";
import { histogramsOfTree, TreeGrower } from "./tree-grower.ts";

export interface LabelledRows {
  /** [n, d] row-major, finite or NaN for missing. */
  x: Float32Array | Float64Array;
  /** [n] labels 0 or 1 (LOGISTIC) or finite values (SQUARED_ERROR). */
  y: Values;
  n: number;
  /** [n] finite and >= 0; ones unless given. */
  weight?: Values;
}

export interface BoostedTreesInput extends LabelledRows {
  d: number;
  params?: BoostedTreesOptions;
  /** Columns that hold codes of categories; a code never seen goes with the categories that a split does not name. */
  categorical?: readonly number[];
  /** [d] 1 where the prediction must not fall as the column rises, -1 where it must not rise, 0 where it is free; or the same by the names of columns. */
  monotone?: readonly number[] | Readonly<Record<string, number>> | undefined;
  /** [d] what columns are called; needed where `monotone` goes by names. */
  names?: readonly string[] | undefined;
  /** Rows on which each tree's loss is measured: the growth ends after `earlyStoppingRounds` trees without a better one. */
  validation?: LabelledRows;
}

/** Gradient-boosted regression trees with histograms: each tree is a Newton step of the loss in the space of functions.
 *  raw_0 = argmin of the loss, raw_t = raw_(t-1) + learningRate * tree_t; a leaf's value is -G / (H + l2), its rows' sums of first and
 *  second derivatives; splits by `findSplit`, learned direction of missing values, constraints held exactly in every prediction.
 *  @param input rows, their weights and parameters (`BoostedTreesParams`); rows of weight 0 are left out.
 *  @returns trees and predictions; the same input gives the same model bit for bit. With a validation part only the trees up to the
 *  lowest validation loss are kept. Columns without two values are never used. Whole weights count as repeated rows, but for
 *  `minDataInLeaf`, which counts rows.
 *  @throws AppError "INVALID_INPUT" for sizes, cells, labels, weights or parameters that are not allowed; "DEGENERATE_TARGET" if the rows
 *  that count have one label or value only.
 *  Source: Friedman (2001); Chen and Guestrin (2016), equations 5 to 7; Ke et al. (2017) for leaf-wise growth on histograms. */
export function fitBoostedTrees(input: BoostedTreesInput): BoostedTrees {
  const params = parseBoostedTreesParams(input.params);
  const { x, n, d, validation = null } = input;
  const isLogistic = params.objective === "LOGISTIC";
  const weight = checkLabelledRows(input, d, isLogistic);
  const validationWeight = validation ? checkLabelledRows(validation, d, isLogistic) : null;
  const categorical = checkCategorical(input.categorical ?? [], d);
  const rows = countedRows(n, weight);
  refuseConstantTarget(input.y, rows);

  const matrix = binMatrix({ x, n }, validation, d, weight, categorical, params.maxBins, histogramsOfTree(params));
  const direction = checkMonotone(monotoneByColumn(input, d), d, categorical, matrix);
  const objective = objectiveOf(params);
  const start = objective.start(input.y, weight, rows);
  const nAll = n + (validation?.n ?? 0);
  const y = joined(input.y, validation?.y, nAll);
  const allWeight =
    weight || validationWeight ? joined(weight ?? ones(n), validation ? (validationWeight ?? ones(validation.n)) : undefined, nAll) : null;
  const raw = new Float64Array(nAll).fill(start);
  const gradients = { pairs: new Float64Array(2 * n), magnitude: 0, total: 0, countUnit: 1 };
  const grower = new TreeGrower(matrix, params, direction);
  const rng = createRng(params.seed);

  const trees: Tree[] = [];
  const losses: number[] = [];
  let bestLoss = Number.POSITIVE_INFINITY;
  let bestSize = 0;
  for (let t = 0; t < params.trees; t += 1) {
    objective.derivatives(y, allWeight, raw, rows, gradients);
    const { grown, passing } = drawRows(rows, n, nAll, params.rowFraction, rng);
    packGradients(grown, gradients);
    const active = drawFeatures(matrix.features.length, params.featureFraction, rng);
    trees.push(grower.grow({ grown, passing }, gradients, active, raw, allWeight));
    if (!validation) continue;
    const loss = objective.loss(y, allWeight, raw, n, nAll);
    losses.push(loss);
    if (loss < bestLoss) {
      bestLoss = loss;
      bestSize = trees.length;
    }
    if (trees.length - bestSize >= params.earlyStoppingRounds) break;
  }
  return boostedTrees({ format: 1, objective: params.objective, d, start, trees: validation ? trees.slice(0, bestSize) : trees }, losses);
}

/** Returns the weights as Float64, null where every row counts once. */
export function checkLabelledRows({ x, y, n, weight }: LabelledRows, d: number, isLogistic: boolean): Float64Array | null {
  checkRows(x, n, d);
  checkSameLength("y", y.length, "n", n);
  if (isLogistic) countPositives(y);
  else checkFinite("y", y);
  if (!weight) return null;
  checkSameLength("weight", weight.length, "y", n);
  checkFinite("weight", weight);
  const copy = Float64Array.from(weight);
  const negative = copy.findIndex((w) => w < 0);
  if (negative >= 0) throw invalidInput(`Weights must not be negative. Row ${negative} is ${copy[negative]}.`, { row: negative });
  if (!copy.some((w) => w > 0)) throw degenerateTarget(`All ${n} rows have weight 0; give some rows a positive weight.`, { nRows: n });
  return copy;
}

export function refuseConstantTarget(y: Values, rows: Int32Array): void {
  const first = y[rows[0] as number];
  if (rows.some((i) => y[i] !== first)) return;
  throw degenerateTarget(
    `Boosted trees need a target that varies: all ${rows.length} training rows that count are ${first}. Use more rows or another target.`,
    { nRows: rows.length },
  );
}

export function checkCategorical(columns: readonly number[], d: number): Set<number> {
  for (const column of columns) {
    if (!Number.isInteger(column) || column < 0 || column >= d)
      throw invalidInput(`'categorical' names column ${column}; there are columns 0 to ${d - 1}.`);
  }
  return new Set(columns);
}

/** Directions in the order of the columns. @throws AppError "INVALID_INPUT" for a name that is no column. */
function monotoneByColumn({ monotone, names }: Pick<BoostedTreesInput, "monotone" | "names">, d: number): readonly number[] | undefined {
  if (!monotone || Array.isArray(monotone)) return monotone as readonly number[] | undefined;
  const byName = new Map(Object.entries(monotone as Readonly<Record<string, number>>));
  const unknown = [...byName.keys()].filter((name) => !names?.includes(name));
  if (unknown.length > 0)
    throw invalidInput(
      `'monotone' names '${unknown.join("', '")}'. The columns are ${(names ?? []).slice(0, 20).join(", ") || "not named"}.`,
    );
  return Array.from({ length: d }, (_, column) => byName.get(names?.[column] ?? "") ?? 0);
}

/** The directions of the matrix's features, null where none is constrained. */
function checkMonotone(
  monotone: readonly number[] | undefined,
  d: number,
  categorical: ReadonlySet<number>,
  matrix: BinnedMatrix,
): Int8Array | null {
  if (!monotone) return null;
  checkSameLength("monotone", monotone.length, "d", d);
  monotone.forEach((sign, column) => {
    if (sign !== 0 && sign !== 1 && sign !== -1)
      throw invalidInput(`'monotone' must hold -1, 0 or 1. Column ${column} is ${sign}.`, { column });
    if (sign !== 0 && categorical.has(column))
      throw invalidInput(`Column ${column} is categorical and has no order; set its 'monotone' to 0.`, { column });
  });
  const direction = Int8Array.from(matrix.features, ({ feature }) => monotone[feature] as number);
  return direction.some((sign) => sign !== 0) ? direction : null;
}

export function joined(first: Values, second: Values | undefined, n: number): Float64Array {
  const all = new Float64Array(n);
  all.set(first);
  if (second) all.set(second, first.length);
  return all;
}

export const ones = (n: number): Float64Array => new Float64Array(n).fill(1);

/** Rows to grow on and rows only to score: of the training part those not drawn, and the validation part. */
export function drawRows(
  rows: Int32Array,
  n: number,
  nAll: number,
  fraction: number,
  rng: Rng,
): { grown: Int32Array; passing: Int32Array } {
  const wanted = Math.max(1, Math.round(fraction * rows.length));
  const grown = new Int32Array(wanted);
  const passing = new Int32Array(rows.length - wanted + nAll - n);
  let taken = 0;
  if (wanted === rows.length) grown.set(rows);
  for (let k = 0; wanted < rows.length && k < rows.length; k += 1) {
    // Selection sampling: each of the remaining rows is as likely as the next.
    if (rng.next() * (rows.length - k) < wanted - taken) grown[taken++] = rows[k] as number;
    else passing[k - taken] = rows[k] as number;
  }
  for (let i = n; i < nAll; i += 1) passing[rows.length - wanted + i - n] = i;
  return { grown, passing };
}

export function drawFeatures(count: number, fraction: number, rng: Rng): Int32Array {
  const all = Int32Array.from({ length: count }, (_, at) => at);
  if (fraction === 1 || count < 2) return all;
  rng.shuffle(all);
  return all.slice(0, Math.max(1, Math.round(fraction * count))).sort();
}
