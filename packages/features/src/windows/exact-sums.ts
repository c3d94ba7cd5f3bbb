/**
 * Sums of doubles without any rounding until the value is read, so that neither the order of the terms nor their coming and going
 * leaves a trace: the same terms give the same bits in a sliding window, in one pass and after merging.
 * Each term is cut at fixed powers of two, one piece for each 32 bits ("limb"); pieces of one limb are whole multiples of its unit and
 * add without error while fewer than 2^20 are added between carries. Source: the idea of Kulisch's long accumulator (Kulisch, 2013,
 * "Computer Arithmetic and Validity", chapter 8), with only the limbs that the data need.
 */

const LIMB_BITS = 32;
/** Additions between two carries: 2^20 pieces of at most 2^32 units stay below 2^53. */
const MAX_ADDITIONS = 2 ** 20;

/** Sizes of a value that the sums take: its square's last bit and 2^20 such squares must be doubles. */
export const SMALLEST = 1e-130;
export const LARGEST = 1e130;

/** Powers of two of the lowest set bit and of the highest one over all values. Nothing but zeros: null. */
export interface BitSpan {
  lowest: number;
  highest: number;
}

/** @param values finite; NaN is left out. */
export function bitSpan(values: Float64Array): BitSpan | null {
  const cell = new Float64Array(1);
  const bits = new Uint32Array(cell.buffer);
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value === 0 || Number.isNaN(value)) continue;
    cell[0] = value;
    const low = bits[0] as number;
    const high = bits[1] as number;
    const exponent = (high >>> 20) & 0x7ff;
    const zeros = low !== 0 ? trailingZeros(low) : 32 + trailingZeros((high & 0xfffff) | 0x100000);
    const first = exponent - 1075 + zeros;
    if (first < lowest) lowest = first;
    if (exponent - 1023 > highest) highest = exponent - 1023;
  }
  return lowest <= highest ? { lowest, highest } : null;
}

/** The span of two sets of values together. */
export function joinSpans(a: BitSpan | null, b: BitSpan | null): BitSpan | null {
  if (!a || !b) return a ?? b;
  return { lowest: Math.min(a.lowest, b.lowest), highest: Math.max(a.highest, b.highest) };
}

const trailingZeros = (word: number): number => 31 - Math.clz32(word & -word);

/**
 * Running exact sums of a series (or of its squares), from which the sum of any stretch is the difference of two entries.
 * `build` is called again for each entity; `load` picks a stretch, which `add` may enlarge, and `rounded`, `high` and `low` read.
 */
export class ExactSums {
  /** Correctly rounded sum of the loaded terms, and what it leaves, after `read`. */
  high = 0;
  low = 0;
  private readonly square: boolean;
  private nLimbs = 1;
  private units = new Float64Array(1);
  private inverses = new Float64Array(1);
  private magic = new Float64Array(1);
  private running = new Float64Array(0);
  private digits = new Float64Array(1);

  constructor(kind: "VALUES" | "SQUARES") {
    this.square = kind === "SQUARES";
  }

  /** @param span of all values that will be built or added; @param nTerms how many there may be in one sum. */
  setSpan(span: BitSpan | null, nTerms: number): void {
    const [lowest, highest] = span === null ? [0, 0] : this.square ? [2 * span.lowest, 2 * span.highest + 1] : [span.lowest, span.highest];
    const first = Math.floor(lowest / LIMB_BITS);
    let last = Math.floor(highest / LIMB_BITS);
    // The top limb is not carried out of: it must hold the whole sum.
    if (highest + 2 + Math.ceil(Math.log2(nTerms + 1)) > last * LIMB_BITS + 53) last += 1;
    this.nLimbs = last - first + 1;
    this.units = Float64Array.from({ length: this.nLimbs }, (_, k) => 2 ** ((first + k) * LIMB_BITS));
    this.inverses = this.units.map((unit) => 1 / unit);
    this.magic = this.units.map((unit) => 1.5 * 2 ** 52 * unit);
    this.digits = new Float64Array(this.nLimbs);
  }

  /** Takes a series; NaN counts as nothing. */
  build(values: Float64Array): void {
    const { nLimbs, digits } = this;
    const n = values.length;
    const needed = (n + 1) * nLimbs;
    if (this.running.length < needed) this.running = new Float64Array(needed);
    const running = this.running;
    digits.fill(0);
    for (let k = 0; k < nLimbs; k++) running[k] = 0;
    let additions = 0;
    for (let i = 0; i < n; i++) {
      const value = values[i] as number;
      if (!Number.isNaN(value)) this.addPieces(value);
      if (++additions === MAX_ADDITIONS) {
        this.carry();
        additions = 0;
      }
      const at = (i + 1) * nLimbs;
      for (let k = 0; k < nLimbs; k++) running[at + k] = digits[k] as number;
    }
  }

  /** The terms from <= i < to. */
  load(from: number, to: number): void {
    const { nLimbs, running, digits } = this;
    for (let k = 0; k < nLimbs; k++) digits[k] = (running[to * nLimbs + k] as number) - (running[from * nLimbs + k] as number);
  }

  /** One more term, which need not be of the series. */
  add(value: number): void {
    if (!Number.isNaN(value)) this.addPieces(value);
  }

  /** Puts the loaded sum into `high`, correctly rounded, and what that leaves, to 2^-52 of itself, into `low`. */
  read(): void {
    this.carry();
    const { digits } = this;
    let high = 0;
    let low = 0;
    let k = this.nLimbs - 1;
    // From the top down each digit is less than one unit of the limb above, so the first error ends what a double can hold.
    for (; k >= 0 && low === 0; k--) {
      const digit = digits[k] as number;
      const sum = high + digit;
      low = digit - (sum - high);
      high = sum;
    }
    let rest = 0;
    for (; k >= 0; k--) rest += digits[k] as number;
    if (low > 0 && rest > 0) {
      // Half-way between two doubles without the rest, above it with the rest.
      const next = high + 2 * low;
      if (next - high === 2 * low) {
        low = -low;
        high = next;
      }
    }
    this.high = high;
    this.low = low + rest;
  }

  private addPieces(value: number): void {
    if (!this.square) {
      this.addSplit(value);
      return;
    }
    // Dekker's product: value * value = square + error exactly.
    const square = value * value;
    const scaled = 134_217_729 * value;
    const upper = scaled - (scaled - value);
    const lower = value - upper;
    this.addSplit(square);
    this.addSplit(lower * lower - (square - upper * upper - 2 * upper * lower));
  }

  private addSplit(value: number): void {
    const { digits, magic } = this;
    let rest = value;
    for (let k = this.nLimbs - 1; k > 0; k--) {
      const unit = magic[k] as number;
      // Adding and taking away 1.5 * 2^52 units rounds to a whole number of units.
      const piece = rest + unit - unit;
      digits[k] = (digits[k] as number) + piece;
      rest -= piece;
    }
    digits[0] = (digits[0] as number) + rest;
  }

  /** Brings every limb but the top one into [0, 2^32) units: the one way to write the sum, however its pieces came. */
  private carry(): void {
    const { digits, units, inverses } = this;
    for (let k = 0; k < this.nLimbs - 1; k++) {
      const unit = units[k + 1] as number;
      const over = Math.floor((digits[k] as number) * (inverses[k + 1] as number)) * unit;
      digits[k] = (digits[k] as number) - over;
      digits[k + 1] = (digits[k + 1] as number) + over;
    }
  }
}
