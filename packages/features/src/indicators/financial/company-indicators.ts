import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { nearest } from "../../suggest.ts";
import { findColumn, getColumn, type NumericColumn, type Table } from "../../table.ts";
import { financialIndicator, financialIndicators } from "./index.ts";
import type { FinancialIndicator } from "./indicator.ts";
import { isItemRef, STATEMENT_ITEMS } from "./items.ts";

/** Which indicators, from which columns. */
export const CompanyIndicators = z.strictObject({
  /** Column of each statement item: `total_assets`, `prior.total_assets` for the year before, `prior2.total_assets` for the one before that. */
  items: z.record(z.string(), z.string().min(1).max(256)),
  /** Names of the registry; null = every one whose items are all given. */
  indicators: z.array(z.string()).min(1).nullish(),
  /** Put before the names of the indicators. */
  prefix: z.string().max(64).default(""),
});
export type CompanyIndicators = z.infer<typeof CompanyIndicators>;
export type CompanyIndicatorsInput = z.input<typeof CompanyIndicators>;

export interface CompanyIndicatorsResult {
  /** One column for each indicator. NaN = missing. */
  columns: NumericColumn[];
  /** Of each indicator, rows where all its items are there and it is missing all the same: by the rule for its denominators. */
  undefinedRows: { name: string; count: number }[];
  /** Indicators that were left out for want of items; empty where they were named. */
  skipped: { name: string; missing: string[] }[];
}

/**
 * Indicators of each row of a table of company statements.
 * @throws AppError INVALID_INPUT (an unknown item or indicator, a named one without its items, a name that is taken), UNKNOWN_COLUMN,
 * TYPE_MISMATCH (an item that is no number).
 */
export function companyIndicators(table: Table, input: CompanyIndicatorsInput): CompanyIndicatorsResult {
  const parsed = CompanyIndicators.safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid((issue?.path ?? []).map(String), `Company indicators: ${issue?.message ?? "the input is not valid"}`);
  }
  const { items, prefix } = parsed.data;
  const columns = new Map<string, Float64Array>();
  for (const [item, name] of Object.entries(items)) columns.set(item, itemColumn(table, item, name));
  const { chosen, skipped } = choose(parsed.data, columns);
  const result: CompanyIndicatorsResult = { columns: [], undefinedRows: [], skipped };
  for (const indicator of chosen) {
    const name = `${prefix}${indicator.name}`;
    if (findColumn(table, name)) throw invalid(["prefix"], `Indicator '${name}' is named like a column of the table. Give a prefix.`);
    const inputs = indicator.items.map((item) => columns.get(item) ?? new Float64Array(0));
    const evaluate = indicator.open(inputs);
    const values = new Float64Array(table.rowCount);
    let count = 0;
    for (let row = 0; row < values.length; row++) {
      const value = evaluate(row);
      // Beyond all doubles is not a figure either.
      values[row] = Number.isFinite(value) ? value : Number.NaN;
      if (!Number.isFinite(value) && inputs.every((cells) => !Number.isNaN(cells[row]))) count += 1;
    }
    result.columns.push({ name, type: "FLOAT", values });
    result.undefinedRows.push({ name, count });
  }
  return result;
}

function itemColumn(table: Table, item: string, name: string): Float64Array {
  if (!isItemRef(item)) {
    const near = nearest(item.replace(/^prior2?\./, ""), Object.keys(STATEMENT_ITEMS));
    const hint = near ? ` (did you mean '${near}'?)` : "";
    throw invalid(["items", item], `'${item}' is no statement item${hint}. Last year's figures are given as 'prior.total_assets'.`);
  }
  const column = getColumn(table, name);
  if (column.type === "INTEGER" || column.type === "FLOAT") return column.values;
  throw new AppError("TYPE_MISMATCH", "input", `Column '${name}' is ${column.type}; the statement item '${item}' is a number.`, {
    path: ["items", item],
    columns: [name],
  });
}

function choose(
  { indicators }: CompanyIndicators,
  given: ReadonlyMap<string, unknown>,
): { chosen: FinancialIndicator[]; skipped: CompanyIndicatorsResult["skipped"] } {
  const missing = (indicator: FinancialIndicator): string[] => indicator.items.filter((item) => !given.has(item));
  if (!indicators) {
    const skipped = financialIndicators
      .map((indicator) => ({ name: indicator.name, missing: missing(indicator) }))
      .filter((one) => one.missing.length > 0);
    return { chosen: financialIndicators.filter((indicator) => missing(indicator).length === 0), skipped };
  }
  const chosen = [...new Set(indicators)].map(financialIndicator);
  for (const indicator of chosen) {
    const lacking = missing(indicator);
    if (lacking.length > 0) {
      const names = lacking.map((item) => `'${item}'`).join(", ");
      throw invalid(["items"], `Indicator '${indicator.name}' = ${indicator.formula} needs ${names}. Name their columns.`);
    }
  }
  return { chosen, skipped: [] };
}

const invalid = (path: string[], message: string): AppError => new AppError("INVALID_INPUT", "input", message, { path });
