import { createRng } from "@plimsoll/features";
import type { NoveltyDefinition } from "./novelty.ts";
import { stateArray } from "./novelty-state.ts";

/** Training rows kept to measure from, and which neighbour counts: not the nearest, which a copy of one odd row would be. */
const KEPT = 500;
const NEIGHBOUR = 5;

/** Distance to the fifth nearest of 500 training rows drawn at random, in encoded values. Source: Ramaswamy, Rastogi and Shim (2000). */
export const nearestNeighbours: NoveltyDefinition = {
  name: "NEAREST_NEIGHBOURS",
  title: "Distance to neighbours",
  description: "Far from every group of training rows, whatever shape the groups have.",

  fit({ x, n, width }, seed) {
    const rows = createRng(seed)
      .shuffle(Uint32Array.from({ length: n }, (_row, i) => i))
      .slice(0, KEPT);
    const values = new Float32Array(KEPT * width);
    // Fewer rows are repeated, so that the shape says nothing about them.
    for (let k = 0; k < KEPT; k++) {
      const row = rows[k % rows.length] as number;
      values.set(x.subarray(row * width, (row + 1) * width), k * width);
    }
    return [{ name: "rows", shape: [KEPT, width], values }];
  },

  open(state, width) {
    const rows = stateArray(state, "rows", [KEPT, width]);
    return (x, n) => {
      const nearest = new Float64Array(NEIGHBOUR);
      return Float64Array.from({ length: n }, (_distance, row) => {
        nearest.fill(Number.POSITIVE_INFINITY);
        for (let k = 0; k < KEPT; k++) {
          const limit = nearest[NEIGHBOUR - 1] as number;
          let sum = 0;
          for (let j = 0; j < width && sum < limit; j++) sum += ((x[row * width + j] as number) - (rows[k * width + j] as number)) ** 2;
          if (sum >= limit) continue;
          nearest[NEIGHBOUR - 1] = sum;
          nearest.sort();
        }
        return Math.sqrt(nearest[NEIGHBOUR - 1] as number);
      });
    };
  },
};
