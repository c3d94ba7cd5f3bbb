import type { DuckDBConnection } from "@duckdb/node-api";
import { AppError, type ColumnType } from "@plimsoll/schema";
import { type Column, type ColumnSchema, type Table, unknownColumn } from "../table.ts";
import { duckError, openDuck, parquetSource, query } from "./duck.ts";
import { parquetShape } from "./profile.ts";
import { copyCodes, copyDoubles, numericExpression } from "./vectors.ts";

export interface ReadOptions {
  memoryLimitMb?: number;
  signal?: AbortSignal;
}

const DEFAULT_MEMORY_MB = 256;

/** DuckDB's types of the files that ingest writes. */
const STORED_TYPES = new Map<string, ColumnType>([
  ["BIGINT", "INTEGER"],
  ["DOUBLE", "FLOAT"],
  ["BOOLEAN", "BOOLEAN"],
  ["VARCHAR", "STRING"],
  ["DATE", "DATE"],
  ["TIMESTAMP", "TIMESTAMP"],
]);

interface StoredFile {
  rowCount: number;
  columns: ColumnSchema[];
}

/** Names, types and row count of a file that ingest wrote. */
export async function readSchema(path: string, options: ReadOptions = {}): Promise<StoredFile> {
  return withDuck(path, options, (connection) => storedFile(connection, path));
}

/**
 * The columns asked for (all by default), in the order and of the types asked for, rows in file order.
 * A type may differ from the stored one where nothing is lost: INTEGER and FLOAT; DATE as TIMESTAMP; INTEGER, DATE as text; 0/1 as
 * BOOLEAN; anything where every cell is missing.
 * @throws AppError MISSING_COLUMN, TYPE_MISMATCH naming the columns.
 */
export async function readTable(path: string, columns?: readonly ColumnSchema[], options: ReadOptions = {}): Promise<Table> {
  return withDuck(path, options, async (connection) => {
    const stored = await storedFile(connection, path);
    const sql = await selectSql(connection, path, stored, columns ?? stored.columns);
    const builder = new TableBuilder(columns ?? stored.columns, stored.rowCount);
    const result = await connection.stream(sql);
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      builder.add((index) => chunk?.getColumnVector(index), chunk.rowCount);
    }
    return builder.table();
  });
}

/** The same in batches of at most `batchRows` rows, in file order; memory is one batch. Each batch has its own dictionaries. */
export async function* readBatches(
  path: string,
  columns: readonly ColumnSchema[] | undefined,
  batchRows: number,
  options: ReadOptions = {},
): AsyncGenerator<Table, void, undefined> {
  const duck = await openDuck({ files: [path], memoryLimitMb: options.memoryLimitMb ?? DEFAULT_MEMORY_MB, signal: options.signal });
  try {
    const stored = await storedFile(duck.connection, path);
    const wanted = columns ?? stored.columns;
    const result = await duck.connection.stream(await selectSql(duck.connection, path, stored, wanted));
    let builder = new TableBuilder(wanted, batchRows);
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      options.signal?.throwIfAborted();
      // A chunk that does not fit whole ends the batch early only where it must: its first rows still go in.
      let taken = 0;
      while (taken < chunk.rowCount) {
        const count = Math.min(chunk.rowCount - taken, builder.room);
        const from = taken;
        const current = chunk;
        builder.add((index) => current.getColumnVector(index), count, from);
        taken += count;
        if (builder.room === 0) {
          yield builder.table();
          builder = new TableBuilder(wanted, batchRows);
        }
      }
    }
    if (builder.filled > 0) yield builder.table();
  } catch (error) {
    throw duckError(error, options.signal);
  } finally {
    duck.close();
  }
}

/** Column arrays that are filled block by block. */
class TableBuilder {
  filled = 0;
  private readonly capacity: number;
  private readonly columns: Column[];
  private readonly codes: Map<string, number>[];

  constructor(columns: readonly ColumnSchema[], capacity: number) {
    this.capacity = capacity;
    this.columns = columns.map(({ name, type }) =>
      type === "STRING"
        ? { name, type, codes: new Int32Array(capacity), dictionary: [] }
        : { name, type, values: new Float64Array(capacity) },
    );
    this.codes = columns.map(() => new Map());
  }

