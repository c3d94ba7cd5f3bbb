import { assignBins, categoricalBins, type FeatureBins, numericBins } from "@plimsoll/features";
import { histogramBytes } from "./histogram.ts";
import { type HistogramKernel, openHistogramKernel } from "./histogram-kernel.ts";

export interface Rows {
  /** [n, d] row-major, NaN = missing. */
  x: Float32Array | Float64Array;
  n: number;
}

/** Training rows, then validation rows, as bins: one byte a cell, a row's cells side by side so that four are read at once. */
export interface BinnedMatrix {
  /** Features with more than one bin; the others cannot split a node. */
  features: FeatureBins[];
  /** Bytes of a row: a multiple of 4. */
  stride: number;
  /** [n, stride], in the kernel's memory. */
  bins: Uint8Array;
  kernel: HistogramKernel;
  /** First byte of the kernel's memory behind the bins, a multiple of 16: the histograms' place. */
  free: number;
  /** [stride] first slot of each feature in a histogram; columns that only pad a word share the last slot. */
  slotOffset: Int32Array;
  /** Slots of a histogram: the bins of every feature, a missing bin where training rows have one, and one for the padding. */
  nSlots: number;
}

/** Rows from which the cuts are taken: more change no cut that matters. */
const SAMPLE_ROWS = 200_000;

/** Finds every feature's bins on the training rows of positive weight and bins all rows by them.
 *  @param weight [train.n] >= 0. @param categorical columns of codes. @param maxBins in 2 .. 255.
 *  @param nHistograms that the memory must have place for. @throws AppError as `openHistogramKernel`. */
export function binMatrix(
  train: Rows,
  validation: Rows | null,
  d: number,
  weight: Float64Array | null,
  categorical: ReadonlySet<number>,
  maxBins: number,
  nHistograms: number,
): BinnedMatrix {
  const counted = countedRows(train.n, weight);
  const sample = evenSample(counted);
  const sampleWeight = weight ? Float64Array.from(sample, (i) => weight[i] as number) : null;
  const features: FeatureBins[] = [];
  const column = new Float64Array(sample.length);
  for (let feature = 0; feature < d; feature += 1) {
    for (let i = 0; i < sample.length; i += 1) column[i] = train.x[(sample[i] as number) * d + feature] as number;
    const bins = categorical.has(feature)
      ? categoricalBins(feature, column, sampleWeight)
      : numericBins(feature, column, sampleWeight, maxBins);
    if (!bins.hasMissing && sample.length < counted.length) bins.hasMissing = hasMissing(train.x, counted, d, feature);
    if (bins.nBins > 1 || bins.hasMissing) features.push(bins);
  }

  const stride = Math.max(4, Math.ceil(features.length / 4) * 4);
  const n = train.n + (validation?.n ?? 0);
  const slotOffset = new Int32Array(stride);
  let nSlots = 0;
  features.forEach((feature, at) => {
    slotOffset[at] = nSlots;
    nSlots += feature.nBins + (feature.hasMissing ? 1 : 0);
  });
  slotOffset.fill(nSlots, features.length);
  nSlots += 1;
  const free = Math.ceil((n * stride) / 16) * 16;
  const { kernel, buffer } = openHistogramKernel(free + histogramBytes(nSlots, nHistograms));
  const bins = new Uint8Array(buffer, 0, n * stride);
  features.forEach((feature, at) => {
    binColumn(feature, train, d, bins, at, stride);
    if (validation) binColumn(feature, validation, d, bins, train.n * stride + at, stride);
  });
  return { features, stride, bins, kernel, free, slotOffset, nSlots };
}

/** The rows that count: those of positive weight. */
export function countedRows(n: number, weight: Float64Array | null): Int32Array {
  const rows = new Int32Array(n);
  let filled = 0;
  for (let i = 0; i < n; i += 1) {
    if (!weight || (weight[i] as number) > 0) rows[filled++] = i;
  }
  return rows.subarray(0, filled);
}

function evenSample(rows: Int32Array): Int32Array {
  if (rows.length <= SAMPLE_ROWS) return rows;
  return Int32Array.from({ length: SAMPLE_ROWS }, (_, i) => rows[Math.floor((i * rows.length) / SAMPLE_ROWS)] as number);
}

function hasMissing(x: Float32Array | Float64Array, rows: Int32Array, d: number, feature: number): boolean {
  return rows.some((i) => Number.isNaN(x[i * d + feature]));
}

const BLOCK_ROWS = 8192;

/** Bins one column a block at a time, so that the copy of it stays in the cache. */
function binColumn(feature: FeatureBins, rows: Rows, d: number, out: Uint8Array, offset: number, stride: number): void {
  const block = new Float64Array(Math.min(rows.n, BLOCK_ROWS));
  for (let from = 0; from < rows.n; from += BLOCK_ROWS) {
    const size = Math.min(BLOCK_ROWS, rows.n - from);
    for (let i = 0; i < size; i += 1) block[i] = rows.x[(from + i) * d + feature.feature] as number;
    assignBins(feature, block.subarray(0, size), out, offset + from * stride, stride);
  }
}
