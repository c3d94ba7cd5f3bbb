import type { Histogram } from "./histogram.ts";
import { boundedSplitScore, type NodeSums, type SplitCandidate, type SplitSearch } from "./node-split.ts";

/** So few categories that each against the rest is tried without further smoothing. */
const FEW_CATEGORIES = 4;

/** Bins of the node in hand and what they are sorted by; a feature has 255 at most. */
const order = new Int32Array(256);
const rank = new Float64Array(256);

/** Tries splits of one categorical feature into two groups of categories: sorted by G / (H + smoothing), the best split of the whole
 *  set is a cut of that order (Fisher 1958); cuts are tried from both ends. With at most four categories each is tried alone.
 *  Missing values are a category; the bin that rare categories share always goes right, as do codes never seen.
 *  @returns the best score, `bestSoFar` when no split is better; `out` is overwritten by a better one. */
export function scanCategories(
  search: SplitSearch,
  histogram: Histogram,
  node: NodeSums,
  at: number,
  bestSoFar: number,
  out: SplitCandidate,
): number {
  const { params } = search;
  const feature = search.matrix.features[at];
  if (!feature) return bestSoFar;
  const offset = 2 * (search.matrix.slotOffset[at] as number);
  const nSlots = feature.nBins + (feature.hasMissing ? 1 : 0);
  const nPresent = presentBins(histogram, offset, nSlots, feature.categories.length);
  const few = nPresent <= FEW_CATEGORIES;
  const count = few ? nPresent : sortBins(search, histogram, offset, nPresent);
  const penalty = params.l2 + (few ? 0 : params.categoryL2);
  const longest = few ? 1 : Math.min(params.maxCategoriesLeft, Math.ceil(count / 2));
  const fewest = few ? 0 : params.minDataPerCategoryGroup * search.countUnit;
  let best = bestSoFar;
  // Few: each alone. Many: growing groups from the lower end, then from the upper end.
  for (let first = 0; first < (few ? count : Math.min(2, count)); first += 1) {
    const [from, step] = few ? [first, 1] : first === 0 ? [0, 1] : [count - 1, -1];
    let gradient = 0;
    let packed = 0;
    let sinceLast = 0;
    for (let k = 0; k < longest; k += 1) {
      const slot = offset + 2 * (order[from + k * step] as number);
      gradient += histogram[slot] as number;
      packed += histogram[slot + 1] as number;
      sinceLast += histogram[slot + 1] as number;
      if (sinceLast < fewest) continue;
      sinceLast = 0;
      const score = groupScore(search, node, gradient, packed, penalty);
      if (score <= best) continue;
      best = score;
      out.at = at;
      out.bin = -1;
      out.leftBins = Array.from({ length: k + 1 }, (_, j) => order[from + j * step] as number);
      out.missingLeft = out.leftBins.includes(feature.nBins);
      out.leftGradient = gradient;
      out.leftPacked = packed;
    }
  }
  return best;
}

/** Lists the categories that the node's rows hold; not the bin shared by rare ones. */
function presentBins(histogram: Histogram, offset: number, nSlots: number, shared: number): number {
  let n = 0;
  for (let bin = 0; bin < nSlots; bin += 1) {
    if (bin !== shared && (histogram[offset + 2 * bin + 1] as number) > 0) order[n++] = bin;
  }
  return n;
}

/** Drops categories of fewer rows than the smoothing and sorts the rest by insertion; draws stay in the order of the bins. */
function sortBins({ params, countUnit }: SplitSearch, histogram: Histogram, offset: number, nPresent: number): number {
  let n = 0;
  for (let k = 0; k < nPresent; k += 1) {
    const bin = order[k] as number;
    const packed = histogram[offset + 2 * bin + 1] as number;
    const count = Math.floor(packed / countUnit);
    if (count < params.categorySmoothing) continue;
    const value = (histogram[offset + 2 * bin] as number) / (packed - count * countUnit + params.categorySmoothing);
    let place = n;
    while (place > 0 && (rank[place - 1] as number) > value) {
      rank[place] = rank[place - 1] as number;
      order[place] = order[place - 1] as number;
      place -= 1;
    }
    rank[place] = value;
    order[place] = bin;
    n += 1;
  }
  return n;
}

/** The scores of both sides, or -Infinity where a side is too small. */
function groupScore(
  { params, countUnit, direction }: SplitSearch,
  node: NodeSums,
  gradient: number,
  packed: number,
  penalty: number,
): number {
  const rest = node.packed - packed;
  const fewest = params.minDataInLeaf * countUnit;
  if (packed < fewest || rest < fewest) return Number.NEGATIVE_INFINITY;
  const hessian = packed - Math.floor(packed / countUnit) * countUnit;
  const restHessian = rest - Math.floor(rest / countUnit) * countUnit;
  if (hessian < params.minSumHessian || restHessian < params.minSumHessian) return Number.NEGATIVE_INFINITY;
  const restGradient = node.gradient - gradient;
  if (direction) return boundedSplitScore(gradient, hessian + penalty, restGradient, restHessian + penalty, node.lowest, node.highest, 0);
  return (gradient * gradient) / (hessian + penalty) + (restGradient * restGradient) / (restHessian + penalty);
}
