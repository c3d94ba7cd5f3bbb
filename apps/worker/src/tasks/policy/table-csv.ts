import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type Column, cellText, type Table } from "@plimsoll/features";

const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Writes a table as a file that an ingest reads back to the same values; an empty cell is a missing value. */
export async function writeTableCsv(path: string, { rowCount, columns }: Table): Promise<void> {
  await pipeline(Readable.from(linesOf(rowCount, columns)), createWriteStream(path, { mode: 0o600 }));
}

const BLOCK = 4096;

function* linesOf(rowCount: number, columns: readonly Column[]): Generator<string> {
  yield `${columns.map(({ name }) => quoted(name)).join(",")}\n`;
  for (let start = 0; start < rowCount; start += BLOCK) {
    const lines: string[] = [];
    for (let i = start; i < Math.min(rowCount, start + BLOCK); i++)
      lines.push(columns.map((column) => quoted(cellText(column, i) ?? "")).join(","));
    yield `${lines.join("\n")}\n`;
  }
}
