import { type Column, cellText, type FittedPipeline, type FittedTarget, getColumn, referenceTable, type Table } from "@plimsoll/features";
import type { ScoreReason } from "@plimsoll/schema";
import { likeliest, type ScoreReader } from "./decisions.ts";

/** What one reason speaks of: a raw column, or all columns of a sequence group together. */
export interface ReasonFeature {
  name: string;
  columns: string[];
}

export interface Explainer {
  features: readonly ReasonFeature[];
  /** Rows that the network has to score for one explained row. */
  expansion: number;
  /**
   * Every row followed by its variants, each with one feature at its reference value: row r becomes the rows
   * r * expansion (as it is) and r * expansion + 1 + f (feature f replaced).
   */
  expand(table: Table): Table;
  /** The strongest reasons of row `at` of the table, from the outputs of its expansion. */
  reasons(table: Table, at: number, outputs: Float32Array): ScoreReason[];
}

const EXPLAINED: Record<FittedTarget["task"], string> = {
  BINARY: "probability",
  MULTICLASS: "probability of this class",
  REGRESSION: "value",
  FORECAST: "value",
  ANOMALY: "anomaly score",
};
const MAX_REASONS = 4;
/** Probabilities are float32: beyond this distance from 0 and 1 a change of the log-odds is rounding. */
const CLIP = 1e-7;

/**
 * Reasons by substitution: what a feature contributes is how much the log-odds change when it alone is put to its reference value, the
 * median or most frequent value of the training rows. contribution = logit(p) - logit(p with the reference); for REGRESSION the change of
 * the value (ANOMALY: of the anomaly score), for MULTICLASS the log-odds of the likeliest class. Contributions need not add up: features act together.
 */
export function createExplainer(
  pipeline: FittedPipeline,
  target: FittedTarget,
  { nOutputs: k, explained }: Pick<ScoreReader, "nOutputs" | "explained">,
): Explainer {
  const features = reasonFeatures(pipeline);
  const expansion = features.length + 1;
  const featureOf = new Map(features.flatMap(({ columns }, index) => columns.map((name) => [name, index] as const)));
  const reference = referenceTable(pipeline);
  const isProbability = target.task === "BINARY" || target.task === "MULTICLASS";
  return {
    features,
    expansion,
    expand: (table) => ({
      rowCount: table.rowCount * expansion,
      columns: pipeline.columns.map(({ name }) =>
        expandColumn(getColumn(table, name), getColumn(reference, name), featureOf.get(name) ?? -1, expansion),
      ),
    }),
    reasons(table, at, outputs) {
      const first = at * expansion;
      const label = explained ?? likeliest(outputs, first, k);
      const level = (row: number): number => {
        const output = outputs[row * k + label] as number;
        return isProbability ? logit(output) : output;
      };
      const base = level(first);
      return features
        .map((feature, index) => ({ feature, contribution: base - level(first + 1 + index) }))
        .filter(({ contribution }) => contribution !== 0)
        .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
        .slice(0, MAX_REASONS)
        .map(({ feature, contribution }) => ({
          feature: feature.name,
          text: sentence(feature, table, reference, at, contribution, target),
          contribution,
        }));
    },
  };
}

/** Sequence groups first, as one feature each, then every other column by itself. */
export function reasonFeatures({ columns, sequence }: FittedPipeline): ReasonFeature[] {
  const groups = sequence?.groups ?? [];
  const grouped = new Set(groups.flatMap((group) => group.columns));
  return [
    ...groups.map(({ name, columns: own }) => ({ name, columns: own })),
    ...columns.filter(({ name }) => !grouped.has(name)).map(({ name }) => ({ name, columns: [name] })),
  ];
}

function expandColumn(column: Column, reference: Column, feature: number, expansion: number): Column {
  const replaced = feature + 1;
  if (column.type === "STRING") {
    const dictionary = [...column.dictionary];
    const text = cellText(reference, 0);
    let substitute = text === null ? -1 : dictionary.indexOf(text);
    if (text !== null && substitute === -1) substitute = dictionary.push(text) - 1;
    const codes = spread(column.codes, new Int32Array(column.codes.length * expansion), expansion, replaced, substitute);
    return { ...column, codes, dictionary };
  }
  const substitute = reference.type === "STRING" ? Number.NaN : (reference.values[0] ?? Number.NaN);
  return { ...column, values: spread(column.values, new Float64Array(column.values.length * expansion), expansion, replaced, substitute) };
}

function spread<T extends Float64Array | Int32Array>(from: T, out: T, expansion: number, replaced: number, substitute: number): T {
  for (let row = 0; row < from.length; row++) {
    out.fill(from[row] as number, row * expansion, (row + 1) * expansion);
    if (replaced > 0) out[row * expansion + replaced] = substitute;
  }
  return out;
}

function logit(probability: number): number {
  const clipped = Math.min(1 - CLIP, Math.max(CLIP, probability));
  return Math.log(clipped / (1 - clipped));
}

function sentence(feature: ReasonFeature, table: Table, reference: Table, at: number, contribution: number, target: FittedTarget): string {
  const read = (from: Table, row: number): string => feature.columns.map((name) => shown(cellText(getColumn(from, name), row))).join(", ");
  const what = EXPLAINED[target.task];
  return `${feature.name} = ${read(table, at)} ${contribution > 0 ? "raises" : "lowers"} the ${what} (reference ${read(reference, 0)})`;
}

function shown(text: string | null): string {
  if (text === null) return "missing";
  return text.length > 48 ? `${text.slice(0, 48)}...` : text;
}
