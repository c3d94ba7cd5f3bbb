import fc from "fast-check";
import { expect, test } from "vitest";
import { classifyCell, inferType } from "../cells.ts";
import { readHeader } from "./csv-header.ts";
import { CsvScanner } from "./csv-scan.ts";

const word = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.constantFrom(
    "",
    "0",
    "1",
    "007",
    "-",
    ".",
    "-.5",
    "5.",
    "1.2.3",
    "--1",
    "yes",
    "no",
    "F",
    "2020-01-02",
    "2020-01-02T03:04:05Z",
    "NA",
    "?",
    "1e5",
    "-0.0",
    "00.5",
    "9007199254740993",
  ),
  fc.string({ maxLength: 8 }).map((text) => text.replaceAll(/[\p{Cc}\s"]/gu, "_")),
);
const quoted = (cell: string): string => (/[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

function scan(bytes: Buffer, chunkBytes: number) {
  const header = readHeader(bytes, true);
  if (!header) throw new Error("no header");
  const scanner = new CsvScanner(header, ["NA", "?"], new Map());
  for (let at = header.length; at < bytes.length; at += chunkBytes) scanner.push(bytes.subarray(at, at + chunkBytes));
  return scanner.end();
}

test("however the bytes are cut into chunks, the scan of any table is the same and its types are those of its cells", () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom("\n", "\r\n"),
      (rows, chunkBytes, lineEnd) => {
        const bytes = Buffer.from([["a", "b"], ...rows].map((row) => row.map(quoted).join(",")).join(lineEnd) + lineEnd);
        const whole = scan(bytes, bytes.length);
        expect(scan(bytes, chunkBytes)).toEqual(whole);
        expect(whole.rowCount).toBe(rows.length);
        for (const column of [0, 1]) {
          const present = rows.map((row) => row[column] ?? "").filter((cell) => !["", "NA", "?"].includes(cell));
          const bits = present.map(classifyCell);
          const expected =
            present.length === 0
              ? "STRING"
              : inferType(
                  bits.reduce((common, next) => common & next, -1),
                  bits.reduce((seen, next) => seen | next, 1 << 20),
                  false,
                );
          expect(whole.columns[column]?.type).toBe(expected);
        }
      },
    ),
    { numRuns: 500 },
  );
});
