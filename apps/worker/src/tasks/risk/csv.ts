import { writeFile } from "node:fs/promises";

/** What a spreadsheet would run as a formula. */
const FORMULA = /^[=+\-@\t\r]/;

export type CsvColumn = { name: string } & ({ numbers: ArrayLike<number> } | { texts: readonly (string | null)[] });

const quoted = (text: string): string => {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Writes columns of one length as CSV: numbers with all their digits, NaN and null as empty cells. @returns the rows written. */
export async function writeCsv(path: string, columns: readonly CsvColumn[]): Promise<number> {
  const n = Math.max(0, ...columns.map((column) => ("numbers" in column ? column.numbers.length : column.texts.length)));
  const lines = [columns.map(({ name }) => quoted(name)).join(",")];
  for (let row = 0; row < n; row++) {
    lines.push(
      columns
        .map((column) => {
          if ("texts" in column) return quoted(column.texts[row] ?? "");
          const value = column.numbers[row] as number;
          return Number.isNaN(value) ? "" : String(value);
        })
        .join(","),
    );
  }
  await writeFile(path, `${lines.join("\n")}\n`);
  return n;
}
