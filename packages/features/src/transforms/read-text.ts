import { parseBoolean, parseDate, parseTimestamp } from "../cells.ts";
import type { NumericType } from "../table.ts";

export interface ReadOptions {
  decimal: "." | ",";
  dates: "YMD" | "DMY" | "MDY";
}

/** Reads a text cell as a number of the type; null where it is none. Every test is linear in the text's length. */
export function textReader(to: NumericType, { decimal, dates }: ReadOptions): (text: string) => number | null {
  switch (to) {
    case "FLOAT":
      return (text) => readNumber(text, decimal);
    case "INTEGER":
      return (text) => {
        const value = readNumber(text, decimal);
        return value !== null && Number.isSafeInteger(value) ? value : null;
      };
    case "BOOLEAN":
      return (text) => {
        const truth = parseBoolean(text);
        return truth === null ? null : Number(truth);
      };
    case "DATE":
      return (text) => readDate(text.trim(), dates);
    case "TIMESTAMP":
      return (text) => readDate(text.trim(), dates) ?? readMoment(text.trim(), dates);
  }
}

const PLAIN = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?$/;
const CURRENCY = new Set(["$", "€", "£", "¥"]);

/**
 * A number with or without a currency sign, thousands groups, a per cent sign (then a hundredth of it) and brackets for a negative one.
 * Groups are of three digits; a comma or point anywhere else makes it no number.
 */
export function readNumber(given: string, decimal: "." | ","): number | null {
  let text = given.trim();
  if (text.length === 0 || text.length > 64) return null;
  let sign = 1;
  if (text.startsWith("(") && text.endsWith(")")) {
    sign = -1;
    text = text.slice(1, -1).trim();
  }
  let divisor = 1;
  if (text.endsWith("%")) {
    divisor = 100;
    text = text.slice(0, -1).trimEnd();
  }
  if (text.startsWith("-")) {
    if (sign === -1) return null;
    sign = -1;
    text = text.slice(1).trimStart();
  } else if (text.startsWith("+") && sign === 1) text = text.slice(1);
  if (CURRENCY.has(text.charAt(0))) text = text.slice(1).trimStart();
  else if (CURRENCY.has(text.charAt(text.length - 1))) text = text.slice(0, -1).trimEnd();
  const plain = ungrouped(text, decimal);
  if (plain === null || !PLAIN.test(plain)) return null;
  const value = (sign * Number(plain)) / divisor;
  return Number.isFinite(value) ? value + 0 : null;
}

/** Digits without their groups, with a point before the decimals; null where groups are not of three digits. */
function ungrouped(text: string, decimal: "." | ","): string | null {
  const at = text.indexOf(decimal);
  const whole = at === -1 ? text : text.slice(0, at);
  const rest = at === -1 ? "" : text.slice(at + 1);
  const groups = whole.split(/[., '\u00a0\u202f]/);
  if (groups.length > 1 && !(groups.slice(1).every((group) => /^\d{3}$/.test(group)) && /^\d{1,3}$/.test(groups[0] ?? ""))) return null;
  return at === -1 ? groups.join("") : `${groups.join("")}.${rest}`;
}

const SEPARATED = /^(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})$/;
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/;

/** Milliseconds of a date in the given order; ISO dates are read in every order. */
function readDate(text: string, order: ReadOptions["dates"]): number | null {
  const iso = parseDate(text);
  if (iso !== null) return iso;
  const match = order === "YMD" ? (COMPACT.exec(text) ?? SEPARATED.exec(text)) : SEPARATED.exec(text);
  if (!match) return null;
  const [, a = "", b = "", c = ""] = match;
  const [year, month, day] = order === "YMD" ? [a, b, c] : order === "DMY" ? [c, b, a] : [c, a, b];
  if (year.length !== 4) return null;
  return parseDate(`${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`);
}

/** A date, a blank or T, and a time of day. */
function readMoment(text: string, order: ReadOptions["dates"]): number | null {
  const iso = parseTimestamp(text);
  if (iso !== null) return iso;
  const at = text.search(/[T ]\d{1,2}:/);
  if (at === -1) return null;
  const day = readDate(text.slice(0, at).trim(), order);
  return day === null
    ? null
    : parseTimestamp(
        `${new Date(day).toISOString().slice(0, 10)}T${text
          .slice(at + 1)
          .trim()
          .padStart(5, "0")}`,
      );
}
