import type { ColumnType } from "@plimsoll/schema";
import { createRng } from "../../random.ts";
import type { Column, NumericType, StringColumn } from "../../table.ts";
import { transform } from "../index.ts";
import type { FitTarget, StepContext, Transform } from "../transform.ts";

export const numbers = (...values: (number | null)[]): Column => numeric("x", "FLOAT", values);

export const numeric = (name: string, type: NumericType, values: readonly (number | null)[]): Column => ({
  name,
  type,
  values: Float64Array.from(values, (value) => value ?? Number.NaN),
});

export const texts = (...cells: (string | null)[]): StringColumn => textColumn("x", cells);

export function textColumn(name: string, cells: readonly (string | null)[]): StringColumn {
  const dictionary = [...new Set(cells.filter((cell) => cell !== null))];
  return { name, type: "STRING", dictionary, codes: Int32Array.from(cells, (cell) => (cell === null ? -1 : dictionary.indexOf(cell))) };
}

/** Cells as they mean: null = missing. */
export const cellsOf = (column: Column): (number | string | null)[] =>
  column.type === "STRING"
    ? [...column.codes].map((code) => column.dictionary[code] ?? null)
    : [...column.values].map((value) => (Number.isNaN(value) ? null : value));

export const binary = (...values: number[]): FitTarget => ({ task: "BINARY", values, labels: ["good", "bad"] });

interface Case extends Partial<StepContext> {
  params?: Record<string, unknown>;
  /** What the fitted step is applied to; what it was fitted on unless given. */
  later?: readonly Column[];
  /** The columns read beside the later ones. */
  laterAlso?: readonly Column[];
}

export const contextOf = (given: Partial<StepContext> = {}): StepContext => ({ seed: 1, also: [], watched: [], ...given });

/** Fits a transform on columns, sends its state through JSON, and applies it. @returns the cells of every output. */
export function fitApply(name: string, inputs: readonly Column[], given: Case = {}): (number | string | null)[][] {
  return fitted(name, inputs, given).outputs.map(cellsOf);
}

export function fitted(name: string, inputs: readonly Column[], given: Case = {}) {
  const kind = transform(name);
  const params = kind.parse(given.params);
  const context = contextOf(given);
  const state: ReturnType<Transform["fit"]> = JSON.parse(JSON.stringify(kind.fit(inputs, params, context)));
  const outputs = kind.open(params, state)(given.later ?? inputs, given.laterAlso ?? context.also);
  const names = kind.outputs(inputs, params, state, { also: context.also, task: given.target?.task }).map((column) => column.name);
  return { state, outputs, names };
}

/** Random cells of a type with gaps: small whole numbers, skewed amounts of both signs, texts that look like traps. */
export function randomColumn(name: string, type: ColumnType, seed: number, { n = 300, missing = 0.1, positive = false } = {}): Column {
  const rng = createRng(seed);
  if (type === "STRING") {
    const dictionary = ["rent", "own", "free of charge", "__proto__", "constructor"];
    return {
      name,
      type,
      dictionary,
      codes: Int32Array.from({ length: n }, () => (rng.next() < missing ? -1 : rng.int(dictionary.length))),
    };
  }
  const value = (): number => {
    if (type === "BOOLEAN") return Number(rng.next() < 0.3);
    if (type === "INTEGER") return rng.int(100) + 1;
    if (type === "FLOAT") return positive ? Math.exp(rng.normal()) : (rng.next() - 0.5) * 1e4;
    return rng.int(2e4) * 86_400_000;
  };
  return { name, type, values: Float64Array.from({ length: n }, () => (rng.next() < missing ? Number.NaN : value())) };
}
