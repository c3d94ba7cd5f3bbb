import { createRng } from "@plimsoll/features";
import { fitBoostedTrees } from "../baselines/boosted-trees/fit-boosted-trees.ts";
import { delongAuc } from "../evaluation/delong.ts";
import { checkSameLength, invalidInput } from "../evaluation/inputs.ts";
import { Z_95 } from "../evaluation/normal.ts";
import type { FeatureMap } from "../explanation/features.ts";
import { pause, type RunControl } from "../risk/run-control.ts";
import { type Grouping, rowsByGroup } from "./groups.ts";

export interface ProxyResult {
  group: string;
  nRows: number;
  /** How well the features tell the group from all others: 0.5 = not at all, 1 = they name it. Null for a group of too few rows. */
  auc: number | null;
  low: number | null;
  high: number | null;
  /** Features that tell it, by their share of the gain, most first. */
  features: { feature: string; share: number }[];
}

export interface ProxyInput extends RunControl {
  /** [n, width] encoded rows, row-major. */
  x: Float32Array;
  n: number;
  map: FeatureMap;
  grouping: Grouping;
  /** Features left out of the test: the attribute itself, where the model reads it. */
  exclude?: readonly string[];
  seed?: number;
}

const FOLDS = 3;
const MAX_ROWS = 20_000;
/** Rows of a group, and of the rest, below which nothing is learned. */
const FEWEST = 30;
/** Small trees: what they do not find a network may still, but they find what stands in for a group in credit data. */
const SETTING = { trees: 80, learningRate: 0.1, leaves: 8, minDataInLeaf: 20, l2: 1 };

/**
 * Proxy test: boosted trees predict from the model's features who belongs to a group, each row by trees that have not seen it (three folds). A high
 * AUC means that the features carry the attribute, whether or not the model was given it.
 * @returns one result a group (of two groups the first alone: the second is its mirror), with DeLong's 95 % interval of the AUC.
 * @throws AppError "INVALID_INPUT" if sizes do not agree or nothing is left to test, "CANCELLED".
 */
export async function proxyTest({ x, n, map, grouping, exclude = [], seed = 1, ...control }: ProxyInput): Promise<ProxyResult[]> {
  const width = map.owners.length;
  checkSameLength("x", x.length, "n times width", n * width);
  checkSameLength("rows", n, "groups", grouping.codes.length);
  const left = new Set(exclude);
  const kept = map.owners.flatMap((owners, place) => (owners.some((at) => left.has(map.features[at]?.name ?? "")) ? [] : [place]));
  if (kept.length === 0) throw invalidInput("No feature is left for the proxy test. Exclude fewer.");
  const rows = createRng(seed)
    .shuffle(Int32Array.from({ length: n }, (_row, i) => i))
    .slice(0, MAX_ROWS);
  const matrix = new Float32Array(rows.length * kept.length);
  for (const [i, row] of rows.entries())
    for (const [j, place] of kept.entries()) matrix[i * kept.length + j] = x[row * width + place] as number;
  const codes = Int32Array.from(rows, (row) => grouping.codes[row] as number);
  const members = rowsByGroup({ names: grouping.names, codes });
  const tested = grouping.names.length === 2 ? [0] : [...grouping.names.keys()];
  const results: ProxyResult[] = [];
  for (const [done, group] of tested.entries()) {
    const size = members[group]?.length ?? 0;
    const name = grouping.names[group] as string;
    if (Math.min(size, rows.length - size) < FEWEST)
      results.push({ group: name, nRows: size, auc: null, low: null, high: null, features: [] });
    else {
      const y = Uint8Array.from(codes, (code) => Number(code === group));
      const { score, gain } = await outOfFold(matrix, y, kept.length, () => pause(control, "Proxy test", done / tested.length));
      const { auc, standardError } = delongAuc(y, score);
      const interval = { low: Math.max(0, auc - Z_95 * standardError), high: Math.min(1, auc + Z_95 * standardError) };
      results.push({ group: name, nRows: size, auc, ...interval, features: sharesByFeature(gain, kept, map) });
    }
    await pause(control, "Proxy test", (done + 1) / tested.length);
  }
  return results;
}

async function outOfFold(
  matrix: Float32Array,
  y: Uint8Array,
  d: number,
  between: () => Promise<void>,
): Promise<{ score: Float64Array; gain: Float64Array }> {
  const n = y.length;
  const score = new Float64Array(n);
  const gain = new Float64Array(d);
  // Rows are in random order already; each class is dealt out in turn, so that a rare group is in every fold.
  const next = [0, 0];
  const fold = Uint8Array.from(y, (label) => {
    const at = next[label] as number;
    next[label] = at + 1;
    return at % FOLDS;
  });
  for (let f = 0; f < FOLDS; f++) {
    const part = (inside: boolean) => Int32Array.from(fold.keys()).filter((i) => (fold[i] === f) === inside);
    const [held, others] = [part(true), part(false)];
    const rowsOf = (rows: Int32Array) => {
      const out = new Float32Array(rows.length * d);
      for (const [k, row] of rows.entries()) out.set(matrix.subarray(row * d, (row + 1) * d), k * d);
      return out;
    };
    const model = fitBoostedTrees({
      x: rowsOf(others),
      y: Uint8Array.from(others, (i) => y[i] as number),
      n: others.length,
      d,
      params: SETTING,
    });
    const predicted = model.predictRaw(rowsOf(held), held.length);
    for (const [k, row] of held.entries()) score[row] = predicted[k] as number;
    for (const [j, value] of model.importance().entries()) gain[j] = (gain[j] as number) + value;
    await between();
  }
  return { score, gain };
}

function sharesByFeature(
  gain: Float64Array,
  kept: readonly number[],
  { owners, features }: FeatureMap,
): { feature: string; share: number }[] {
  const byFeature = new Float64Array(features.length);
  for (const [j, place] of kept.entries()) {
    const own = owners[place] as readonly number[];
    for (const at of own) byFeature[at] = (byFeature[at] as number) + (gain[j] as number) / own.length;
  }
  const total = byFeature.reduce((sum, value) => sum + value, 0);
  return features
    .map(({ name }, at) => ({ feature: name, share: total > 0 ? (byFeature[at] as number) / total : 0 }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share);
}
