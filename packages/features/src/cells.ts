import type { ColumnType } from "@plimsoll/schema";

/**
 * What one text cell can be read as, as a set of bits. A column has a type when every present cell carries its bit.
 * The LOOSE bits count only where the user names the type: identifiers such as 007 and 20-digit numbers stay text otherwise.
 */
export const CELL = {
  INTEGER: 1,
  FLOAT: 2,
  TRUE_FALSE: 4,
  YES_NO: 8,
  Y_N: 16,
  T_F: 32,
  ZERO_ONE: 64,
  DATE: 128,
  TIMESTAMP: 256,
  DECIMAL_COMMA: 512,
  LOOSE_INTEGER: 1024,
  LOOSE_FLOAT: 2048,
  TRUE_WORD: 4096,
  FALSE_WORD: 8192,
} as const;

const BOOLEAN_BITS = CELL.TRUE_FALSE | CELL.YES_NO | CELL.Y_N | CELL.T_F | CELL.ZERO_ONE;

const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/;
const LOOSE_NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/;
const INTEGER = /^-?(?:0|[1-9]\d*)$/;
const LEADING_ZERO = /^[+-]?0\d/;
const DECIMAL_COMMA = /^-?(?:0|[1-9]\d*)(?:,\d+)?$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIMESTAMP = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,6}))?)?(Z|[+-]\d{2}(?::\d{2})?)?$/;

const BOOLEAN_WORDS = new Map<string, { value: boolean; bit: number; opposite: string }>([
  ["true", { value: true, bit: CELL.TRUE_FALSE, opposite: "false" }],
  ["false", { value: false, bit: CELL.TRUE_FALSE, opposite: "true" }],
  ["yes", { value: true, bit: CELL.YES_NO, opposite: "no" }],
  ["no", { value: false, bit: CELL.YES_NO, opposite: "yes" }],
  ["y", { value: true, bit: CELL.Y_N, opposite: "n" }],
  ["n", { value: false, bit: CELL.Y_N, opposite: "y" }],
  ["t", { value: true, bit: CELL.T_F, opposite: "f" }],
  ["f", { value: false, bit: CELL.T_F, opposite: "t" }],
  ["1", { value: true, bit: CELL.ZERO_ONE, opposite: "0" }],
  ["0", { value: false, bit: CELL.ZERO_ONE, opposite: "1" }],
]);

/** Texts that DuckDB and we read alike as true / false, lower case. */
export const BOOLEAN_TEXTS: readonly string[] = [...BOOLEAN_WORDS.keys()];
export const TRUE_TEXTS: readonly string[] = BOOLEAN_TEXTS.filter((text) => BOOLEAN_WORDS.get(text)?.value);

/** The bits of one present cell, already trimmed; 0 = text only. */
export function classifyCell(text: string): number {
  if (text.length === 0 || text.length > 64) return 0;
  const first = text.charCodeAt(0);
  const isNumberLike = (first >= 48 && first <= 57) || first === 45 || first === 43 || first === 46;
  if (!isNumberLike) {
    const word = BOOLEAN_WORDS.get(text.toLowerCase());
    return word ? word.bit | (word.value ? CELL.TRUE_WORD : CELL.FALSE_WORD) : 0;
  }
  let bits = numberBits(text);
  if (bits === 0 && DECIMAL_COMMA.test(text)) bits = CELL.DECIMAL_COMMA;
  if (text === "0" || text === "1") bits |= CELL.ZERO_ONE;
  if (bits === 0 && parseDate(text) !== null) bits = CELL.DATE | CELL.TIMESTAMP;
  if (bits === 0 && parseTimestamp(text) !== null) bits = CELL.TIMESTAMP;
  return bits;
}

function numberBits(text: string): number {
  if (!LOOSE_NUMBER.test(text)) return 0;
  const value = Number(text);
  if (!Number.isFinite(value)) return 0;
  const isWhole = /^[+-]?\d+$/.test(text);
  let bits: number = CELL.LOOSE_FLOAT;
  if (isWhole && Number.isSafeInteger(value)) bits |= CELL.LOOSE_INTEGER;
  if (!NUMBER.test(text) || LEADING_ZERO.test(text)) return bits;
  if (!isWhole) return bits | CELL.FLOAT;
  if (!INTEGER.test(text) || !Number.isSafeInteger(value)) return bits;
  return bits | CELL.INTEGER | CELL.FLOAT | CELL.DECIMAL_COMMA;
}

/**
 * The type of a column from the bits that all of its present cells share.
 * @param common AND of the cells' bits. @param seen OR of the cells' bits; 0 = no present cell.
 */
