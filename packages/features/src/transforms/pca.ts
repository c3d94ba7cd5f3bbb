import { z } from "zod";
import type { Column, NumericColumn } from "../table.ts";
import { numberColumn, numericInputs } from "./columns.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";
import { defineTableTransform, type Json, refused } from "./transform.ts";

const MAX_COLUMNS = 1_000;

interface Components {
  means: number[];
  /** What each column is divided by after its mean is taken off. */
  spreads: number[];
  /** [components][columns] */
  loadings: number[][];
  /** Of each kept component over the training rows, ddof 1. */
  variances: number[];
  /** Share of the whole variance of each kept component. */
  shares: number[];
  rows: number;
  [key: string]: Json;
}

/**
 * Principal components: the columns turned into uncorrelated ones in the order of their variance, y = W (x - mean) / std, W the leading
 * eigenvectors of the covariance of the training rows that lack no cell (of the correlation matrix where `standardise` is set). A row that
 * lacks a cell has no components. Source: Jolliffe (2002), "Principal Component Analysis", chapter 3.
 */
export const pca = defineTableTransform({
  name: "pca",
  title: "Principal components",
  description: "Replaces columns by fewer, uncorrelated ones that keep most of their variance. A row with a missing cell has none of them.",
  params: z.strictObject({
    components: z.int().min(1).max(MAX_COLUMNS).optional().describe("How many; as many as reach the share of the variance unless given"),
    variance: z.number().gt(0).max(1).default(0.95).describe("Share of the variance to keep where no number of components is given"),
    standardise: z.boolean().default(true).describe("Whether each column is first divided by its standard deviation"),
    whiten: z.boolean().default(false).describe("Whether the components are brought to variance 1"),
  }),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN"],
  selects: ["INTEGER", "FLOAT"],
  effect: "replace",
  missing: "KEEPS",
  fit: (inputs, { components, variance, standardise }): Components => {
    const columns = numericInputs(inputs);
    const rows = completeRows(columns);
    if (rows.length < 2)
      throw refused(`It needs two training rows without missing cells in its columns. Got ${rows.length}; fill missing cells first.`);
    const centred = columns.map(({ values }) => centre(values, rows, standardise));
    const d = columns.length;
    const { values, vectors } = symmetricEigen(covariance(centred.map(({ scores }) => scores)), d);
    const spectrum = values.map((value) => Math.max(0, value) + 0);
    const total = spectrum.reduce((sum, value) => sum + value, 0);
    const k = components === undefined ? reaching(spectrum, variance * total) : Math.min(components, d);
    return {
      means: centred.map(({ mean }) => mean),
      spreads: centred.map(({ spread }) => spread),
      loadings: Array.from({ length: k }, (_, component) => [...vectors.subarray(component * d, (component + 1) * d)]),
      variances: [...spectrum.subarray(0, k)],
      shares: [...spectrum.subarray(0, k)].map((value) => (total > 0 ? value / total : 0)),
      rows: rows.length,
    };
  },
  summary: ({ shares, variances, rows, loadings }) => ({ rows, shares, variances, loadings }),
  plan: (inputs, { components }) => {
    if (inputs.length > MAX_COLUMNS) throw refused(`It takes at most ${MAX_COLUMNS} columns. Got ${inputs.length}; name fewer.`);
    if (components === undefined) return [{ name: "component ", type: "FLOAT", family: true }];
    return named(Math.min(components, inputs.length));
  },
  outputs: (_inputs, _params, { loadings }) => named(loadings.length),
  open: ({ whiten }, { means, spreads, loadings, variances }) => {
    const weights = loadings.map((loading, k) => {
      const unit = whiten ? Math.sqrt(variances[k] as number) : 1;
      return Float64Array.from(loading, (weight, j) => (unit > 0 ? weight / (spreads[j] as number) / unit : 0));
    });
    return (inputs) => {
      const columns = numericInputs(inputs);
      return weights.map((weight) => numberColumn("", projected(columns, means, weight)));
    };
  },
});

const named = (k: number) => Array.from({ length: k }, (_, at) => ({ name: `component ${at + 1}`, type: "FLOAT" as const }));

function completeRows(columns: readonly NumericColumn[]): number[] {
  const n = columns[0]?.values.length ?? 0;
  const rows: number[] = [];
  for (let i = 0; i < n; i++) if (columns.every(({ values }) => !Number.isNaN(values[i]))) rows.push(i);
  return rows;
}

function centre(
  values: Float64Array,
  rows: readonly number[],
  standardise: boolean,
): { mean: number; spread: number; scores: Float64Array } {
  const mean = rows.reduce((sum, row) => sum + (values[row] as number), 0) / rows.length + 0;
  const scores = Float64Array.from(rows, (row) => (values[row] as number) - mean);
  const std = Math.sqrt(scores.reduce((sum, score) => sum + score * score, 0) / rows.length);
  const spread = standardise && std > 1e-12 * Math.abs(mean) && Number.isFinite(std) ? std : 1;
  return { mean, spread, scores: scores.map((score) => score / spread) };
}

/** [d, d], ddof 1. */
function covariance(columns: readonly Float64Array[]): Float64Array {
  const d = columns.length;
  const n = columns[0]?.length ?? 0;
  const out = new Float64Array(d * d);
  for (let i = 0; i < d; i++) {
    const a = columns[i] as Float64Array;
    for (let j = 0; j <= i; j++) {
      const b = columns[j] as Float64Array;
      let sum = 0;
      for (let row = 0; row < n; row++) sum += (a[row] as number) * (b[row] as number);
      out[i * d + j] = sum / (n - 1);
      out[j * d + i] = sum / (n - 1);
    }
  }
  return out;
}

/** The fewest leading values that sum to the wanted total, but for rounding; one at least. */
function reaching(spectrum: Float64Array, wanted: number): number {
  let sum = 0;
  for (let k = 0; k < spectrum.length; k++) {
    sum += spectrum[k] as number;
    if (sum >= wanted * (1 - 1e-12)) return k + 1;
  }
  return spectrum.length;
}

function projected(columns: readonly Column[], means: readonly number[], weight: Float64Array): Float64Array {
  const out = new Float64Array(columns[0]?.type === "STRING" ? 0 : (columns[0]?.values.length ?? 0));
  numericInputs(columns).forEach(({ values }, j) => {
    const [mean, factor] = [means[j] as number, weight[j] as number];
    for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) + ((values[i] as number) - mean) * factor;
  });
  return out;
}
