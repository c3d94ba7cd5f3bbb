import { type AttributionInput, backgroundMargins, type EncodedAttributions, withResiduals } from "./encoded-attributions.ts";

export interface PathInput extends AttributionInput {
  /** A piece of path is split while the trapezoid rule misses its known difference by more than this share of the reach; 0.003 unless given. */
  tolerance?: number;
}

/** Rows go through together as long as their paths stay below this number: memory does not grow with the rows. */
const PATHS = 2_048;
/** Every path has two pieces at least. Twenty halvings find even a jump: float32 tells no places apart that are much closer. */
const MIN_DEPTH = 1;
const MAX_DEPTH = 20;
/** Differences of margins below this are rounding of float32. */
const ROUNDING = 1e-6;
/** Share of what the trapezoid rule may miss that may be left when the mean gradient is taken at its best place. */
const LEFT = 0.1;

/**
 * Expected gradients, integrated and not drawn: for each row x and each background row b of weight w, along the straight path from b to x
 *   value_j = sum over b of w_b (x_j - b_j) * integral over a in [0, 1] of dm/dx_j (b + a (x - b)),
 * so that a row's values add up to m(x) - sum w_b m(b), m the margin. With one background row these are integrated gradients.
 *
 * A path is cut into pieces. At both ends of a piece gradient g and margin m are known, and so is what the piece must add up to, m1 - m0:
 * its mean gradient is taken between the two, l g0 + (1 - l) g1 with the l in [0, 1] that gives that sum. This is exact where the network is
 * linear but for one kink in the piece (relu), and second-order where it is smooth. Pieces are halved while the plain mean of the two ends
 * misses the sum by more than `tolerance` of the reach of margins, or the best l by a tenth of it, so that work goes where the network bends.
 * @throws AppError "INVALID_INPUT" if the background has another width than the rows.
 * Source: Sundararajan, Taly and Yan (2017), equation 1; Erion et al. (2021), equation 2, for the mean over the background.
 */
export async function pathAttributions({
  model,
  x,
  n,
  background,
  classes = null,
  tolerance = 0.003,
  between,
}: PathInput): Promise<EncodedAttributions> {
  const width = model.nSteps * model.nFeatures;
  const ofClass = backgroundMargins(model, background, classes);
  const values = new Float64Array(n * width);
  const margins = new Float64Array(n);
  const base = new Float64Array(n);
  const perChunk = Math.max(1, Math.floor(PATHS / background.n));
  for (let start = 0; start < n; start += perChunk) {
    const count = Math.min(perChunk, n - start);
    const rows = x.subarray(start * width, (start + count) * width);
    const own = classes && Uint32Array.from({ length: count }, (_class, i) => classes[start + i] as number);
    const ends = model.marginGradients(rows, count, own);
    const out = values.subarray(start * width, (start + count) * width);
    margins.set(ends.margins, start);
    let open: Piece[] = [];
    for (let row = 0; row < count; row++) {
      const { margins: from, gradients, mean, reach } = ofClass(own?.[row] ?? 0);
      base[start + row] = mean;
      const limit = Math.max(tolerance * Math.max(reach, Math.abs((ends.margins[row] as number) - mean)), ROUNDING);
      for (let b = 0; b < background.n; b++) {
        const low = { place: 0, margin: from[b] as number, gradients, at: b * width };
        const high = { place: 1, margin: ends.margins[row] as number, gradients: ends.gradients, at: row * width };
        open.push({ row, b, limit, low, high });
      }
    }
    const walk: Walk = { x: rows, background: background.rows, weights: background.weights, width, out };
    for (let depth = 0; open.length > 0; depth++) {
      const toSplit = open.filter((piece) => !settle(walk, piece, depth));
      open =
        toSplit.length > 0 ? halves(walk, toSplit, (points, k) => model.marginGradients(points, k, own && classesOf(toSplit, own))) : [];
      await between?.((start + count * (open.length > 0 ? 0.5 : 1)) / n);
    }
  }
  return withResiduals(values, margins, base);
}

/** A place on a path where margin and gradient are known. */
interface Place {
  /** 0 at the background row, 1 at the row itself. */
  place: number;
  margin: number;
  /** Holds the gradient from `at` on. */
  gradients: Float32Array;
  at: number;
}

interface Piece {
  row: number;
  b: number;
  /** What the trapezoid rule may miss. */
  limit: number;
  low: Place;
  high: Place;
}

interface Walk {
  x: Float32Array;
  background: Float32Array;
  weights: Float64Array;
  width: number;
  out: Float64Array;
}

/** Adds a piece to its row's values if it needs no splitting. @returns whether it did. */
function settle({ x, background, weights, width, out }: Walk, { row, b, limit, low, high }: Piece, depth: number): boolean {
  const length = high.place - low.place;
  const [to, from] = [row * width, b * width];
  let [byLow, byHigh] = [0, 0];
  for (let j = 0; j < width; j++) {
    const change = (x[to + j] as number) - (background[from + j] as number);
    byLow += change * (low.gradients[low.at + j] as number);
    byHigh += change * (high.gradients[high.at + j] as number);
  }
  byLow *= length;
  byHigh *= length;
  const known = high.margin - low.margin;
  const apart = byLow - byHigh;
  const ofLow = Math.abs(apart) < ROUNDING ? 0.5 : Math.min(1, Math.max(0, (known - byHigh) / apart));
  const missed = Math.abs(known - ofLow * byLow - (1 - ofLow) * byHigh);
  const isRough = Math.abs(known - (byLow + byHigh) / 2) > limit || missed > LEFT * limit;
  if (depth < MIN_DEPTH || (depth < MAX_DEPTH && isRough)) return false;
  const share = (weights[b] as number) * length;
  for (let j = 0; j < width; j++) {
    const change = (x[to + j] as number) - (background[from + j] as number);
    const mean = ofLow * (low.gradients[low.at + j] as number) + (1 - ofLow) * (high.gradients[high.at + j] as number);
    out[to + j] = (out[to + j] as number) + share * change * mean;
  }
  return true;
}

/** Each piece cut at its middle, where the model is asked once for all of them. */
function halves(
  { x, background, width }: Walk,
  pieces: readonly Piece[],
  ask: (points: Float32Array, n: number) => { margins: Float64Array; gradients: Float32Array },
): Piece[] {
  const points = new Float32Array(pieces.length * width);
  for (const [k, { row, b, low, high }] of pieces.entries()) {
    const place = (low.place + high.place) / 2;
    for (let j = 0; j < width; j++) {
      const from = background[b * width + j] as number;
      points[k * width + j] = from + place * ((x[row * width + j] as number) - from);
    }
  }
  const { margins, gradients } = ask(points, pieces.length);
  return pieces.flatMap((piece, k) => {
    const middle = { place: (piece.low.place + piece.high.place) / 2, margin: margins[k] as number, gradients, at: k * width };
    return [
      { ...piece, high: middle },
      { ...piece, low: middle },
    ];
  });
}

const classesOf = (pieces: readonly Piece[], classes: ArrayLike<number>): Uint32Array =>
  Uint32Array.from(pieces, ({ row }) => classes[row] as number);