export function inferType(common: number, seen: number, decimalComma: boolean): ColumnType {
  if (seen === 0 && common !== 0) return "STRING";
  if (common & CELL.INTEGER) return "INTEGER";
  if (common & CELL.FLOAT) return "FLOAT";
  if (common & (CELL.TRUE_FALSE | CELL.YES_NO)) return "BOOLEAN";
  // One letter alone is more often a code (sex F, grade N) than a truth value: both must occur.
  const hasBoth = (seen & CELL.TRUE_WORD) !== 0 && (seen & CELL.FALSE_WORD) !== 0;
  if (hasBoth && common & (CELL.Y_N | CELL.T_F)) return "BOOLEAN";
  if (common & CELL.DATE) return "DATE";
  if (common & CELL.TIMESTAMP) return "TIMESTAMP";
  if (decimalComma && common & CELL.DECIMAL_COMMA) return "FLOAT";
  return "STRING";
}

/** The bits of which a cell needs at least one to be read as the type the user named. */
export function acceptedBits(type: ColumnType, decimalComma: boolean): number {
  switch (type) {
    case "INTEGER":
      return CELL.INTEGER | CELL.LOOSE_INTEGER;
    case "FLOAT":
      return CELL.FLOAT | CELL.LOOSE_FLOAT | (decimalComma ? CELL.DECIMAL_COMMA : 0);
    case "BOOLEAN":
      return BOOLEAN_BITS;
    case "DATE":
      return CELL.DATE;
    case "TIMESTAMP":
      return CELL.DATE | CELL.TIMESTAMP;
    case "STRING":
      return -1;
  }
}

/** What a cell of the type looks like, for error messages. */
export const EXPECTED: Record<ColumnType, string> = {
  INTEGER: "a whole number",
  FLOAT: "a number",
  BOOLEAN: "true or false (or yes/no, y/n, t/f, 1/0 as text)",
  DATE: "a date as YYYY-MM-DD",
  TIMESTAMP: "a time as YYYY-MM-DDTHH:MM:SS, with Z or an offset if not UTC",
  STRING: "text",
};

export const parseBoolean = (text: string): boolean | null => BOOLEAN_WORDS.get(text.trim().toLowerCase())?.value ?? null;

/** A JSON value as a column of the type holds it (texts as they are, all else as numbers), or null where no cell can be that. */
export function cellValue(value: number | boolean | string, type: ColumnType): number | string | null {
  switch (type) {
    case "STRING":
      return String(value);
    case "BOOLEAN": {
      const truth = typeof value === "string" ? parseBoolean(value) : Number(value) === 1 ? true : Number(value) === 0 ? false : null;
      return truth === null ? null : Number(truth);
    }
    case "DATE":
      return typeof value === "string" ? parseDate(value) : null;
    case "TIMESTAMP":
      return typeof value === "string" ? parseTimestamp(value) : null;
    case "INTEGER":
    case "FLOAT":
      return typeof value === "number" ? value : null;
  }
}

/** The word that means the contrary in the same style: `Yes` -> `No`, `true` -> `false`. */
export function oppositeBoolean(text: string): string | null {
  const opposite = BOOLEAN_WORDS.get(text.trim().toLowerCase())?.opposite;
  if (opposite === undefined) return null;
  const trimmed = text.trim();
  if (trimmed === trimmed.toUpperCase()) return opposite.toUpperCase();
  return /^[A-Z]/.test(trimmed) ? opposite.charAt(0).toUpperCase() + opposite.slice(1) : opposite;
}

/** Milliseconds since the epoch of an ISO date in the years 1 to 9999, or null. */
export function parseDate(text: string): number | null {
  const match = DATE.exec(text);
  return match ? utcDay(Number(match[1]), Number(match[2]), Number(match[3])) : null;
}

/** Milliseconds since the epoch (with microseconds as the fraction) of an ISO time; without an offset it is UTC. A date is midnight. */
export function parseTimestamp(text: string): number | null {
  const match = TIMESTAMP.exec(text);
  if (!match) return parseDate(text);
  const day = utcDay(Number(match[1]), Number(match[2]), Number(match[3]));
  const hour = Number(match[4]);
  const minute = Number(match[5]);
  const second = Number(match[6] ?? 0);
  if (day === null || hour > 23 || minute > 59 || second > 59) return null;
  const offset = offsetMinutes(match[8]);
  if (offset === null) return null;
  const micros = Number((match[7] ?? "").padEnd(6, "0"));
  const wholeMs = day + ((hour * 60 + minute - offset) * 60 + second) * 1000 + Math.floor(micros / 1000);
  return wholeMs + (micros % 1000) / 1000;
}

function offsetMinutes(text: string | undefined): number | null {
  if (text === undefined || text === "Z") return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(":", "") || 0);
  if (hours > 15 || minutes > 59) return null;
  return (text.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

function utcDay(year: number, month: number, day: number): number | null {
  if (year < 1 || month < 1 || month > 12 || day < 1) return null;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : null;
}
