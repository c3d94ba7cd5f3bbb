import { AppError } from "@plimsoll/schema";
import type { Column } from "../table.ts";

/** Rows as numbers of the entity they belong to: rows with equal cells in every key column share one. */
export interface EntityCodes {
  /** [n] 0 .. count - 1; -1 where a key cell is missing. */
  codes: Int32Array;
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
export function sharedCodes(left: readonly Column[], right: readonly Column[]): { left: Int32Array; right: Int32Array; count: number } {
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
  const { left: codes, right: others, count } = matchedCodes(left, right);
  return { left: codes, right: others ?? new Int32Array(0), count };
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
    return { left: left.codes, right: right.codes.map((code) => (code < 0 ? -1 : (translation[code] as number))), count: codeOf.size };
  }
  return numberCodes(left.values, right && right.type !== "STRING" ? right.values : null);
}

/** Whole numbers in a narrow range are looked up in a table, others in a hash map. */
function numberCodes(left: Float64Array, right: Float64Array | null): Matched {
  const range = wholeRange(left, right);
  const n = left.length + (right?.length ?? 0);
  const code = range && range.max - range.min < 4 * n + 1024 ? tableCoder(range) : mapCoder();
  const fill = (values: Float64Array): Int32Array => {
    const codes = new Int32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      codes[i] = Number.isNaN(value) ? -1 : code.of(value);
    }
    return codes;
  };
  const codes = fill(left);
  const others = right ? fill(right) : null;
  return { left: codes, right: others, count: code.count() };
}

function wholeRange(left: Float64Array, right: Float64Array | null): { min: number; max: number } | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const values of right ? [left, right] : [left]) {
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      if (Number.isNaN(value)) continue;
      if (!Number.isInteger(value)) return null;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return min <= max ? { min, max } : null;
}

interface Coder {
  of(value: number): number;
  count(): number;
}

function tableCoder({ min, max }: { min: number; max: number }): Coder {
  const table = new Int32Array(max - min + 1).fill(-1);
  let count = 0;
  return {
    of(value) {
      const known = table[value - min] as number;
      if (known >= 0) return known;
      table[value - min] = count;
      return count++;
    },
    count: () => count,
  };
}

function mapCoder(): Coder {
  const codeOf = new Map<number, number>();
  return {
    of(value) {
      const known = codeOf.get(value);
      if (known !== undefined) return known;
      codeOf.set(value, codeOf.size);
      return codeOf.size - 1;
    },
    count: () => codeOf.size,
  };
}

/** Pairs of codes as codes again: only pairs that occur get a number. */
function combine(first: Matched, second: Matched): Matched {
  const pairs = (a: Int32Array, b: Int32Array): Float64Array =>
    Float64Array.from(a, (code, i) => (code < 0 || (b[i] as number) < 0 ? Number.NaN : code * second.count + (b[i] as number)));
  const right = first.right && second.right ? pairs(first.right, second.right) : null;
  return numberCodes(pairs(first.left, second.left), right);
}
