import { isUtf8 } from "node:buffer";
import { AppError } from "@plimsoll/schema";

export interface CsvHeader {
  names: string[];
  delimiter: number;
  /** Bytes from the start of the file to the first byte after the header line. */
  length: number;
  /** Lines that the header takes; more than one only with a line break inside a quoted name. */
  lines: number;
  lineEnd: "LF" | "CRLF" | null;
}

const QUOTE = 34;
const LF = 10;
const CR = 13;
const DELIMITERS = [44, 59, 9, 124];
const MAX_COLUMNS = 10_000;
const MAX_NAME = 256;

export const badCsv = (line: number, says: string): AppError => new AppError("BAD_CSV", "data", `Line ${line}: ${says}`, { line });

export const emptyFile = (says: string): AppError => new AppError("EMPTY_FILE", "data", says);

/**
 * Reads and checks the first line.
 * @param head the start of the file. @param complete whether that is all of it.
 * @returns null when more bytes are needed.
 * @throws AppError EMPTY_FILE, BAD_CSV (encoding, binary, names), DUPLICATE_COLUMN.
 */
export function readHeader(head: Uint8Array, complete: boolean): CsvHeader | null {
  if (head.length === 0) throw emptyFile("The file is empty. Give a file with a header line and rows.");
  refuseForeign(head);
  const start = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  const end = headerEnd(head, start);
  if (end === null) {
    if (!complete) return null;
    if (countQuotes(head, start) % 2 === 1)
      throw badCsv(1, "a quote is opened in the header and never closed. Close it, or double a quote inside a quoted name.");
  }
  const stop = end ?? head.length;
  const line = head.subarray(start, stop > start && head[stop - 1] === CR ? stop - 1 : stop);
  if (!isUtf8(line)) throw badCsv(1, "the header is not UTF-8 text. Save the file as UTF-8.");
  if (line.includes(CR)) throw badCsv(1, "the header holds a carriage return alone. End lines with LF or CRLF.");
  if (line.length === 0)
    throw end === null || complete
      ? emptyFile("The file has no header line. Name the columns in the first line.")
      : badCsv(1, "is blank. Name the columns in the first line.");
  const delimiter = detectDelimiter(line);
  const names = splitHeader(line, delimiter);
  checkNames(names);
  const lineEnd = end === null ? null : head[end - 1] === CR ? "CRLF" : "LF";
  return {
    names,
    delimiter,
    lineEnd,
    length: end === null ? head.length : end + 1,
    lines: 1 + line.reduce((count, byte) => count + Number(byte === LF), 0),
  };
}

/** An array, or an object with a first key: no header begins so. */
const JSON_START = /^\uFEFF?\s*(\[\s*[[{"\d]|\{\s*"[^"]*"\s*:)/;

function refuseForeign(head: Uint8Array): void {
  const starts = (...bytes: number[]): boolean => bytes.every((byte, i) => head[i] === byte);
  if (starts(0xff, 0xfe) || starts(0xfe, 0xff)) throw badCsv(1, "the file is UTF-16. Save it as UTF-8.");
  if (starts(0x50, 0x4b, 3, 4)) throw badCsv(1, "the file is a ZIP archive or a spreadsheet (xlsx). Export it as CSV.");
  if (JSON_START.test(new TextDecoder().decode(head.subarray(0, 256))))
    throw badCsv(1, "the file is JSON. Write it as CSV with a header, or as Parquet.");
  const nul = head.subarray(0, 4096).indexOf(0);
  if (nul >= 0) throw badCsv(1, "the file is binary or UTF-16 (it holds zero bytes). Give CSV as UTF-8, gzip of it, or Parquet.");
}

/** Position of the line feed that ends the header: the first outside quotes. */
function headerEnd(head: Uint8Array, start: number): number | null {
  let quoted = false;
  for (let i = start; i < head.length; i++) {
    if (head[i] === QUOTE) quoted = !quoted;
    else if (head[i] === LF && !quoted) return i;
  }
  return null;
}

const countQuotes = (head: Uint8Array, start: number): number =>
  head.subarray(start).reduce((count, byte) => count + Number(byte === QUOTE), 0);

/** The candidate that occurs most outside quotes; a comma where none does. */
function detectDelimiter(line: Uint8Array): number {
  const counts = new Map(DELIMITERS.map((byte) => [byte, 0]));
  let quoted = false;
  for (const byte of line) {
    if (byte === QUOTE) quoted = !quoted;
    else if (!quoted && counts.has(byte)) counts.set(byte, (counts.get(byte) ?? 0) + 1);
  }
  return [...counts].reduce((best, candidate) => (candidate[1] > best[1] ? candidate : best), [44, 0] as [number, number])[0];
}

function splitHeader(line: Uint8Array, delimiter: number): string[] {
  const decoder = new TextDecoder();
  const names: string[] = [];
  let at = 0;
  for (;;) {
    let end = at;
    let name: string;
    if (line[at] === QUOTE) {
      end = at + 1;
      while (end < line.length && (line[end] !== QUOTE || line[end + 1] === QUOTE)) end += line[end] === QUOTE ? 2 : 1;
      name = decoder.decode(line.subarray(at + 1, end)).replaceAll('""', '"');
      end++;
      if (end > line.length || (end < line.length && line[end] !== delimiter))
        throw badCsv(1, `column ${names.length + 1} of the header has text after its closing quote.`);
    } else {
      while (end < line.length && line[end] !== delimiter) end++;
      name = decoder.decode(line.subarray(at, end));
      if (name.includes('"'))
        throw badCsv(
          1,
          `column ${names.length + 1} of the header has a quote inside an unquoted name. Quote the whole name and double the quote.`,
        );
    }
    names.push(name);
    if (end >= line.length) return names;
    at = end + 1;
  }
}

/** Names that a table can have: present, printable, at most 256 characters, different also without regard to case. */
export function checkNames(names: readonly string[], refuse: (says: string) => AppError = (says) => badCsv(1, says)): void {
  if (names.length > MAX_COLUMNS) throw refuse(`the header has ${names.length} columns; at most ${MAX_COLUMNS} are read.`);
  const seen = new Map<string, { name: string; position: number }>();
  names.forEach((name, index) => {
    const position = index + 1;
    if (name.trim() === "") throw refuse(`column ${position} has no name. Name every column in the header.`);
    if (name.length > MAX_NAME)
      throw refuse(`the name of column ${position} has ${name.length} characters; at most ${MAX_NAME} are allowed.`);
    if (/\p{Cc}/u.test(name)) throw refuse(`the name of column ${position} holds a control character. Take it out of the header.`);
    const earlier = seen.get(name.toLowerCase());
    if (earlier) {
      const both = earlier.name === name ? `'${name}' twice` : `'${earlier.name}' and '${name}', which differ in case only`;
      throw new AppError(
        "DUPLICATE_COLUMN",
        "data",
        `The header has ${both}: columns ${earlier.position} and ${position}. Give each column its own name.`,
        {
          columns: [name],
          positions: [earlier.position, position],
        },
      );
    }
    seen.set(name.toLowerCase(), { name, position });
  });
}
