import { monotoneBins } from "./monotone-bins.ts";
import { assignBins, categoricalBins, type FeatureBins, numericBins } from "./value-bins.ts";
import { informationValue, type OutcomeCounts, weightOfEvidence } from "./weight-of-evidence.ts";

/** One bin of a feature: values in (above, upTo], codes, or the missing ones. */
export interface WoeBin extends OutcomeCounts {
  kind: "RANGE" | "CODES" | "MISSING";
  /** RANGE: lower end, exclusive; null = none. */
  above: number | null;
  /** RANGE: upper end, inclusive; null = none. */
  upTo: number | null;
  /** CODES: the codes of this bin; a code never seen has weight of evidence 0. */
  codes: number[] | null;
  woe: number;
  iv: number;
}

export interface BinnedFeature {
  /** Column of x. */
  feature: number;
  bins: WoeBin[];
  /** Information value: sum over the bins. */
  iv: number;
}

export interface BinningInput {
  feature: number;
  /** [n] values, NaN = missing. */
  column: Float64Array;
  /** [n] 0 or 1. */
  y: Float64Array;
  /** [n] > 0, null = ones. */
  weight: Float64Array | null;
  isCategorical: boolean;
  options: { maxBins: number; minBinShare: number; monotone: boolean; preBins: number };
}

/** Bins one feature by weight of evidence: fine pre-bins of equal weight (each value or code its own where there are few), merged by
 *  `monotoneBins`; missing values have a bin of their own, of any size. Codes are put in the order of their share of bads first.
 *  @returns bins in order, missing last; a single bin of information value 0 where the feature says nothing. */
export function binFeature({ feature, column, y, weight, isCategorical, options }: BinningInput): BinnedFeature {
  const pre = isCategorical ? categoricalBins(feature, column, weight) : numericBins(feature, column, weight, options.preBins);
  const at = new Uint8Array(column.length);
  assignBins(pre, column, at, 0, 1);
  const counts = Array.from({ length: pre.nBins + 1 }, (): OutcomeCounts => ({ good: 0, bad: 0 }));
  const total = { good: 0, bad: 0 };
  for (let i = 0; i < column.length; i += 1) {
    const w = weight ? (weight[i] as number) : 1;
    const side = y[i] === 1 ? "bad" : "good";
    (counts[at[i] as number] as OutcomeCounts)[side] += w;
    total[side] += w;
  }
  const missing = counts[pre.nBins] as OutcomeCounts;
  const order = preBinOrder(pre, counts);
  const ends = monotoneBins(
    order.map((bin) => counts[bin] as OutcomeCounts),
    total,
    { maxBins: options.maxBins, minWeight: options.minBinShare * (total.good + total.bad), monotone: options.monotone },
  );
  const bins: WoeBin[] = [];
  ends.forEach((end, k) => {
    const members = order.slice(k === 0 ? 0 : ends[k - 1], end);
    const sum = members.reduce((all, bin) => added(all, counts[bin] as OutcomeCounts), { good: 0, bad: 0 });
    if (sum.good + sum.bad > 0) bins.push({ ...placeOf(pre, members), ...valued(sum, total) });
  });
  if (missing.good + missing.bad > 0) bins.push({ kind: "MISSING", above: null, upTo: null, codes: null, ...valued(missing, total) });
  return { feature, bins, iv: bins.reduce((sum, bin) => sum + bin.iv, 0) };
}

/** Tells the bin of every row of a column; null for a value that no bin holds. */
export function eachBin(
  { feature, bins }: BinnedFeature,
  x: Float32Array | Float64Array,
  n: number,
  d: number,
  write: (row: number, bin: WoeBin | null) => void,
): void {
  const ranges = bins.filter(({ kind }) => kind === "RANGE");
  const missing = bins.find(({ kind }) => kind === "MISSING") ?? null;
  const ofCode = new Map(bins.flatMap((bin) => (bin.codes ?? []).map((code) => [code, bin] as const)));
  for (let i = 0; i < n; i += 1) {
    const value = x[i * d + feature] as number;
    if (Number.isNaN(value)) write(i, missing);
    else if (ranges.length > 0) write(i, ranges.find(({ upTo }) => upTo === null || value <= upTo) ?? null);
    else write(i, ofCode.get(value) ?? null);
  }
}

/** Ranges in the order of their values, codes in the order of their share of bads; the bin of rare codes is left to weight 0. */
function preBinOrder(pre: FeatureBins, counts: readonly OutcomeCounts[]): number[] {
  if (pre.kind === "NUMERIC") return Array.from({ length: pre.nBins }, (_, bin) => bin);
  const shareOf = (bin: number): number => {
    const { good, bad } = counts[bin] as OutcomeCounts;
    return bad / (good + bad);
  };
  return Array.from(pre.categories, (_, bin) => bin).sort((a, b) => shareOf(a) - shareOf(b) || a - b);
}

function placeOf(pre: FeatureBins, members: readonly number[]): Pick<WoeBin, "kind" | "above" | "upTo" | "codes"> {
  if (pre.kind === "CATEGORICAL")
    return { kind: "CODES", above: null, upTo: null, codes: members.map((bin) => pre.categories[bin] as number) };
  const [first, last] = [members[0] as number, members[members.length - 1] as number];
  return { kind: "RANGE", above: pre.upper[first - 1] ?? null, upTo: pre.upper[last] ?? null, codes: null };
}

function valued(counts: OutcomeCounts, total: OutcomeCounts): OutcomeCounts & { woe: number; iv: number } {
  return { ...counts, woe: weightOfEvidence(counts, total), iv: informationValue(counts, total) };
}

function added(a: OutcomeCounts, b: OutcomeCounts): OutcomeCounts {
  return { good: a.good + b.good, bad: a.bad + b.bad };
}
