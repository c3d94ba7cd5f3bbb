import type { DuckDBConnection } from "@duckdb/node-api";
import type { ColumnProfile, DatasetProfile } from "@plimsoll/schema";
import { type ColumnSchema, numberText } from "../table.ts";
import { parquetSource, query, text } from "./duck.ts";
import { hintsOf } from "./hints.ts";
import { numericSummary } from "./numeric-summary.ts";
import { sortNumbers } from "./radix-sort.ts";
import { numericExpression, streamDoubles } from "./vectors.ts";

/** Up to so many rows a column is sorted in memory (8 bytes a row) and every figure is exact; beyond, figures come from every k-th row. */
const MAX_SORTED_ROWS = 12_000_000;
const EXACT_DISTINCT = 100_000;
const TOP_VALUES = 10;
const MAX_TEXT = 200;

/** Profiles the stored Parquet one column after another: memory is one column, whatever the number of columns. */
export async function profileParquet(
  connection: DuckDBConnection,
  path: string,
  columns: readonly ColumnSchema[],
  rowCount: number,
  onProgress: (fraction: number) => void,
  signal?: AbortSignal,
): Promise<DatasetProfile> {
  const source = parquetSource(path, columns.length);
  const profiles: ColumnProfile[] = [];
  for (const [position, column] of columns.entries()) {
    signal?.throwIfAborted();
    const figures =
      column.type === "STRING"
        ? await textFigures(connection, source, position, rowCount)
        : await numericFigures(connection, source, position, column, rowCount);
    const profile: ColumnProfile = { name: column.name, type: column.type, position, ...figures, hints: [] };
    profiles.push({ ...profile, hints: hintsOf(profile, rowCount) });
    onProgress((position + 1) / (columns.length + 1));
  }
  signal?.throwIfAborted();
  return { rowCount, duplicateRowCount: await countDuplicates(connection, source, columns.length, rowCount), columns: profiles };
}

type Figures = Omit<ColumnProfile, "name" | "type" | "position" | "hints">;

async function numericFigures(
  connection: DuckDBConnection,
  source: string,
  position: number,
  column: ColumnSchema,
  rowCount: number,
): Promise<Figures> {
  const type = column.type === "STRING" ? "FLOAT" : column.type;
  const every = Math.ceil(rowCount / MAX_SORTED_ROWS);
  const values = new Float64Array(Math.ceil(rowCount / every));
  const cell = numericExpression(`c${position}`, type);
  let kept = 0;
  await streamDoubles(connection, `SELECT ${cell} FROM ${source}`, (block, start) => {
    for (let i = (every - (start % every)) % every; i < block.length; i += every) values[kept++] = block[i] as number;
  });
  const summary = numericSummary(values, { isDiscrete: type === "BOOLEAN" });
  const topValues = summary.topValues.map(({ value, count }) => ({ value: numberText(type, value) ?? "", count: count * every }));
  if (every === 1) return { ...summary, topValues, distinctExact: true };
  const [[missing, min, max, mean, std, distinct] = []] = await query(
    connection,
    `SELECT count(*) - count(v), min(v), max(v), avg(v), stddev_samp(v), approx_count_distinct(v) FROM (SELECT nullif(${cell}, 'NaN'::DOUBLE) AS v FROM ${source})`,
  );
  const exact = {
    missingCount: Number(missing),
    distinctCount: Number(distinct),
    min: Number(min),
    max: Number(max),
    mean: Number(mean),
    std: Number(std),
  };
  return {
    ...summary,
    ...exact,
    histogram: summary.histogram.map((bin) => ({ ...bin, count: bin.count * every })),
    topValues,
    distinctExact: false,
  };
}

async function textFigures(connection: DuckDBConnection, source: string, position: number, rowCount: number): Promise<Figures> {
  const cell = `c${position}`;
  const [[present, estimate] = []] = await query(connection, `SELECT count(${cell}), approx_count_distinct(${cell}) FROM ${source}`);
  // The estimate is within a few per cent, so a margin decides whether counting exactly is affordable.
  const isSmall = Number(estimate) <= EXACT_DISTINCT * 1.2;
  const distinct = isSmall
    ? Number(
        (
          await query(connection, `SELECT count(*) FROM (SELECT ${cell} FROM ${source} WHERE ${cell} IS NOT NULL GROUP BY ${cell})`)
        )[0]?.[0],
      )
    : Number(estimate);
  const candidates = isSmall ? "" : `AND ${cell} IN (SELECT unnest(approx_top_k(${cell}, ${TOP_VALUES})) FROM ${source})`;
  const top = await query(
    connection,
    `SELECT ${cell}, count(*) AS n FROM ${source} WHERE ${cell} IS NOT NULL ${candidates} GROUP BY ${cell} ORDER BY n DESC, ${cell} LIMIT ${TOP_VALUES}`,
  );
  return {
    missingCount: rowCount - Number(present),
    distinctCount: Math.min(distinct, Number(present)),
    distinctExact: isSmall,
    min: null,
    max: null,
    mean: null,
    std: null,
    quantiles: [],
    topValues: top.map(([value, count]) => ({ value: String(value).slice(0, MAX_TEXT), count: Number(count) })),
    histogram: [],
  };
}

/** Rows that repeat an earlier one, from 53-bit hashes of the rows: at 10 million rows a false match is expected once in 180 files. */
async function countDuplicates(
  connection: DuckDBConnection,
  source: string,
  columnCount: number,
  rowCount: number,
): Promise<number | null> {
  if (rowCount > MAX_SORTED_ROWS) return null;
  const cells = Array.from({ length: columnCount }, (_, i) => `c${i}`).join(", ");
  const hashes = new Float64Array(rowCount);
  await streamDoubles(connection, `SELECT CAST(hash(${cells}) >> 11 AS DOUBLE) FROM ${source}`, (block, start) => hashes.set(block, start));
  sortNumbers(hashes);
  let duplicates = 0;
  for (let i = 1; i < rowCount; i++) if (hashes[i] === hashes[i - 1]) duplicates++;
  return duplicates;
}

/** Names and row count of a stored file. */
export async function parquetShape(connection: DuckDBConnection, path: string): Promise<{ rowCount: number; names: string[] }> {
  const [[rowCount] = []] = await query(connection, `SELECT num_rows FROM parquet_file_metadata(${text(path)})`);
  const schema = await query(connection, `SELECT name, num_children FROM parquet_schema(${text(path)})`);
  return { rowCount: Number(rowCount), names: schema.slice(1).map(([name]) => String(name)) };
}
