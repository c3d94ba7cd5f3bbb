import fc from "fast-check";
import { expect, test } from "vitest";
import { CELL, classifyCell, inferType, oppositeBoolean, parseDate, parseTimestamp } from "./cells.ts";

const typeOf = (...cells: string[]) => {
  const bits = cells.map(classifyCell);
  return inferType(
    bits.reduce((common, next) => common & next, -1),
    bits.reduce((seen, next) => seen | next, 1 << 20),
    false,
  );
};

test.each([
  [["1", "-2", "0", "9007199254740991"], "INTEGER"],
  [["0", "1"], "INTEGER"],
  [["1", "2.5", "-1e3", ".5"], "FLOAT"],
  [["007", "1"], "STRING"],
  [["00.5"], "STRING"],
  [["+49123"], "STRING"],
  [["9007199254740992"], "STRING"],
  [["1e999"], "STRING"],
  [["0x1f"], "STRING"],
  [["Infinity"], "STRING"],
  [["1,000"], "STRING"],
  [["yes", "NO"], "BOOLEAN"],
  [["true", "no"], "STRING"],
  [["Y", "N"], "BOOLEAN"],
  [["N", "N"], "STRING"],
  [["2020-02-29"], "DATE"],
  [["2021-02-29"], "STRING"],
  [["2020-02-29", "2020-02-29 10:11"], "TIMESTAMP"],
  [["2020-02-29T24:00"], "STRING"],
  [["01.02.2020"], "STRING"],
] as [string[], string][])("%j is a column of %s", (cells, type) => {
  expect(typeOf(...cells)).toBe(type);
});

test("every safe whole number and every finite float is read as what it is", () => {
  fc.assert(fc.property(fc.maxSafeInteger(), (value) => (classifyCell(String(value)) & CELL.INTEGER) !== 0));
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      (value) => (classifyCell(`${Object.is(value, -0) ? 0 : value}`.replace("e+", "e")) & (CELL.FLOAT | CELL.LOOSE_FLOAT)) !== 0,
    ),
  );
});

test("dates and times come back as they went in", () => {
  const options = { min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true };
  fc.assert(
    fc.property(fc.date(options), (date) => {
      expect(parseTimestamp(date.toISOString())).toBe(date.getTime());
      expect(parseDate(date.toISOString().slice(0, 10))).toBe(Math.floor(date.getTime() / 86_400_000) * 86_400_000);
    }),
  );
  expect(parseTimestamp("2020-01-01T00:00:00.000250-05:30")).toBe(Date.UTC(2020, 0, 1, 5, 30) + 0.25);
});

test("the contrary of a word keeps its style", () => {
  expect(["Yes", "FALSE", "t", "N", "maybe"].map(oppositeBoolean)).toEqual(["No", "TRUE", "f", "Y", null]);
});
