import type { Tensor } from "../tensor.ts";
import { defineBlock, type InputRows } from "./block.ts";

export interface PiecewiseLinearOptions {
  /** Intervals of each feature at most. */
  bins: number;
}

/** Rows that the edges are taken from at most, evenly spread over the training rows. */
const MAX_ROWS = 20_000;
/** Edges nearer to each other than this share of the feature's largest size are one. */
const NARROWEST = 1e-5;
/** The edges run over this range on both sides of zero when there are no rows to learn them from. */
const DEFAULT_REACH = 2;

/**
 * Piecewise-linear encoding of numbers, the first block of a network: feature x with the edges e_0 < .. < e_m becomes m values,
 * clip((x - e_(b-1)) / (e_b - e_(b-1)), 0, 1) for b = 1 .. m, zeros for the rest of the `bins`. Edges are the distinct ones of the
 * quantiles k / bins of the training rows, found before training and kept with the weights as slope and shift of each value.
 * x [batch, features] to [batch, features * bins]. Source: Gorishniy, Rubachev and Babenko (2022), section 3.2.
 */
export const piecewiseLinear = defineBlock<PiecewiseLinearOptions>({
  name: "piecewiseLinear",
  output: ({ bins }, [features = 0]) => [features * bins],

  parameters({ bins }, [features = 0]) {
    const shape = [features, bins];
    const learned = (place: (edges: Float64Array) => { slope: Float32Array; shift: Float32Array }, what: "slope" | "shift") => ({
      name: what,
      shape,
      update: "none" as const,
      init(_rng: unknown, rows?: InputRows | null) {
        const values = new Float32Array(features * bins);
        for (let f = 0; f < features; f++) values.set(place(edgesOf(rows, f, features, bins))[what], f * bins);
        return values;
      },
    });
    const lines = (edges: Float64Array) => linesOf(edges, bins);
    return [learned(lines, "slope"), learned(lines, "shift")];
  },

  portable(ops, { bins }, [features = 0]) {
    return (input, [slope, shift]) => {
      const spread = ops.reshape(input, [-1, features, 1]);
      const encoded = ops.clip(ops.add(ops.mul(spread, slope as Tensor), shift as Tensor), 0, 1);
      return {
        output: ops.reshape(encoded, [-1, features * bins]),
        backward(gradient, wantsInput) {
          if (!wantsInput) return { input: null, parameters: [null, null] };
          const zero = ops.zeros([1]);
          const atEnd = ops.add(ops.equal(encoded, zero), ops.equal(encoded, ops.tensor(Float32Array.of(1), [1])));
          const free = ops.mul(ops.reshape(gradient, [-1, features, bins]), ops.equal(atEnd, zero));
          return { input: ops.sum(ops.mul(free, slope as Tensor), [2]), parameters: [null, null] };
        },
      };
    };
  },
});

/** The distinct quantiles k / bins, k = 0 .. bins, of one feature, ascending; of two that float32 barely tells apart the lower one. */
function edgesOf(rows: InputRows | null | undefined, feature: number, features: number, bins: number): Float64Array {
  if (!rows) return Float64Array.from({ length: bins + 1 }, (_edge, k) => DEFAULT_REACH * ((2 * k) / bins - 1));
  const count = Math.min(rows.n, MAX_ROWS);
  const values = Float64Array.from({ length: count }, (_value, i) => {
    const row = Math.floor((i * rows.n) / count);
    return rows.x[row * features + feature] as number;
  }).sort();
  const quantile = (k: number): number => {
    const at = (k / bins) * (count - 1);
    const low = values[Math.floor(at)] as number;
    return low + (at - Math.floor(at)) * ((values[Math.ceil(at)] as number) - low);
  };
  const narrow = NARROWEST * Math.max(Math.abs(quantile(0)), Math.abs(quantile(bins)));
  const edges: number[] = [];
  for (let k = 0; k <= bins; k++) if (edges.length === 0 || quantile(k) - (edges.at(-1) as number) > narrow) edges.push(quantile(k));
  return Float64Array.from(edges);
}

/** slope * x + shift runs from 0 at one edge to 1 at the next. */
function linesOf(edges: Float64Array, bins: number): { slope: Float32Array; shift: Float32Array } {
  const [slope, shift] = [new Float32Array(bins), new Float32Array(bins)];
  for (let b = 0; b + 1 < edges.length; b++) {
    const [low, high] = [edges[b] as number, edges[b + 1] as number];
    slope[b] = 1 / (high - low);
    shift[b] = -low / (high - low);
  }
  return { slope, shift };
}
