import { type Column, getColumn, type Table, takeColumn } from "@plimsoll/features";
import { invalidInput } from "../evaluation/inputs.ts";
import { pause, type RunControl } from "../risk/run-control.ts";
import type { ExplainedFeature } from "./features.ts";
import { evenRows, modelRows, type TableModel } from "./table-model.ts";

export interface Interaction {
  features: [string, string];
  /** H in [0, 1]: the share of what both do together that neither does alone; sqrt of a share of variance. */
  strength: number;
  /** The same in the score's unit: the standard deviation of the joint part over the rows. */
  size: number;
}

export interface InteractionOptions extends RunControl {
  /** Names of the features to pair; all unless given. Work grows with the square of their number. */
  features?: readonly string[];
  /** Rows at most, evenly spread; 50 unless given. Work grows with their square. */
  maxRows?: number;
}

/** Joint parts smaller than this share of the score's deviation are noise, whatever share of a tiny effect they are. */
const FLOOR = 1e-3;

/**
 * Friedman's H of pairs of features: with centred partial dependences at the rows themselves,
 * H^2 = sum (PD_jk - PD_j - PD_k)^2 / sum PD_jk^2; 0 where the two add up, 1 where they act only together.
 * @returns pairs, strongest by size first. @throws AppError "INVALID_INPUT" naming an unknown feature or fewer than two; "CANCELLED".
 * Source: Friedman and Popescu (2008), section 8.1.
 */
export async function interactions(
  model: TableModel,
  table: Table,
  { features: names, maxRows = 50, ...control }: InteractionOptions = {},
): Promise<Interaction[]> {
  const features = names?.map((name) => featureNamed(model, name)) ?? [...model.features];
  if (features.length < 2) throw invalidInput(`Interactions need at least two features. Got ${features.length}.`);
  const rows = modelRows(model, table, evenRows(table.rowCount, maxRows));
  const n = rows.rowCount;
  const dependence = (own: readonly ExplainedFeature[]): Float64Array => centred(meansOf(model.score(crossed(rows, own)), n));
  const scores = Float64Array.from(model.score(rows));
  const spread = Math.sqrt(meanSquare(centred(scores)));
  const alone: Float64Array[] = [];
  const pairs: Interaction[] = [];
  const total = features.length + (features.length * (features.length - 1)) / 2;
  for (const feature of features) {
    alone.push(dependence([feature]));
    await pause(control, "Interactions", alone.length / total);
  }
  for (let j = 0; j < features.length; j++) {
    for (let k = j + 1; k < features.length; k++) {
      const [a, b] = [features[j] as ExplainedFeature, features[k] as ExplainedFeature];
      const together = dependence([a, b]);
      const joint = together.map((value, i) => value - (alone[j]?.[i] as number) - (alone[k]?.[i] as number));
      const size = Math.sqrt(meanSquare(joint));
      const strength = size <= FLOOR * spread ? 0 : Math.min(1, size / Math.sqrt(meanSquare(together)));
      pairs.push({ features: [a.name, b.name], strength, size });
      await pause(control, "Interactions", (features.length + pairs.length) / total);
    }
  }
  return pairs.sort((x, y) => y.size - x.size);
}

function featureNamed(model: TableModel, name: string): ExplainedFeature {
  const found = model.features.find((feature) => feature.name === name);
  if (found) return found;
  throw invalidInput(`The model has no feature '${name}'. It has: ${model.features.map((feature) => feature.name).join(", ")}.`);
}

/** n * n rows: row i * n + b is row b with the features of row i. */
function crossed(rows: Table, features: readonly ExplainedFeature[]): Table {
  const n = rows.rowCount;
  const own = new Set(features.flatMap(({ columns }) => columns));
  const fixed = Int32Array.from({ length: n * n }, (_row, at) => Math.floor(at / n));
  const free = Int32Array.from({ length: n * n }, (_row, at) => at % n);
  const columns = rows.columns.map((column): Column => takeColumn(getColumn(rows, column.name), own.has(column.name) ? fixed : free));
  return { rowCount: n * n, columns };
}

/** Means of runs of n scores. */
function meansOf(scores: ArrayLike<number>, n: number): Float64Array {
  return Float64Array.from({ length: n }, (_mean, i) => {
    let sum = 0;
    for (let b = 0; b < n; b++) sum += scores[i * n + b] as number;
    return sum / n;
  });
}

function centred(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.map((value) => value - mean);
}

const meanSquare = (values: Float64Array): number => values.reduce((sum, value) => sum + value * value, 0) / values.length;
