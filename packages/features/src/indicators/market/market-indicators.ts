import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { entityCodes } from "../../ordering/keys.ts";
import { type GroupedRows, groupRows, stableOrder } from "../../ordering/stable-order.ts";
import { findColumn, getColumn, type NumericColumn, type Table } from "../../table.ts";
import { timeColumn } from "../../time-values.ts";
import { marketIndicatorKind } from "./index.ts";
import type { AnyMarketIndicator, MarketReads, MarketSeries, Role } from "./indicator.ts";

const ColumnName = z.string().min(1).max(256);

export const MarketFeature = z.strictObject({
  /** What the figure is called, and the beginning of its outputs' names where it has several. */
  name: ColumnName.nullish(),
  type: z.string().min(1),
  params: z.record(z.string(), z.unknown()).default({}),
});

/** Figures of price series, as data. */
export const MarketIndicators = z.strictObject({
  time: ColumnName,
  /** Columns that say which series a row belongs to, e.g. the symbol; none = the table is one series. */
  series: z.array(ColumnName).max(4).default([]),
  /** Which column is which quote. */
  quotes: z
    .strictObject({
      open: ColumnName.nullish(),
      high: ColumnName.nullish(),
      low: ColumnName.nullish(),
      close: ColumnName.nullish(),
      volume: ColumnName.nullish(),
    })
    .default({}),
  features: z.array(MarketFeature).min(1).max(1000),
});
export type MarketIndicators = z.infer<typeof MarketIndicators>;
export type MarketIndicatorsInput = z.input<typeof MarketIndicators>;

/**
 * Figures of each row of a table of quotes, from this row and earlier ones of its series only. Rows lie in any order; a row in which a
 * quote that a figure reads is missing takes no part in it and gets none.
 * @throws AppError INVALID_INPUT (the spec, two rows of one moment in a series, a price that is not above 0 where a logarithm is taken, a
 * high below its low, a name that is taken), UNKNOWN_COLUMN, TYPE_MISMATCH.
 */
export function marketIndicators(table: Table, input: MarketIndicatorsInput): NumericColumn[] {
  const parsed = MarketIndicators.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const path = (issue?.path ?? []).map(String);
    throw invalid(path, `Market indicators: '${path.join(".")}' is not valid: ${issue?.message ?? "unknown"}`);
  }
  const spec = parsed.data;
  const times = timeColumn(table, spec.time);
  const grouped = seriesRows(table, spec, times.values, times.isAscending);
  const names = new Set<string>();
  return spec.features.flatMap((feature, index) => {
    const kind = marketIndicatorKind(feature.type);
    const inputs = inputColumns(table, spec, kind, feature.params);
    const columns = kind.outputs(feature.params).map((output): NumericColumn => {
      const base = feature.name ?? kind.label(feature.params);
      const name = output === "" ? base : `${base}_${output}`;
      if (names.has(name) || findColumn(table, name)) {
        throw invalid(["features", String(index), "name"], `The name '${name}' is taken. Give the indicator another name.`);
      }
      names.add(name);
      return { name, type: "FLOAT", values: new Float64Array(table.rowCount).fill(Number.NaN) };
    });
    for (let g = 0; g + 1 < grouped.starts.length; g++) {
      const rows = grouped.rows.subarray(grouped.starts[g], grouped.starts[g + 1]);
      const present = rows.filter((row) => inputs.every(({ values }) => !Number.isNaN(values[row])));
      if (present.length === 0) continue;
      const outputs = kind.compute(seriesOf(present, times.values, inputs), feature.params);
      outputs.forEach((values, k) => {
        const out = columns[k]?.values ?? new Float64Array(0);
        present.forEach((row, t) => {
          out[row] = values[t] as number;
        });
      });
    }
    return columns;
  });
}

function seriesRows(table: Table, spec: MarketIndicators, times: Float64Array, isAscending: boolean): GroupedRows {
  const keys = spec.series.map((name) => getColumn(table, name));
  const { codes, count } = keys.length > 0 ? entityCodes(keys) : { codes: new Int32Array(table.rowCount), count: 1 };
  const grouped = groupRows(codes, count, isAscending ? undefined : stableOrder(times));
  for (let g = 0; g < count; g++) {
    for (let i = (grouped.starts[g] as number) + 1; i < (grouped.starts[g + 1] as number); i++) {
      const [row, before] = [grouped.rows[i] as number, grouped.rows[i - 1] as number];
      if (times[row] !== times[before]) continue;
      const hint = keys.length === 0 ? " If the table holds several series, name the columns that tell them apart as 'series'." : "";
      throw invalid(
        [spec.time],
        `Rows ${before} and ${row} are of one moment ('${spec.time}') in one series; a series has one row a moment.${hint}`,
        { row },
      );
    }
  }
  return grouped;
}

interface InputColumn {
  /** What the indicator calls it: a role or a column's name. */
  as: string;
  values: Float64Array;
}

function inputColumns(table: Table, spec: MarketIndicators, kind: AnyMarketIndicator, params: unknown): InputColumn[] {
  const reads: MarketReads = kind.reads(params);
  const named = (reads.roles ?? []).map((role) => ({ as: `role ${role}`, name: quoteColumn(spec, kind, role), key: role as string }));
  const others = (reads.columns ?? []).map((name) => ({ as: `column ${name}`, name, key: name }));
  const inputs = [...named, ...others].map(({ as, name, key }) => {
    const column = getColumn(table, name);
    if (column.type !== "INTEGER" && column.type !== "FLOAT") {
      throw new AppError("TYPE_MISMATCH", "input", `Column '${name}' is ${column.type}; market indicator '${kind.name}' reads numbers.`, {
        columns: [name],
      });
    }
    const row = reads.positive?.includes(key) ? column.values.findIndex((value) => value <= 0) : -1;
    if (row >= 0) {
      throw invalid(
        ["quotes"],
        `'${name}' is ${column.values[row]} in row ${row}; '${kind.name}' takes logarithms of it and needs values above 0.`,
        { columns: [name], row },
      );
    }
    return { as, name, values: column.values };
  });
  checkRange(inputs);
  return inputs;
}

function quoteColumn(spec: MarketIndicators, kind: AnyMarketIndicator, role: Role): string {
  const name = spec.quotes[role];
  if (name) return name;
  throw invalid(["quotes", role], `Market indicator '${kind.name}' reads the ${role}. Name its column as quotes.${role}.`);
}

function checkRange(inputs: readonly (InputColumn & { name: string })[]): void {
  const high = inputs.find(({ as }) => as === "role high");
  const low = inputs.find(({ as }) => as === "role low");
  const row = high && low ? high.values.findIndex((value, i) => value < (low.values[i] as number)) : -1;
  if (row < 0) return;
  const message = `The high '${high?.name}' lies below the low '${low?.name}' in row ${row}. Check the columns of quotes.`;
  throw invalid(["quotes"], message, { row });
}

function seriesOf(rows: Int32Array, times: Float64Array, inputs: readonly InputColumn[]): MarketSeries {
  const gather = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row] as number);
  const columns = new Map(inputs.map(({ as, values }) => [as, gather(values)]));
  const find = (key: string): Float64Array => {
    const values = columns.get(key);
    if (!values) throw new RangeError(`'${key}' was not declared as read.`);
    return values;
  };
  return { n: rows.length, times: gather(times), role: (role) => find(`role ${role}`), column: (name) => find(`column ${name}`) };
}

const invalid = (path: string[], message: string, more: Record<string, unknown> = {}): AppError =>
  new AppError("INVALID_INPUT", "input", message, { path, ...more });
