import { AppError, type ExpectationOutcome, type ExpectationSpec, type ExpectationSuite } from "@plimsoll/schema";
import { type Column, type ColumnSchema, cellText, getColumn, type Table } from "../table.ts";
import { type CheckContext, checkColumns, type ExpectationKind, invalid } from "./expectation.ts";
import { expectationKind } from "./index.ts";

/** Row numbers kept of each failed expectation. */
const KEPT_ROWS = 100;

/**
 * Checks a suite against a data set's columns before any row is read. @returns it as it is.
 * @throws AppError INVALID_INPUT, UNKNOWN_COLUMN or TYPE_MISMATCH with the item's path.
 */
export function parseSuite(suite: ExpectationSuite, schema: readonly ColumnSchema[]): ExpectationSuite {
  for (const [index, spec] of suite.items.entries()) {
    const kind = expectationKind(spec.kind, ["expectations", String(index), "kind"]);
    checkColumns(kind, spec, schema, index);
    kind.parse(spec.params, ["expectations", String(index)]);
    if (kind.scope === "REFERENCE" && !suite.referenceDatasetId) {
      throw invalid(`Expectation '${spec.kind}' compares with a reference data set: give referenceDatasetId.`, ["referenceDatasetId"]);
    }
  }
  return suite;
}

/** The columns that a suite reads of the data set, and whether it reads the reference. */
export function columnsOfSuite(items: readonly ExpectationSpec[]): { names: string[]; referenceNames: string[] } {
  const of = (specs: readonly ExpectationSpec[]) => [...new Set(specs.flatMap(({ columns }) => columns))];
  return { names: of(items), referenceNames: of(items.filter(({ kind }) => expectationKind(kind).scope === "REFERENCE")) };
}

export interface CheckedTable {
  table: Table;
  /** Every column of the data set, also those that were not read. */
  schema: readonly ColumnSchema[];
}

/**
 * Checks the expectations one after another, in the order of the suite.
 * @param data the rows, with at least the columns that `columnsOfSuite` names.
 * @param between is awaited after each expectation, and may throw to stop.
 */
export async function checkExpectations(
  items: readonly ExpectationSpec[],
  { table, schema }: CheckedTable,
  context: CheckContext,
  between: (done: number) => Promise<void>,
): Promise<ExpectationOutcome[]> {
  const facts = { rowCount: table.rowCount, schema, referenceRowCount: context.reference?.rowCount ?? null };
  const outcomes: ExpectationOutcome[] = [];
  for (const [index, spec] of items.entries()) {
    const kind = expectationKind(spec.kind);
    const columns = spec.columns.map((name) => getColumn(table, name));
    const params = kind.parse(spec.params);
    const own = { index, kind: spec.kind, columns: [...spec.columns], severity: spec.severity, expected: expectedText(kind, spec, params) };
    if (kind.scope === "ROW") outcomes.push({ ...own, ...checkRows(kind.open(columns, params, context), spec.mostly, table.rowCount) });
    else {
      const { passed, observed, failing = [] } = kind.check(columns, params, facts, context);
      outcomes.push({
        ...own,
        passed,
        observed,
        checkedRows: table.rowCount,
        failedRows: failing.length,
        rows: failing.slice(0, KEPT_ROWS),
      });
    }
    await between(index + 1);
  }
  return outcomes;
}

function expectedText(kind: ExpectationKind, { columns, mostly }: ExpectationSpec, params: unknown): string {
  const text = kind.expected(params, columns);
  return mostly < 1 ? `${text}, in ${Number((100 * mostly).toPrecision(6))} % of the rows` : text;
}

function checkRows(meets: (row: number) => boolean | null, mostly: number, rowCount: number) {
  const rows: number[] = [];
  let checkedRows = 0;
  let failedRows = 0;
  for (let row = 0; row < rowCount; row++) {
    const met = meets(row);
    if (met === null) continue;
    checkedRows++;
    if (met) continue;
    failedRows++;
    if (rows.length < KEPT_ROWS) rows.push(row);
  }
  const passed = failedRows === 0 || (checkedRows - failedRows) / checkedRows >= mostly;
  const observed = failedRows === 0 ? `all ${checkedRows} checked rows` : `${failedRows} of ${checkedRows} checked rows fail`;
  return { passed, observed, checkedRows, failedRows, rows };
}

/** @throws AppError EXPECTATION_FAILED naming the failed hard expectations and their first rows. Values stay out: they are the customer's. */
export function requireExpectations(outcomes: readonly ExpectationOutcome[]): void {
  const failed = outcomes.filter(({ passed, severity }) => !passed && severity === "HARD");
  if (failed.length === 0) return;
  const named = failed.slice(0, 5).map(({ kind, columns, expected, failedRows, rows }) => {
    const where = columns.length > 0 ? ` of ${columns.map((name) => `'${name}'`).join(", ")}` : "";
    const which = rows.length > 0 ? ` (${failedRows} rows: ${rows.slice(0, 10).join(", ")}${failedRows > 10 ? ", ..." : ""})` : "";
    return `${kind}${where}, expected ${expected}${which}`;
  });
  const more = failed.length > named.length ? ` And ${failed.length - named.length} more.` : "";
  throw new AppError(
    "EXPECTATION_FAILED",
    "data",
    `The data are not as expected: ${named.join("; ")}.${more} See the data set's quality report; mend the data or the expectation.`,
    { expectations: failed.map(({ index }) => index) },
  );
}

/** Cells of the first failing rows, for a report. */
export function failingCells(outcomes: readonly ExpectationOutcome[], table: Table, rowsEach: number) {
  return outcomes
    .filter(({ passed }) => !passed)
    .flatMap(({ index, columns, rows }) =>
      rows.slice(0, rowsEach).map((row) => ({
        index,
        row,
        cells: columns.map((name) => ({ column: name, value: shortened(cellText(getColumn(table, name) satisfies Column, row)) })),
      })),
    );
}

const shortened = (text: string | null): string | null => (text !== null && text.length > 200 ? `${text.slice(0, 200)}...` : text);
