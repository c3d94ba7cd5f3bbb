import { z } from "zod";
import { selectKth } from "../order-statistics.ts";
import { createRng } from "../random.ts";
import type { Column } from "../table.ts";
import { numberColumn, numericInputs } from "./columns.ts";
import { momentsOf } from "./moments.ts";
import { defineTableTransform, type Json } from "./transform.ts";

interface Donors {
  /** What a difference in each column is divided by. */
  spreads: number[];
  means: number[];
  /** Rows of the training part, null = missing. */
  donors: (number | null)[][];
  [key: string]: Json;
}

/**
 * Missing numbers become the mean of the nearest donors, rows of the training part that have the value. The distance of a row to a donor is
 * sqrt(d / m * sum ((x_j - y_j) / spread_j)^2) over the m of d columns that both have; donors as near as the last chosen one all count. A
 * row that shares no column with any donor gets the column's mean.
 * Source: Troyanskaya et al. (2001), "Missing value estimation methods for DNA microarrays"; without `scale` the same as scikit-learn's KNNImputer.
 */
export const imputeKnn = defineTableTransform({
  name: "impute-knn",
  title: "Fill from the nearest rows",
  description:
    "Puts the mean of the most similar training rows where a number is missing; similarity is judged by all columns of the step.",
  params: z.strictObject({
    neighbours: z.int().min(1).max(100).default(5).describe("Rows that a missing cell is filled from"),
    weights: z.enum(["UNIFORM", "DISTANCE"]).default("UNIFORM").describe("Whether nearer rows count more, by one over their distance"),
    donors: z.int().min(10).max(5000).default(1000).describe("Training rows kept to fill from, drawn at random where there are more"),
    scale: z.boolean().default(true).describe("Whether differences are divided by the columns' standard deviations"),
  }),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN"],
  selects: ["INTEGER", "FLOAT"],
  effect: "replace",
  missing: "FILLS",
  fit: (inputs, { donors, scale }, { seed }): Donors => {
    const columns = numericInputs(inputs);
    const moments = columns.map((column) => momentsOf([column]));
    const rows = drawn(columns[0]?.values.length ?? 0, donors, seed);
    return {
      spreads: moments.map(({ std }) => (scale && std > 0 ? std : 1)),
      means: moments.map(({ mean }) => mean),
      donors: rows.map((row) => columns.map(({ values }) => presentOrNull(values[row] as number))),
    };
  },
  summary: ({ means, spreads, donors }) => ({ donors: donors.length, means, spreads }),
  plan: (inputs) => inputs.map(({ name }, at) => ({ name, type: "FLOAT", from: [at] })),
  open: ({ neighbours, weights }, state) => {
    const d = state.means.length;
    const flat = Float64Array.from(state.donors.flat(), (value) => value ?? Number.NaN);
    const distances = new Float64Array(state.donors.length);
    const row = new Float64Array(d);
    return (inputs: readonly Column[]) => {
      const columns = numericInputs(inputs);
      const outputs = columns.map(({ values }) => Float64Array.from(values));
      for (let i = 0; i < (outputs[0]?.length ?? 0); i++) {
        for (let j = 0; j < d; j++) row[j] = columns[j]?.values[i] as number;
        if (!row.includes(Number.NaN)) continue;
        measure(row, flat, state.spreads, distances);
        for (let j = 0; j < d; j++) {
          if (!Number.isNaN(row[j])) continue;
          (outputs[j] as Float64Array)[i] = estimate(distances, flat, { j, d, neighbours, weights }) ?? (state.means[j] as number);
        }
      }
      return columns.map(({ name }, j) => numberColumn(name, outputs[j] as Float64Array));
    };
  },
});

/** Adding 0 makes -0, which JSON cannot hold, a plain 0. */
const presentOrNull = (value: number): number | null => (Number.isNaN(value) ? null : value + 0);

function drawn(n: number, most: number, seed: number): number[] {
  const rows = Int32Array.from({ length: n }, (_, row) => row);
  if (n <= most) return [...rows];
  return [...createRng(seed).shuffle(rows).subarray(0, most).sort()];
}

/** Squared distances of a row to every donor; NaN where they share no column. */
function measure(row: Float64Array, donors: Float64Array, spreads: readonly number[], out: Float64Array): void {
  const d = row.length;
  for (let k = 0; k < out.length; k++) {
    let sum = 0;
    let shared = 0;
    for (let j = 0; j < d; j++) {
      const difference = ((row[j] as number) - (donors[k * d + j] as number)) / (spreads[j] as number);
      if (Number.isNaN(difference)) continue;
      sum += difference * difference;
      shared++;
    }
    out[k] = (d / shared) * sum;
  }
}

/** Mean of column j over the nearest donors that have it; null where there is none. */
function estimate(
  distances: Float64Array,
  donors: Float64Array,
  { j, d, neighbours, weights }: { j: number; d: number; neighbours: number; weights: "UNIFORM" | "DISTANCE" },
): number | null {
  const usable = (k: number): boolean => !Number.isNaN(distances[k]) && !Number.isNaN(donors[k * d + j]);
  const candidates = distances.filter((_, k) => usable(k));
  if (candidates.length === 0) return null;
  const limit = selectKth(candidates, Math.min(neighbours, candidates.length) - 1);
  const byDistance = weights === "DISTANCE";
  // A donor at distance 0 is the row itself as far as anyone can tell: then only such donors count.
  const onlyEqual = byDistance && distances.some((distance, k) => distance === 0 && usable(k));
  let sum = 0;
  let total = 0;
  for (let k = 0; k < distances.length; k++) {
    const distance = distances[k] as number;
    if (!usable(k) || distance > limit || (onlyEqual && distance > 0)) continue;
    const weight = byDistance && !onlyEqual ? 1 / Math.sqrt(distance) : 1;
    sum += weight * (donors[k * d + j] as number);
    total += weight;
  }
  return sum / total;
}
