import { applyPipeline, type Column, createRng, getColumn, type Rng, referenceTable, type Table, takeColumn } from "@plimsoll/features";
import { invalidInput } from "../evaluation/inputs.ts";
import { pause, type RunControl } from "../risk/run-control.ts";
import type { Attributions, ExplainedModel } from "./attributions.ts";
import type { ExplainedFeature } from "./features.ts";
import { explainers } from "./index.ts";
import { MOST_REASONS, principalReasons } from "./reasons.ts";

/** How far a version's reasons can be trusted, measured on declined applicants. JSON-safe. */
export interface ReasonQuality {
  nDeclines: number;
  /** Share of declines whose first reason stays the first when every number moves by up to the noise. */
  topStable: number;
  /** Mean share of the named reasons that stay among the named. */
  overlap: number;
  /** Share of declines whose score falls when the named features alone are put to the reference. */
  deletion: number;
  /** Share of declines that are then approved. */
  flipped: number;
  /** Whether the three targets are met. */
  passes: boolean;
  noise: number;
  targets: { topStable: number; overlap: number; deletion: number };
}

export interface ReasonQualityOptions extends RunControl {
  /** Numbers move by a factor drawn evenly from [1 - noise, 1 + noise]; 0.01 unless given. */
  noise?: number;
  /** Noisy copies of each decline; 1 unless given. */
  repeats?: number;
  seed?: number;
  targets?: ReasonQuality["targets"];
}

const TARGETS = { topStable: 0.9, overlap: 0.75, deletion: 0.95 };

/**
 * Stability and deletion test of a version's reasons.
 * @param table raw columns of applicants. @param declines the rows of it that the version declines.
 * @throws AppError "INVALID_INPUT" if no row is declined or options are out of range, "CANCELLED" after an abort.
 */
export async function reasonQuality(
  model: ExplainedModel,
  table: Table,
  declines: Int32Array,
  decide: (x: Float32Array, n: number) => { score: ArrayLike<number>; isDeclined(at: number): boolean },
  { noise = 0.01, repeats = 1, seed = 1, targets = TARGETS, ...control }: ReasonQualityOptions = {},
): Promise<ReasonQuality> {
  if (declines.length === 0)
    throw invalidInput("No row is declined, so there are no reasons to test. Give more rows, or a lower threshold.");
  if (!(noise >= 0 && noise < 1)) throw invalidInput(`'noise' must be in [0, 1). Got ${noise}; pass for example 0.01.`);
  const n = declines.length;
  const own: Table = { rowCount: n, columns: model.pipeline.columns.map(({ name }) => takeColumn(getColumn(table, name), declines)) };
  const encode = (rows: Table): Float32Array => applyPipeline(model.pipeline, rows).data;
  const explain = (x: Float32Array): Promise<Attributions> =>
    (explainers[0] as (typeof explainers)[number]).explain(model, x, n, { signal: control.signal });
  const named = ({ features, values }: Attributions): ExplainedFeature[][] =>
    Array.from({ length: n }, (_row, i) =>
      principalReasons({ features, values }, i, "RAISING", MOST_REASONS).map(({ feature }) => feature),
    );
  const x = encode(own);
  const reasons = named(await explain(x));
  const rng = createRng(seed);
  let [same, kept] = [0, 0];
  for (let repeat = 0; repeat < repeats; repeat++) {
    await pause(control, "Testing reasons", repeat / (repeats + 1));
    const other = named(await explain(encode(shaken(own, noise, rng))));
    reasons.forEach((features, i) => {
      const again = new Set(other[i]?.map(({ name }) => name));
      if (features[0]?.name === other[i]?.[0]?.name) same++;
      kept += features.length === 0 ? 1 : features.filter(({ name }) => again.has(name)).length / features.length;
    });
  }
  await pause(control, "Testing reasons", repeats / (repeats + 1));
  const before = decide(x, n);
  const after = decide(encode(withReferences(own, reasons, referenceTable(model.pipeline))), n);
  let [fell, approved] = [0, 0];
  for (let i = 0; i < n; i++) {
    if ((after.score[i] as number) < (before.score[i] as number)) fell++;
    if (!after.isDeclined(i)) approved++;
  }
  const found = { topStable: same / (n * repeats), overlap: kept / (n * repeats), deletion: fell / n };
  const passes = found.topStable >= targets.topStable && found.overlap >= targets.overlap && found.deletion >= targets.deletion;
  return { nDeclines: n, ...found, flipped: approved / n, passes, noise, targets };
}

/** Every number of INTEGER and FLOAT columns times a factor near one; other cells as they are. */
export function shaken(table: Table, noise: number, rng: Rng): Table {
  const columns = table.columns.map((column): Column => {
    if (column.type !== "INTEGER" && column.type !== "FLOAT") return column;
    return { ...column, values: column.values.map((value) => value * (1 + noise * (2 * rng.next() - 1))) };
  });
  return { rowCount: table.rowCount, columns };
}

/** Each row with the columns of its own features at the reference. */
export function withReferences(table: Table, features: readonly (readonly ExplainedFeature[])[], reference: Table): Table {
  const named = features.map((own) => new Set(own.flatMap(({ columns }) => columns)));
  const columns = table.columns.map((column): Column => {
    const usual = getColumn(reference, column.name);
    if (column.type !== "STRING") {
      const value = usual.type === "STRING" ? Number.NaN : (usual.values[0] ?? Number.NaN);
      return { ...column, values: column.values.map((cell, row) => (named[row]?.has(column.name) ? value : cell)) };
    }
    const text = usual.type === "STRING" ? usual.dictionary[usual.codes[0] ?? -1] : undefined;
    const dictionary = text === undefined || column.dictionary.includes(text) ? column.dictionary : [...column.dictionary, text];
    const code = text === undefined ? -1 : dictionary.indexOf(text);
    return { ...column, dictionary, codes: column.codes.map((cell, row) => (named[row]?.has(column.name) ? code : cell)) };
  });
  return { rowCount: table.rowCount, columns };
}
