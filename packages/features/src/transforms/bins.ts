import { z } from "zod";
import type { Column, ColumnSchema, NumericColumn, StringColumn } from "../table.ts";
import { numericInput } from "./columns.ts";

export const BinShape = {
  bins: z.int().min(2).max(1000).default(10).describe("Bins at most"),
  as: z.enum(["INDEX", "LABEL"]).default("INDEX").describe("INDEX: 0, 1, 2 ... LABEL: text such as (10, 20], to be encoded like any other"),
};
export interface BinShape {
  bins: number;
  as: "INDEX" | "LABEL";
}

export const binnedSchema = ({ name }: ColumnSchema, { as }: BinShape): ColumnSchema[] => [
  { name, type: as === "INDEX" ? "INTEGER" : "STRING" },
];

/** Puts numbers into the bins (edge k - 1, edge k]; the first and the last are open. Missing stays missing. */
export function binWith(edges: readonly number[], as: BinShape["as"]): (input: Column) => Column[] {
  const cuts = Float64Array.from(edges);
  const labels = labelsOf(edges);
  return (input) => {
    const column = numericInput(input);
    return [as === "INDEX" ? indices(column, cuts) : labelled(column, cuts, labels)];
  };
}

function indices({ name, values }: NumericColumn, cuts: Float64Array): NumericColumn {
  return { name, type: "INTEGER", values: values.map((value) => (Number.isNaN(value) ? value : binOf(cuts, value))) };
}

function labelled({ name, values }: NumericColumn, cuts: Float64Array, dictionary: string[]): StringColumn {
  const codes = new Int32Array(values.length);
  for (let row = 0; row < codes.length; row++) codes[row] = Number.isNaN(values[row]) ? -1 : binOf(cuts, values[row] as number);
  return { name, type: "STRING", dictionary, codes };
}

/** How many edges lie below the value. */
function binOf(cuts: Float64Array, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((cuts[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

function labelsOf(edges: readonly number[]): string[] {
  const texts = edges.map((edge) => String(Number(edge.toPrecision(6))));
  // Edges that look alike in six digits are written in full.
  const shown = new Set(texts).size === texts.length ? texts : edges.map(String);
  return [...shown, null].map((upTo, k) => {
    const above = k === 0 ? null : shown[k - 1];
    if (above === null) return upTo === null ? "all" : `<= ${upTo}`;
    return upTo === null ? `> ${above}` : `(${above}, ${upTo}]`;
  });
}
