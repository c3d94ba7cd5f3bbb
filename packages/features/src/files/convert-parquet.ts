import { AppError, type ColumnType } from "@plimsoll/schema";
import { TRUE_TEXTS } from "../cells.ts";
import { type ColumnSchema, unknownColumn } from "../table.ts";
import { parquetOptions } from "./convert-csv.ts";
import { checkNames } from "./csv-header.ts";
import { type Duck, identifier, positional, query, text } from "./duck.ts";

const badParquet = (says: string, context: Record<string, unknown> = {}, cause?: unknown): AppError =>
  new AppError("BAD_PARQUET", "data", says, context, { cause });

/** Beyond 2^53 a number in the browser or in JSON is not the number in the file. */
const MAX_SAFE = "9007199254740991";

interface Source {
  cell: string;
  name: string;
  /** DuckDB's own type. */
  stored: string;
}

/** Writes a Parquet file of any supported types as one of ours. @returns its columns. @throws AppError BAD_PARQUET, DUPLICATE_COLUMN, TYPE_MISMATCH, UNKNOWN_COLUMN. */
export async function convertParquet(
  duck: Duck,
  path: string,
  outputPath: string,
  types: ReadonlyMap<string, ColumnType>,
): Promise<ColumnSchema[]> {
  const sources = await describe(duck, path);
  const known = sources.map(({ name }) => ({ name }));
  const unknown = [...types.keys()].filter((name) => !known.some((column) => column.name === name));
  if (unknown.length > 0) throw unknownColumn(unknown, known, ["options", "types"]);
  const from = `read_parquet(${text(path)}, file_row_number = false) AS ${positional(sources.length)}`;
  const columns: ColumnSchema[] = [];
  const select: string[] = [];
  for (const source of sources) {
    const natural = await naturalType(duck, from, source);
    const type = types.get(source.name) ?? natural.type;
    const converted = type === natural.type ? natural.sql : declared(natural, type);
    if (type !== natural.type) await checkDeclared(duck, from, source, converted, type);
    columns.push({ name: source.name, type });
    select.push(`${converted} AS ${identifier(source.name)}`);
  }
  try {
    await duck.connection.run(`COPY (SELECT ${select.join(", ")} FROM ${from}) TO ${text(outputPath)} ${parquetOptions(columns.length)}`);
  } catch (error) {
    throw damaged(error);
  }
  return columns;
}

async function describe(duck: Duck, path: string): Promise<Source[]> {
  try {
    const schema = await query(duck.connection, `SELECT name, num_children FROM parquet_schema(${text(path)})`);
    const top = topLevel(schema.map(([name, children]) => ({ name: String(name), children: Number(children ?? 0) })));
    if (top.length === 0) throw badParquet("The Parquet file has no columns.");
    checkNames(top, (says) => badParquet(`In the Parquet file, ${says}`));
    const described = await query(duck.connection, `DESCRIBE SELECT * FROM read_parquet(${text(path)}) AS ${positional(top.length)}`);
    return described.map(([cell, stored], i) => ({ cell: String(cell), name: top[i] ?? "", stored: String(stored) }));
  } catch (error) {
    throw damaged(error);
  }
}

/** The schema is a tree in one list, each node followed by its children. */
function topLevel(nodes: { name: string; children: number }[]): string[] {
  const names: string[] = [];
  let at = 1;
  const skip = (): void => {
    let open = nodes[at++]?.children ?? 0;
    while (open-- > 0 && at < nodes.length) skip();
  };
  for (let i = 0; i < (nodes[0]?.children ?? 0) && at < nodes.length; i++) {
    names.push(nodes[at]?.name ?? "");
    skip();
  }
  return names;
}

