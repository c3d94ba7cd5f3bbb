import type { BinnedMatrix } from "./binned-matrix.ts";
import type { HistogramKernel } from "./histogram-kernel.ts";

/** Sums of pairs [gradient, packed hessian] of a node's rows by feature and bin: [2 * nSlots], a slot's gradient first. */
export type Histogram = Float64Array;

/** Rows added together: their cells and pairs stay in the nearest cache while all features read them. */
const BLOCK_ROWS = 1024;
const PAIR_BYTES = 16;

/** Bytes that `HistogramBuilder` needs of the matrix's memory. */
export function histogramBytes(nSlots: number, nHistograms: number): number {
  return BLOCK_ROWS * (PAIR_BYTES + 4) + nHistograms * nSlots * PAIR_BYTES;
}

/** Builds histograms of nodes in memory that they share with the binned rows, from a fixed pool. */
export class HistogramBuilder {
  readonly #matrix: BinnedMatrix;
  readonly #kernel: HistogramKernel;
  readonly #pairs: Float64Array;
  readonly #rowOffsets: Int32Array;
  readonly #free: Histogram[];

  /** @param nHistograms as in `binMatrix`. */
  constructor(matrix: BinnedMatrix, nHistograms: number) {
    const { buffer } = matrix.bins;
    this.#matrix = matrix;
    this.#kernel = matrix.kernel;
    this.#pairs = new Float64Array(buffer, matrix.free, 2 * BLOCK_ROWS);
    this.#rowOffsets = new Int32Array(buffer, matrix.free + BLOCK_ROWS * PAIR_BYTES, BLOCK_ROWS);
    const first = matrix.free + BLOCK_ROWS * (PAIR_BYTES + 4);
    this.#free = Array.from(
      { length: nHistograms },
      (_, k) => new Float64Array(buffer, first + k * matrix.nSlots * PAIR_BYTES, 2 * matrix.nSlots),
    );
  }

  /** A histogram from the pool, its content left over from its last use. */
  take(): Histogram {
    const histogram = this.#free.pop();
    if (!histogram) throw new RangeError("A tree holds one histogram a leaf and one more at most.");
    return histogram;
  }

  release(histogram: Histogram): void {
    this.#free.push(histogram);
  }

  /** Fills `histogram` with the sums over rows[from .. to). @param activeWords words of a row that hold a feature in use. */
  build(histogram: Histogram, rows: Int32Array, from: number, to: number, pairs: Float64Array, activeWords: Int32Array): void {
    histogram.fill(0);
    const { stride, slotOffset, bins } = this.#matrix;
    const addressOf = (at: number) => histogram.byteOffset + PAIR_BYTES * (slotOffset[at] as number);
    for (let start = from; start < to; start += BLOCK_ROWS) {
      const size = Math.min(BLOCK_ROWS, to - start);
      gatherRows(rows, start, size, stride, pairs, this.#rowOffsets, this.#pairs);
      for (let a = 0; a < activeWords.length; a += 1) {
        const at = 4 * (activeWords[a] as number);
        this.#kernel.addWord(
          size,
          this.#rowOffsets.byteOffset,
          this.#pairs.byteOffset,
          bins.byteOffset + at,
          addressOf(at),
          addressOf(at + 1),
          addressOf(at + 2),
          addressOf(at + 3),
        );
      }
    }
  }

  /** The larger child's histogram, in place of its parent's: exact, since the sums are. */
  subtract(parent: Histogram, child: Histogram): void {
    this.#kernel.subtract(parent.byteOffset, child.byteOffset, parent.byteLength);
  }
}

function gatherRows(
  rows: Int32Array,
  start: number,
  size: number,
  stride: number,
  pairs: Float64Array,
  rowOffsets: Int32Array,
  blockPairs: Float64Array,
): void {
  for (let i = 0; i < size; i += 1) {
    const row = rows[start + i] as number;
    rowOffsets[i] = row * stride;
    blockPairs[2 * i] = pairs[2 * row] as number;
    blockPairs[2 * i + 1] = pairs[2 * row + 1] as number;
  }
}
