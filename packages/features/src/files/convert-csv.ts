import type { ColumnType } from "@plimsoll/schema";
import { AppError } from "@plimsoll/schema";
import { TRUE_TEXTS } from "../cells.ts";
import type { ScannedColumn } from "./csv-scan.ts";
import type { ScannedCsv } from "./csv-source.ts";
import { type Duck, identifier, query, text } from "./duck.ts";

/** Uncompressed size of the CSV buffers that DuckDB holds for each thread; it must hold the longest row. */
const CSV_BUFFER_BYTES = 8_000_000;
export const ROW_GROUP_ROWS = 122_880;

const NUMBER_TYPES = { INTEGER: "BIGINT", FLOAT: "DOUBLE" } as const;

/** Cells that DuckDB's reader may turn into numbers by itself, a third faster than through text. */
const isPlainNumber = (column: ScannedColumn): column is ScannedColumn & { type: keyof typeof NUMBER_TYPES } =>
  (column.type === "INTEGER" || column.type === "FLOAT") && !column.hasSpace && !column.hasMarker && !column.decimalComma;

/**
 * Writes the scanned CSV as typed Parquet in row order. Nothing is guessed: the scan has found the types and shown that each cast
 * succeeds. @throws AppError when DuckDB sees other rows than the scan did.
 */
export async function convertCsv(
  duck: Duck,
  csvPath: string,
  scanned: ScannedCsv,
  missing: readonly string[],
  outputPath: string,
): Promise<void> {
  const columns = scanned.columns
    .map((column, i) => `'c${i}': '${isPlainNumber(column) ? NUMBER_TYPES[column.type] : "VARCHAR"}'`)
    .join(", ");
  const options = [
    "auto_detect = false",
    "header = true",
    `delim = ${text(String.fromCharCode(scanned.header.delimiter))}`,
    `quote = '"'`,
    `escape = '"'`,
    `columns = {${columns}}`,
    // DuckDB's strict mode refuses a mixture of line ends; the scan has checked everything else that it checks.
    `strict_mode = ${!scanned.mixedLineEnds}`,
    `parallel = ${!scanned.quotedLineBreaks && !scanned.mixedLineEnds}`,
    `buffer_size = ${CSV_BUFFER_BYTES}`,
    "max_line_size = 2100000",
  ];
  const select = scanned.columns.map((column, i) => `${castFromText(`c${i}`, column, missing)} AS ${identifier(column.name)}`);
  await duck.connection.run(
    `COPY (SELECT ${select.join(", ")} FROM read_csv(${text(csvPath)}, ${options.join(", ")})) TO ${text(outputPath)} ${parquetOptions(scanned.columns.length)}`,
  );
  const [[stored] = []] = await query(duck.connection, `SELECT num_rows FROM parquet_file_metadata(${text(outputPath)})`);
  if (Number(stored) !== scanned.rowCount) {
    throw new AppError(
      "BAD_CSV",
      "data",
      `The file was read as ${scanned.rowCount} rows and as ${stored}: its quotes or line ends are ambiguous. Write it with one kind of line end and without blank lines.`,
    );
  }
}

/** Row groups shrink with the number of columns, so that one group stays a few ten MB. */
export function parquetOptions(columnCount: number): string {
  const rows = Math.max(2048, Math.min(ROW_GROUP_ROWS, Math.floor(4_000_000 / columnCount / 2048) * 2048));
  return `(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, ROW_GROUP_SIZE ${rows})`;
}

function castFromText(cell: string, column: ScannedColumn, missing: readonly string[]): string {
  if (isPlainNumber(column)) return cell;
  const trimmed = column.hasSpace ? `trim(${cell}, E' \\t')` : cell;
  const kept = column.type === "STRING" ? cell : trimmed;
  if (!column.hasSpace && !column.hasMarker) return cast(kept, column.type, column.decimalComma);
  const markers = ["", ...missing.map((marker) => marker.trim())].map(text).join(", ");
  return cast(`CASE WHEN ${trimmed} IN (${markers}) THEN NULL ELSE ${kept} END`, column.type, column.decimalComma);
}

function cast(value: string, type: ColumnType, decimalComma: boolean): string {
  switch (type) {
    case "INTEGER":
      return `CAST(${value} AS BIGINT)`;
    case "FLOAT":
      return `CAST(${decimalComma ? `replace(${value}, ',', '.')` : value} AS DOUBLE)`;
    case "BOOLEAN":
      return `(lower(${value}) IN (${TRUE_TEXTS.map(text).join(", ")}))`;
    case "DATE":
      return `CAST(${value} AS DATE)`;
    case "TIMESTAMP":
      // A plain TIMESTAMP cast would drop the offset.
      return `make_timestamp(epoch_us(CAST(${value} AS TIMESTAMPTZ)))`;
    case "STRING":
      return value;
  }
}
