import { AppError, type ColumnType, type ExpectationSpec } from "@plimsoll/schema";
import { z } from "zod";
import { type Column, type ColumnSchema, type NumericColumn, type StringColumn, type Table, unknownColumn } from "../table.ts";

/** What a check may look at besides the data: the moment, and the data that drift is measured against. */
export interface CheckContext {
  /** Milliseconds since 1970, UTC. */
  now: number;
  reference: Table | null;
}

/** Row by row: whether a row meets the expectation; null where there is nothing to check (the cell is missing). */
export type RowCheck = (row: number) => boolean | null;

/** All rows at once: the outcome, and where single rows are at fault, their numbers ascending. */
export interface WholeCheck {
  passed: boolean;
  observed: string;
  failing?: number[];
}

interface Shared<Params> {
  kind: string;
  title: string;
  description: string;
  params: z.ZodType<Params>;
  /** Types each column may have; null: any. */
  accepts: readonly ColumnType[] | null;
  /** Types of the columns after the first, where they differ. */
  others?: readonly ColumnType[] | null;
  /** How many columns it speaks of: fewest and most. */
  columns: readonly [fewest: number, most: number];
  /** What is expected, in words. */
  expected(params: Params, columns: readonly string[]): string;
}

interface RowKind<Params> extends Shared<Params> {
  scope: "ROW";
  open(columns: readonly Column[], params: Params, context: CheckContext): RowCheck;
}

interface WholeKind<Params> extends Shared<Params> {
  scope: "COLUMN" | "TABLE" | "REFERENCE";
  /** @param columns those named, in order. @param table the whole data set, for kinds about it. */
  check(columns: readonly Column[], params: Params, table: TableFacts, context: CheckContext): WholeCheck;
}

/** What kinds about the table read: its size, its columns' names and types. */
export interface TableFacts {
  rowCount: number;
  schema: readonly ColumnSchema[];
  /** The rows of the reference data set. */
  referenceRowCount: number | null;
}

export type ExpectationKind = (RowKind<unknown> | WholeKind<unknown>) & {
  paramsJsonSchema(): Record<string, unknown>;
  /** @throws AppError INVALID_INPUT naming the parameter. */
  parse(params: unknown, path?: readonly string[]): unknown;
};

/** A kind about single rows; `mostly` of the suite's item says how many have to meet it. */
export const defineRowExpectation = <Params>(kind: Omit<RowKind<Params>, "scope">): ExpectationKind => sealed({ ...kind, scope: "ROW" });

export const defineExpectation = <Params>(kind: WholeKind<Params>): ExpectationKind => sealed(kind);

function sealed<Params>(kind: RowKind<Params> | WholeKind<Params>): ExpectationKind {
  return {
    ...(kind as unknown as RowKind<unknown>),
    paramsJsonSchema: () => z.toJSONSchema(kind.params, { io: "input" }) as Record<string, unknown>,
    parse(params, path = []) {
      const result = kind.params.safeParse(params);
      if (result.success) return result.data;
      const issue = result.error.issues[0];
      const name = issue?.path.length ? `Parameter '${issue.path.join(".")}'` : "A parameter";
      throw invalid(`${name} of expectation '${kind.kind}' is not valid: ${issue?.message ?? "unknown"}`, [
        ...path,
        "params",
        ...(issue?.path ?? []).map(String),
      ]);
    },
  };
}

/** @throws AppError INVALID_INPUT, UNKNOWN_COLUMN or TYPE_MISMATCH when the columns cannot be what the kind speaks of. */
export function checkColumns(kind: ExpectationKind, spec: ExpectationSpec, schema: readonly ColumnSchema[], index: number): void {
  const path = ["expectations", String(index), "columns"];
  const [fewest, most] = kind.columns;
  if (spec.columns.length < fewest || spec.columns.length > most) {
    const wanted = fewest === most ? `${fewest}` : most >= 100 ? `${fewest} or more` : `${fewest} to ${most}`;
    throw invalid(`Expectation '${kind.kind}' speaks of ${wanted} columns. Got ${spec.columns.length}.`, path);
  }
  for (const [position, name] of spec.columns.entries()) {
    const accepts = position > 0 && kind.others !== undefined ? kind.others : kind.accepts;
    const column = schema.find((candidate) => candidate.name === name);
    if (!column) throw unknownColumn([name], schema, path);
    if (accepts && !accepts.includes(column.type)) {
      throw new AppError(
        "TYPE_MISMATCH",
        "input",
        `Column '${name}' is ${column.type}; expectation '${kind.kind}' takes ${accepts.join(", ")}.`,
        { path, columns: [name] },
      );
    }
  }
  if (spec.mostly < 1 && kind.scope !== "ROW")
    throw invalid(`'mostly' goes with expectations about single rows; '${kind.kind}' is about a whole.`, [
      "expectations",
      String(index),
      "mostly",
    ]);
}

export const invalid = (message: string, path: string[]): AppError => new AppError("INVALID_INPUT", "input", message, { path });

/** The column as numbers. Kinds say by `accepts` that they take no text, so that another type here is a bug. */
export function numbersOf(column: Column | undefined): Float64Array {
  if (!column || column.type === "STRING") throw new Error("This expectation reads numbers.");
  return (column satisfies NumericColumn).values;
}

export function textsOf(column: Column | undefined): StringColumn {
  if (column?.type !== "STRING") throw new Error("This expectation reads text.");
  return column;
}

/** Whether the cell is missing. */
export const isMissing = (column: Column, row: number): boolean =>
  column.type === "STRING" ? column.codes[row] === -1 : Number.isNaN(column.values[row]);

export const NUMBERS = ["INTEGER", "FLOAT", "BOOLEAN", "DATE", "TIMESTAMP"] as const satisfies readonly ColumnType[];
export const PLAIN_NUMBERS = ["INTEGER", "FLOAT"] as const satisfies readonly ColumnType[];
export const TIMES = ["DATE", "TIMESTAMP"] as const satisfies readonly ColumnType[];

/** A figure as people read it: at most six digits. */
export const shown = (value: number): string => (Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value));
export const shownShare = (share: number): string => `${shown(100 * share)} %`;

/** Bounds of which at least one is given. */
export const bounds = (what: z.ZodNumber = z.number()) =>
  z
    .strictObject({
      min: what.optional().meta({ title: "Lowest", description: "Smallest value allowed; none when left out." }),
      max: what.optional().meta({ title: "Highest", description: "Largest value allowed; none when left out." }),
    })
    .refine(({ min, max }) => min !== undefined || max !== undefined, "give min, max or both")
    .refine(({ min, max }) => min === undefined || max === undefined || min <= max, "min must not exceed max");
export type Bounds = { min?: number | undefined; max?: number | undefined };

export const within = (value: number, { min, max }: Bounds): boolean =>
  (min === undefined || value >= min) && (max === undefined || value <= max);

export function boundsText({ min, max }: Bounds): string {
  if (min === undefined) return `at most ${shown(max ?? Number.NaN)}`;
  return max === undefined ? `at least ${shown(min)}` : `from ${shown(min)} to ${shown(max)}`;
}
