import { scanCategories } from "./categorical-split.ts";
import type { Histogram } from "./histogram.ts";
import { boundedScore, boundedSplitScore, type NodeSums, type SplitCandidate, type SplitSearch } from "./node-split.ts";

/** Finds the split of highest gain among the active features.
 *  gain = GL^2 / (HL + l2) + GR^2 / (HR + l2) - G^2 / (H + l2); under monotone constraints the leaf values of this formula are first
 *  brought into the node's interval and a split whose values are in the wrong order is left out.
 *  Draws go to the first feature and the lowest bin. @param out is overwritten; its gain is 0 when no split is allowed. */
export function findSplit(search: SplitSearch, histogram: Histogram, node: NodeSums, active: Int32Array, out: SplitCandidate): void {
  const { matrix, params, countUnit } = search;
  out.gain = 0;
  out.leftBins = null;
  const count = Math.floor(node.packed / countUnit);
  const hessian = node.packed - count * countUnit;
  const parent = search.direction
    ? boundedScore(node.gradient, hessian + params.l2, node.lowest, node.highest)
    : (node.gradient * node.gradient) / (hessian + params.l2);
  const floor = parent + params.minGain + 1e-12 * parent;
  let best = floor;
  for (let k = 0; k < active.length; k += 1) {
    const at = active[k] as number;
    const feature = matrix.features[at];
    if (!feature) continue;
    const offset = 2 * (matrix.slotOffset[at] as number);
    if (feature.kind === "CATEGORICAL") {
      best = scanCategories(search, histogram, node, at, best, out);
      continue;
    }
    const missing = offset + 2 * feature.nBins;
    const nMissing = feature.hasMissing ? Math.floor((histogram[missing + 1] as number) / countUnit) : 0;
    // With missing values a cut above the last bin splits them off.
    best = scanBins(search, histogram, node, at, offset, nMissing > 0 ? feature.nBins : feature.nBins - 1, 0, 0, best, out);
    if (nMissing > 0) {
      const [g, h] = [histogram[missing] as number, histogram[missing + 1] as number];
      best = scanBins(search, histogram, node, at, offset, feature.nBins - 1, g, h, best, out);
    }
  }
  if (best > floor) out.gain = best - parent;
}

/** Tries every cut of one numeric feature from the lowest bin on; the left side starts with the sums given (those of the missing values). */
function scanBins(
  search: SplitSearch,
  histogram: Histogram,
  node: NodeSums,
  at: number,
  offset: number,
  nCuts: number,
  startGradient: number,
  startPacked: number,
  bestSoFar: number,
  out: SplitCandidate,
): number {
  const { l2, minDataInLeaf, minSumHessian } = search.params;
  const { countUnit, direction } = search;
  const perCount = 1 / countUnit;
  const { gradient, packed, lowest, highest } = node;
  const hessian = packed - Math.floor(packed * perCount) * countUnit;
  const fewest = minDataInLeaf * countUnit;
  let best = bestSoFar;
  let bestBin = -1;
  let bestGradient = 0;
  let bestPacked = 0;
  let left = startGradient;
  let leftPacked = startPacked;
  for (let bin = 0; bin < nCuts; bin += 1) {
    const more = histogram[offset + 2 * bin + 1] as number;
    if (more === 0) continue;
    left += histogram[offset + 2 * bin] as number;
    leftPacked += more;
    if (leftPacked < fewest) continue;
    if (packed - leftPacked < fewest) break;
    const leftHessian = leftPacked - Math.floor(leftPacked * perCount) * countUnit;
    const rightHessian = hessian - leftHessian;
    if (leftHessian < minSumHessian) continue;
    if (rightHessian < minSumHessian) break;
    const right = gradient - left;
    const a = leftHessian + l2;
    const b = rightHessian + l2;
    if (direction === null) {
      // The division is made only where a cut is better: a sum of quotients against a number, multiplied through.
      const scaled = left * left * b + right * right * a;
      if (scaled <= best * (a * b)) continue;
      best = scaled / (a * b);
    } else {
      const score = boundedSplitScore(left, a, right, b, lowest, highest, direction[at] as number);
      if (score <= best) continue;
      best = score;
    }
    bestBin = bin;
    bestGradient = left;
    bestPacked = leftPacked;
  }
  if (bestBin >= 0) {
    out.at = at;
    out.bin = bestBin;
    out.leftBins = null;
    out.leftGradient = bestGradient;
    out.leftPacked = bestPacked;
    // Where a node lacks no value the direction is not learned: unseen gaps go with the larger side.
    out.missingLeft = startPacked > 0 || (nodeLacksNone(search, histogram, at) && 2 * bestPacked >= packed);
  }
  return best;
}

function nodeLacksNone({ matrix, countUnit }: SplitSearch, histogram: Histogram, at: number): boolean {
  const feature = matrix.features[at];
  if (!feature?.hasMissing) return true;
  return (histogram[2 * ((matrix.slotOffset[at] as number) + feature.nBins) + 1] as number) < countUnit;
}