  get room(): number {
    return this.capacity - this.filled;
  }

  add(vectorAt: (index: number) => unknown, count: number, from = 0): void {
    this.columns.forEach((column, index) => {
      const vector = vectorAt(index);
      if (column.type === "STRING")
        copyCodes(vector, column.codes, this.filled, column.dictionary, this.codes[index] ?? new Map(), from, count);
      else copyDoubles(vector, column.values, this.filled, from, count);
    });
    this.filled += count;
  }

  table(): Table {
    const n = this.filled;
    if (n === this.capacity) return { rowCount: n, columns: this.columns };
    const columns = this.columns.map(
      (column): Column =>
        column.type === "STRING" ? { ...column, codes: column.codes.slice(0, n) } : { ...column, values: column.values.slice(0, n) },
    );
    return { rowCount: n, columns };
  }
}

async function withDuck<T>(
  path: string,
  { memoryLimitMb, signal }: ReadOptions,
  use: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const duck = await openDuck({ files: [path], memoryLimitMb: memoryLimitMb ?? DEFAULT_MEMORY_MB, signal });
  try {
    return await use(duck.connection);
  } catch (error) {
    throw duckError(error, signal);
  } finally {
    duck.close();
  }
}

export async function storedFile(connection: DuckDBConnection, path: string): Promise<StoredFile> {
  const { rowCount, names } = await parquetShape(connection, path);
  const described = await query(connection, `DESCRIBE SELECT * FROM ${parquetSource(path, names.length)}`);
  const columns = names.map((name, i): ColumnSchema => {
    const type = STORED_TYPES.get(String(described[i]?.[1]));
    if (!type)
      throw new AppError("BAD_PARQUET", "data", `Column '${name}' has a type that ingest does not write. Ingest the file first.`, {
        columns: [name],
      });
    return { name, type };
  });
  return { rowCount, columns };
}

async function selectSql(connection: DuckDBConnection, path: string, stored: StoredFile, wanted: readonly ColumnSchema[]): Promise<string> {
  const positions = new Map(stored.columns.map(({ name }, i) => [name, i]));
  const missing = wanted.filter(({ name }) => !positions.has(name)).map(({ name }) => name);
  if (missing.length > 0) {
    const hint = unknownColumn(missing, stored.columns).message.split(". ")[0];
    throw new AppError(
      "MISSING_COLUMN",
      "input",
      `${hint} in the data set, but must be there. Give a file with every column that is read.`,
      { path: missing, columns: missing },
    );
  }
  const source = parquetSource(path, stored.columns.length);
  const cells: string[] = [];
  for (const { name, type } of wanted) {
    const position = positions.get(name) ?? 0;
    cells.push(await cellSql(connection, source, `c${position}`, stored.columns[position]?.type ?? "STRING", { name, type }));
  }
  return `SELECT ${cells.join(", ")} FROM ${source}`;
}

const LOSSLESS = new Set(["INTEGER>FLOAT", "FLOAT>INTEGER", "DATE>TIMESTAMP", "INTEGER>STRING", "DATE>STRING"]);

async function cellSql(
  connection: DuckDBConnection,
  source: string,
  cell: string,
  given: ColumnType,
  { name, type }: ColumnSchema,
): Promise<string> {
  const natural = type === "STRING" ? `CAST(${cell} AS VARCHAR)` : numericExpression(cell, type);
  if (given === type || LOSSLESS.has(`${given}>${type}`)) return natural;
  const [[present, zeroOne] = []] = await query(
    connection,
    `SELECT count(${cell}), ${given === "INTEGER" ? `count(*) FILTER (WHERE ${cell} IN (0, 1))` : "-1"} FROM ${source}`,
  );
  if (Number(present) === 0) return type === "STRING" ? "CAST(NULL AS VARCHAR)" : "'NaN'::DOUBLE";
  if (type === "BOOLEAN" && present === zeroOne) return numericExpression(cell, "INTEGER");
  throw new AppError(
    "TYPE_MISMATCH",
    "input",
    `Column '${name}' is ${given} in the data set; ${type} is needed. Ingest the file again with ${name} declared as ${type}.`,
    {
      path: [name],
      columns: [name],
      expected: type,
    },
  );
}
