import { AppError } from "@plimsoll/schema";
import type { Column } from "../table.ts";

/** Rows as numbers of the entity they belong to: rows with equal cells in every key column share one. */
export interface EntityCodes {
  /** [n] below `count`, -1 where a key cell is missing. */
  codes: Int32Array;
  /** Not every code below it need occur. */
  count: number;
}

/** Entities of two tables in one numbering. */
export interface SharedCodes {
  left: Int32Array;
  right: Int32Array;
  count: number;
}

/** Entity of each row by one or several key columns. */
export const entityCodes = (columns: readonly Column[]): EntityCodes => {
  const { left, count } = matchedCodes(columns, null);
  return { codes: left, count };
};

/**
 * Entities of two tables in one numbering, so that equal keys have equal codes on both sides.
 * @throws AppError TYPE_MISMATCH where text is to be matched with numbers.
 */
export function sharedCodes(left: readonly Column[], right: readonly Column[]): SharedCodes {
  checkTypes(left, right);
  const { left: codes, right: others, count } = matchedCodes(left, right);
  return { left: codes, right: others ?? new Int32Array(0), count };
}

/** @throws AppError TYPE_MISMATCH where text is to be matched with numbers. */
export function checkTypes(left: readonly Column[], right: readonly Column[]): void {
  left.forEach((column, i) => {
    const other = right[i];
    if (other && (column.type === "STRING") !== (other.type === "STRING")) {
      throw new AppError(
        "TYPE_MISMATCH",
        "input",
        `Key '${column.name}' is ${column.type}, its counterpart '${other.name}' is ${other.type}; text and numbers never match. Ingest one of the files with the other's type.`,
        { columns: [column.name, other.name] },
      );
    }
  });
}

interface Matched {
  left: Int32Array;
  right: Int32Array | null;
  count: number;
}

function matchedCodes(left: readonly Column[], right: readonly Column[] | null): Matched {
  let matched: Matched | null = null;
  left.forEach((column, i) => {
    const next = columnCodes(column, right ? (right[i] ?? null) : null);
    matched = matched ? combine(matched, next) : next;
  });
  return matched ?? { left: new Int32Array(0), right: null, count: 0 };
}

function columnCodes(left: Column, right: Column | null): Matched {
  if (left.type === "STRING") {
    if (right?.type !== "STRING") return { left: left.codes, right: null, count: left.dictionary.length };
    const codeOf = new Map(left.dictionary.map((text, code) => [text, code]));
    const translation = Int32Array.from(right.dictionary, (text) => codeOf.get(text) ?? codeOf.set(text, codeOf.size).size - 1);
    return { left: left.codes, right: translated(right.codes, translation), count: codeOf.size };
  }
  return numberCodes(left.values, right && right.type !== "STRING" ? right.values : null);
}

function translated(codes: Int32Array, translation: Int32Array): Int32Array {
  const out = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    out[i] = code < 0 ? -1 : (translation[code] as number);
  }
  return out;
}

/** Whole numbers in a narrow range are their own codes, others are looked up in a hash map. */
function numberCodes(left: Float64Array, right: Float64Array | null): Matched {
  const range = wholeRange(left, right);
  const size = range ? range.max - range.min + 1 : Number.POSITIVE_INFINITY;
  if (range && size <= 4 * (left.length + (right?.length ?? 0)) + 1024) {
    return { left: offsets(left, range.min), right: right && offsets(right, range.min), count: size };
  }
  const codeOf = new Map<number, number>();
  const codes = lookedUp(left, codeOf);
  return { left: codes, right: right && lookedUp(right, codeOf), count: codeOf.size };
}

/** Smallest and largest of the present values; null where one is no whole number, or none is present. */
export function wholeRange(left: Float64Array, right: Float64Array | null): { min: number; max: number } | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const values of right ? [left, right] : [left]) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      // The test for 32 bits first: it is all that most keys need.
      if ((value | 0) !== value && Math.floor(value) !== value && !Number.isNaN(value)) return null;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return min <= max ? { min, max } : null;
}

function offsets(values: Float64Array, min: number): Int32Array {
  const codes = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    codes[i] = Number.isNaN(value) ? -1 : value - min;
  }
  return codes;
}

function lookedUp(values: Float64Array, codeOf: Map<number, number>): Int32Array {
  const codes = new Int32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (Number.isNaN(value)) {
      codes[i] = -1;
      continue;
    }
    let code = codeOf.get(value);
    if (code === undefined) {
      code = codeOf.size;
      codeOf.set(value, code);
    }
    codes[i] = code;
  }
  return codes;
}

/** Pairs of codes as codes again. */
function combine(first: Matched, second: Matched): Matched {
  const pairs = (a: Int32Array, b: Int32Array): Float64Array =>
    Float64Array.from(a, (code, i) => (code < 0 || (b[i] as number) < 0 ? Number.NaN : code * second.count + (b[i] as number)));
  const right = first.right && second.right ? pairs(first.right, second.right) : null;
  return numberCodes(pairs(first.left, second.left), right);
}
