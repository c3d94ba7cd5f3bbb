import { ExpectationSpec } from "@plimsoll/schema";
import type { datasetColumns } from "@plimsoll/schema/db";

type ColumnRow = typeof datasetColumns.$inferSelect;

/** A text column with this many values or fewer is read as a list of categories. */
const MOST_CATEGORIES = 20;
/** Rows below which an all-different column says nothing about being a key. */
const FEWEST_KEY_ROWS = 20;

/** What a profile suggests for data to come: no more missing cells, the ranges and values seen, keys. All SOFT: a person decides what is hard. */
export function suggestedExpectations(columns: readonly ColumnRow[], rowCount: number): ExpectationSpec[] {
  const soft = (spec: Omit<Partial<ExpectationSpec>, "severity"> & { kind: string }) =>
    ExpectationSpec.parse({ ...spec, severity: "SOFT" });
  const perColumn = columns.flatMap(({ name, type, profile }): ExpectationSpec[] => {
    const { missingCount, distinctCount, distinctExact, min, max, topValues } = profile;
    const missing =
      missingCount === 0
        ? soft({ kind: "not-null", columns: [name] })
        : soft({
            kind: "missing-share",
            columns: [name],
            params: { max: Math.min(1, Number(((1.5 * missingCount) / Math.max(1, rowCount)).toPrecision(3))) },
          });
    const isKey =
      distinctExact &&
      missingCount === 0 &&
      distinctCount === rowCount &&
      rowCount >= FEWEST_KEY_ROWS &&
      (type === "STRING" || type === "INTEGER");
    if (isKey) return [missing, soft({ kind: "unique", columns: [name] })];
    if ((type === "INTEGER" || type === "FLOAT") && min !== null && max !== null && min < max) {
      return [missing, soft({ kind: "in-range", columns: [name], params: { min, max } })];
    }
    const isListed = distinctExact && distinctCount > 0 && distinctCount <= MOST_CATEGORIES && topValues.length === distinctCount;
    if ((type === "STRING" || type === "BOOLEAN") && isListed) {
      return [missing, soft({ kind: "in-set", columns: [name], params: { values: topValues.map(({ value }) => value) } })];
    }
    return type === "DATE" || type === "TIMESTAMP" ? [missing, soft({ kind: "not-in-future", columns: [name] })] : [missing];
  });
  const counted = soft({ kind: "row-count", params: { min: Math.floor(rowCount / 2), max: 2 * rowCount } });
  return [counted, ...perColumn];
}