async function naturalType(duck: Duck, from: string, { cell, name, stored }: Source): Promise<{ type: ColumnType; sql: string }> {
  if (/^(U?TINYINT|U?SMALLINT|U?INTEGER)$/.test(stored)) return { type: "INTEGER", sql: `CAST(${cell} AS BIGINT)` };
  if (/^(U?BIGINT|U?HUGEINT)$/.test(stored)) {
    const [[large] = []] = await guarded(duck, `SELECT count(*) FROM ${from} WHERE ${cell} > ${MAX_SAFE} OR ${cell} < -${MAX_SAFE}`);
    return Number(large) === 0 ? { type: "INTEGER", sql: `CAST(${cell} AS BIGINT)` } : { type: "STRING", sql: `CAST(${cell} AS VARCHAR)` };
  }
  if (/^(FLOAT|DOUBLE|DECIMAL\(.*\))$/.test(stored)) {
    const number = `CAST(${cell} AS DOUBLE)`;
    if (!stored.startsWith("DECIMAL")) {
      const [[infinite] = []] = await guarded(duck, `SELECT count(*) FROM ${from} WHERE isinf(${cell})`);
      if (Number(infinite) > 0)
        throw badParquet(`Column '${name}' holds infinity in ${infinite} rows. Replace it with a number or leave it missing.`, {
          columns: [name],
        });
    }
    return { type: "FLOAT", sql: `nullif(${number}, 'NaN'::DOUBLE)` };
  }
  if (stored === "BOOLEAN") return { type: "BOOLEAN", sql: cell };
  if (stored === "DATE") return { type: "DATE", sql: cell };
  if (stored.startsWith("TIMESTAMP"))
    return { type: "TIMESTAMP", sql: stored.includes("TIME ZONE") ? `make_timestamp(epoch_us(${cell}))` : `CAST(${cell} AS TIMESTAMP)` };
  if (stored === "VARCHAR" || stored === "UUID" || stored.startsWith("ENUM"))
    return { type: "STRING", sql: `nullif(CAST(${cell} AS VARCHAR), '')` };
  throw badParquet(
    `Column '${name}' has the Parquet type ${stored.slice(0, 60)}, which is no table cell. Take it out, or write it as text or numbers.`,
    { columns: [name] },
  );
}

/** The SQL that reads the column as the declared type; null where a cell does not fit. */
function declared({ type: given, sql }: { type: ColumnType; sql: string }, type: ColumnType): string {
  const asText = given === "BOOLEAN" ? `CASE WHEN ${sql} THEN 'true' WHEN NOT ${sql} THEN 'false' END` : `CAST(${sql} AS VARCHAR)`;
  switch (type) {
    case "STRING":
      return asText;
    case "INTEGER":
      return `CASE WHEN TRY_CAST(${sql} AS DOUBLE) = trunc(TRY_CAST(${sql} AS DOUBLE)) AND abs(TRY_CAST(${sql} AS DOUBLE)) <= ${MAX_SAFE} THEN TRY_CAST(${sql} AS BIGINT) END`;
    case "FLOAT":
      return `CASE WHEN isfinite(TRY_CAST(${sql} AS DOUBLE)) THEN TRY_CAST(${sql} AS DOUBLE) END`;
    case "BOOLEAN":
      return `CASE WHEN lower(${asText}) IN (${TRUE_TEXTS.map(text).join(", ")}) THEN true WHEN lower(${asText}) IN ('false', 'no', 'n', 'f', '0') THEN false END`;
    case "DATE":
      return `TRY_CAST(${asText} AS DATE)`;
    case "TIMESTAMP":
      return given === "DATE" ? `CAST(${sql} AS TIMESTAMP)` : `make_timestamp(epoch_us(TRY_CAST(${asText} AS TIMESTAMPTZ)))`;
  }
}

async function checkDeclared(duck: Duck, from: string, { cell, name }: Source, converted: string, type: ColumnType): Promise<void> {
  const isPresent = `${cell} IS NOT NULL AND CAST(${cell} AS VARCHAR) NOT IN ('', 'nan', 'NaN')`;
  const [[count, row] = []] = await guarded(
    duck,
    `SELECT count(*), min(row) FROM (SELECT ${isPresent} AND (${converted}) IS NULL AS bad, row_number() OVER () AS row FROM ${from}) WHERE bad`,
  );
  if (Number(count) === 0) return;
  throw new AppError(
    "TYPE_MISMATCH",
    "data",
    `Column '${name}' was declared ${type}, but ${count} cells are not, the first in row ${row}. Correct them or declare another type.`,
    {
      columns: [name],
      row: Number(row),
      expected: type,
    },
  );
}

async function guarded(duck: Duck, sql: string): Promise<unknown[][]> {
  try {
    return await query(duck.connection, sql);
  } catch (error) {
    throw damaged(error);
  }
}

/** A lying or cut file fails in many places of the reader; limits of memory and disk stay what they are. */
function damaged(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error;
  if (/out of memory|no space left|interrupt/i.test(error.message)) return error;
  return badParquet(
    "The file is not a whole Parquet file, or uses a feature that is not read (encryption, other codecs). Write it again.",
    {},
    error,
  );
}
