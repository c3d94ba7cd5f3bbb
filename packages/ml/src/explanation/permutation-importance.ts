import { createRng, getColumn, type Table, takeColumn } from "@plimsoll/features";
import { checkSameLength, invalidInput, type Values } from "../evaluation/inputs.ts";
import { auc } from "../evaluation/ranking.ts";
import { pause, type RunControl } from "../risk/run-control.ts";
import { evenRows, modelRows, type TableModel } from "./table-model.ts";

export interface FeatureImportance {
  feature: string;
  /** Mean loss of quality when the feature's columns are shuffled together. */
  importance: number;
  /** Standard deviation over the shuffles, ddof 1. */
  deviation: number;
}

export interface ImportanceOptions extends RunControl {
  /** Shuffles of each feature; 5 unless given. */
  repeats?: number;
  seed?: number;
  /** Rows at most, evenly spread; 5,000 unless given. */
  maxRows?: number;
  /** How good scores are, higher = better; the area under the ROC curve unless given. */
  quality?: (y: Values, score: Values) => number;
}

/**
 * Permutation importance: by how much quality falls when a feature (all columns of a sequence group together) is shuffled among the rows. Of
 * features that say the same, each looks unimportant while the other stands in for it.
 * @param y [rowCount] what happened: 0 or 1 for the default quality.
 * @returns every feature, most important first. @throws AppError "INVALID_INPUT", and as `quality`; "CANCELLED".
 * Source: Breiman (2001), section 10; Fisher, Rudin and Dominici (2019).
 */
export async function permutationImportance(
  model: TableModel,
  table: Table,
  y: Values,
  { repeats = 5, seed = 1, maxRows = 5_000, quality = auc, ...control }: ImportanceOptions = {},
): Promise<{ quality: number; features: FeatureImportance[] }> {
  checkSameLength("y", y.length, "table", table.rowCount);
  if (!Number.isInteger(repeats) || repeats < 1) throw invalidInput(`'repeats' must be a whole number of at least 1. Got ${repeats}.`);
  const chosen = evenRows(table.rowCount, maxRows);
  const rows = modelRows(model, table, chosen);
  const labels = Float64Array.from(chosen, (row) => y[row] as number);
  const whole = quality(labels, model.score(rows));
  const rng = createRng(seed);
  const order = Int32Array.from(chosen.keys());
  const features: FeatureImportance[] = [];
  for (const [at, { name, columns }] of model.features.entries()) {
    const own = new Set(columns);
    const losses: number[] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      rng.shuffle(order);
      const shuffled = {
        rowCount: rows.rowCount,
        columns: rows.columns.map((column) => (own.has(column.name) ? takeColumn(getColumn(rows, column.name), order) : column)),
      };
      losses.push(whole - quality(labels, model.score(shuffled)));
      await pause(control, "Importance", (at * repeats + repeat + 1) / (model.features.length * repeats));
    }
    const importance = losses.reduce((sum, loss) => sum + loss, 0) / repeats;
    const squares = losses.reduce((sum, loss) => sum + (loss - importance) ** 2, 0);
    features.push({ feature: name, importance, deviation: repeats > 1 ? Math.sqrt(squares / (repeats - 1)) : 0 });
  }
  return { quality: whole, features: features.sort((a, b) => b.importance - a.importance) };
}
