import { isUtf8 } from "node:buffer";
import { AppError, type ColumnType } from "@plimsoll/schema";
import { acceptedBits, CELL, classifyCell, EXPECTED, inferType } from "../cells.ts";
import { badCsv, type CsvHeader } from "./csv-header.ts";

/** What the scan learned of a column, over all of its cells. */
export interface ScannedColumn {
  name: string;
  type: ColumnType;
  /** Some cell has spaces around it, or is nothing but spaces. */
  hasSpace: boolean;
  /** Some cell is one of the missing markers. */
  hasMarker: boolean;
  /** Numbers are written with a decimal comma. */
  decimalComma: boolean;
}

export interface ScanResult {
  rowCount: number;
  columns: ScannedColumn[];
  /** Some lines end with CRLF and some with LF alone. */
  mixedLineEnds: boolean;
  quotedLineBreaks: boolean;
}

const QUOTE = 34;
const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const ZERO = 48;
const MINUS = 45;
const DOT = 46;
const SEMICOLON = 59;

/** Byte classes; their union over a cell says which fast path may read it. */
const DIGIT = 1;
const SIGN = 2;
const POINT = 4;
const OTHER = 8;
const BLANK = 16;
const STOP = 128;

const INTEGER_BITS = CELL.INTEGER | CELL.FLOAT | CELL.DECIMAL_COMMA | CELL.LOOSE_INTEGER | CELL.LOOSE_FLOAT;
const FLOAT_BITS = CELL.FLOAT | CELL.LOOSE_FLOAT;
/** Beside the bits of CELL: some cell is present. */
const PRESENT = 1 << 20;
/** Numbers of at most so many characters are exact and need no range check. */
const SHORT = 15;

const ZERO_BYTE = "holds a zero byte: the file is binary or UTF-16. Give CSV as UTF-8.";

/** A row longer than this is refused: it is no table, and would have to be held in memory whole. */
export const MAX_ROW_BYTES = 2_000_000;

/**
 * Checks the structure of a CSV byte by byte as it streams past (equal cell counts, RFC 4180 quotes, UTF-8, line ends) and infers
 * the type of every column from all of its cells. Memory: one unfinished row.
 */
export class CsvScanner {
  private readonly names: readonly string[];
  private readonly classes = new Uint8Array(256).fill(OTHER);
  private readonly decimalComma: boolean;
  private readonly markers: ReadonlySet<string>;
  private readonly markerStarts = new Uint8Array(256);
  private readonly overrides: (ColumnType | null)[];
  private readonly common: Int32Array;
  private readonly seen: Int32Array;
  private readonly space: Uint8Array;
  private readonly marked: Uint8Array;
  private readonly delimiter: number;
  private rest: Buffer = Buffer.alloc(0);
  private line: number;
  private blankLine = 0;
  private crlf: boolean;
  private lf: boolean;
  private quotedLineBreaks = false;
  private rowCount = 0;

  constructor(header: CsvHeader, missing: readonly string[], types: ReadonlyMap<string, ColumnType>) {
    this.names = header.names;
    this.delimiter = header.delimiter;
    this.line = header.lines + 1;
    this.crlf = header.lineEnd === "CRLF";
    this.lf = header.lineEnd === "LF";
    this.decimalComma = header.delimiter === SEMICOLON;
    for (let byte = ZERO; byte < ZERO + 10; byte++) this.classes[byte] = DIGIT;
    this.classes[MINUS] = SIGN;
    this.classes[DOT] = POINT;
    this.classes[SPACE] = BLANK;
    this.classes[TAB] = BLANK;
    for (const byte of [0, QUOTE, LF, CR, header.delimiter]) this.classes[byte] = STOP;
    this.markers = new Set(missing.map((marker) => marker.trim()).filter((marker) => marker !== ""));
    for (const marker of this.markers) this.markerStarts[Buffer.from(marker)[0] ?? 0] = 1;
    this.overrides = header.names.map((name) => types.get(name) ?? null);
    this.common = new Int32Array(header.names.length).fill(-1);
    this.seen = new Int32Array(header.names.length);
    this.space = new Uint8Array(header.names.length);
    this.marked = new Uint8Array(header.names.length);
  }

  /** The line that is being read. */
  get lineNumber(): number {
    return this.line;
  }

  push(chunk: Uint8Array): void {
    const bytes = this.rest.length > 0 ? Buffer.concat([this.rest, chunk]) : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const done = this.scan(bytes, false);
    this.rest = Buffer.from(bytes.subarray(done));
    if (this.rest.length > MAX_ROW_BYTES) throw this.tooLong(bytes, done);
  }

  end(): ScanResult {
    if (this.rest.length > 0) this.scan(this.rest, true);
    const columns = this.names.map((name, i): ScannedColumn => {
      const type = this.overrides[i] ?? inferType(this.common[i] as number, this.seen[i] as number, this.decimalComma);
      const commas = this.decimalComma && type === "FLOAT" && ((this.seen[i] as number) & CELL.DECIMAL_COMMA) !== 0;
      return { name, type, hasSpace: this.space[i] === 1, hasMarker: this.marked[i] === 1, decimalComma: commas };
    });
    return { rowCount: this.rowCount, columns, mixedLineEnds: this.crlf && this.lf, quotedLineBreaks: this.quotedLineBreaks };
  }

  /** Reads whole rows; returns where the first unfinished one starts. Reading a row twice changes nothing, so it may be cut anywhere. */
  private scan(bytes: Buffer, final: boolean): number {
    const classes = this.classes;
    const delimiter = this.delimiter;
    const end = bytes.length;
    let at = 0;
    let rowStart = 0;
    while (at < end) {
      rowStart = at;
      let column = 0;
      let lineBreaks = 0;
      let rowEnded = false;
      while (!rowEnded) {
        let cellStart = at;
        let cellEnd: number;
        let mask = 0;
        const quoted = at < end && bytes[at] === QUOTE;
        if (quoted) {
          cellStart++;
          cellEnd = this.closingQuote(bytes, cellStart);
          if (cellEnd < 0) {
            if (final)
              throw badCsv(
                this.line,
                `the quote opened in cell ${column + 1} is never closed. Close it, or double a quote inside a quoted cell.`,
              );
            return this.checked(bytes, rowStart);
          }
          for (let i = cellStart; i < cellEnd; i++) {
            const kind = classes[bytes[i] as number] as number;
            mask |= kind === STOP ? OTHER : kind;
            if (bytes[i] === LF) lineBreaks++;
          }
          at = cellEnd + 1;
        } else {
          while (at < end) {
            const kind = classes[bytes[at] as number] as number;
            if (kind === STOP) break;
            mask |= kind;
            at++;
          }
          cellEnd = at;
        }
        if (at >= end) {
          if (!final) return this.checked(bytes, rowStart);
          rowEnded = true;
        } else {
          const byte = bytes[at] as number;
          if (byte === delimiter) at++;
          else if (byte === LF) {
            this.lf = true;
            rowEnded = true;
            at++;
          } else if (byte === CR) {
            if (at + 1 >= end && !final) return this.checked(bytes, rowStart);
            if (bytes[at + 1] !== LF)
              throw badCsv(this.line, "a carriage return stands alone. End lines with LF or CRLF, and quote cells that hold line breaks.");
            this.crlf = true;
            rowEnded = true;
            at += 2;
          } else throw this.badByte(byte, quoted, column);
        }
        if (column < this.names.length && cellEnd > cellStart) this.readCell(bytes, cellStart, cellEnd, mask, column);
        column++;
      }
      this.finishRow(column, lineBreaks, rowStart, at, bytes);
    }
    return this.checked(bytes, at);
  }

  private finishRow(nCells: number, lineBreaks: number, start: number, end: number, bytes: Buffer): void {
    const isBlank = nCells === 1 && (bytes[start] === LF || bytes[start] === CR);
    if (isBlank && this.names.length > 1) {
      if (this.blankLine === 0) this.blankLine = this.line;
      this.line++;
      return;
    }
    if (this.blankLine > 0) throw badCsv(this.blankLine, "is blank. Take blank lines out; only the end of the file may have them.");
    if (nCells !== this.names.length) {
      throw badCsv(
        this.line,
        `has ${nCells} ${nCells === 1 ? "cell" : "cells"}, the header has ${this.names.length}. Give each row as many cells as the header, and quote cells that hold the delimiter.`,
      );
    }
    if (end - start > MAX_ROW_BYTES) throw this.tooLong(bytes, start);
    if (lineBreaks > 0) this.quotedLineBreaks = true;
    this.rowCount++;
    this.line += 1 + lineBreaks;
  }

  private closingQuote(bytes: Buffer, from: number): number {
    let at = bytes.indexOf(QUOTE, from);
    while (at >= 0 && bytes[at + 1] === QUOTE) at = bytes.indexOf(QUOTE, at + 2);
    return at;
  }

  private readCell(bytes: Buffer, start: number, end: number, mask: number, column: number): void {
    const length = end - start;
    const first = bytes[start] as number;
    if (this.markerStarts[first] === 0 || mask & BLANK) {
      if (mask === DIGIT && length <= SHORT && (first !== ZERO || length === 1)) {
        const zeroOne = length === 1 && first <= ZERO + 1 ? CELL.ZERO_ONE : 0;
        this.note(column, INTEGER_BITS | zeroOne);
        return;
      }
      if ((mask & (OTHER | BLANK)) === 0 && (mask & POINT) !== 0 && length <= SHORT && isPlainDecimal(bytes, start, end)) {
        this.note(column, FLOAT_BITS);
        return;
      }
      if (this.common[column] === 0 && this.overrides[column] === null && (mask & BLANK) === 0) return;
    }
    this.readSlowly(bytes, start, end, column);
  }

  /** Cells with spaces, signs, exponents, words, dates, quotes, or that may be a missing marker. */
  private readSlowly(bytes: Buffer, start: number, end: number, column: number): void {
    let from = start;
    let to = end;
    while (from < to && (bytes[from] === SPACE || bytes[from] === TAB)) from++;
    while (to > from && (bytes[to - 1] === SPACE || bytes[to - 1] === TAB)) to--;
    if (to - from !== end - start) this.space[column] = 1;
    if (to === from) return;
    const isLong = to - from > 256;
    const word = isLong ? "" : bytes.toString("utf8", from, to);
    if (!isLong && this.markers.has(word)) {
      this.marked[column] = 1;
      return;
    }
    if (this.common[column] === 0 && this.overrides[column] === null) return;
    this.note(column, classifyCell(word));
  }

  private note(column: number, bits: number): void {
    const common = this.common[column] as number;
    const seen = this.seen[column] as number;
    if ((common & bits) === common && (seen & (bits | PRESENT)) === (bits | PRESENT)) return;
    const type = this.overrides[column];
    this.common[column] = (this.common[column] as number) & bits;
    this.seen[column] = (this.seen[column] as number) | bits | PRESENT;
    if (type && (bits & acceptedBits(type, this.decimalComma)) === 0 && type !== "STRING") {
      const name = this.names[column] ?? "";
      throw new AppError(
        "TYPE_MISMATCH",
        "data",
        `Line ${this.line}: column '${name}' was declared ${type}, but the cell is not ${EXPECTED[type]}. Correct the cell, list it under missing, or declare another type.`,
        {
          columns: [name],
          line: this.line,
          expected: type,
        },
      );
    }
  }

  /** Whole rows end at a line feed, so a check of them never cuts a character. Zero bytes are left in quoted cells only. */
  private checked(bytes: Buffer, end: number): number {
    const rows = bytes.subarray(0, end);
    if (!isUtf8(rows))
      throw badCsv(
        this.lineOf(rows, (line) => !isUtf8(line)),
        "the text is not UTF-8 (Latin-1 or Windows-1252, perhaps). Save the file as UTF-8.",
      );
    if (rows.includes(0))
      throw badCsv(
        this.lineOf(rows, (line) => line.includes(0)),
        ZERO_BYTE,
      );
    return end;
  }

  /** The number of the first line of the scanned rows that the test picks out. */
  private lineOf(rows: Buffer, test: (line: Buffer) => boolean): number {
    let line = this.line - rows.reduce((count, byte) => count + Number(byte === LF), 0) - 1;
    for (let from = 0; from < rows.length; ) {
      line++;
      const next = rows.indexOf(LF, from);
      const to = next < 0 ? rows.length : next + 1;
      if (test(rows.subarray(from, to))) break;
      from = to;
    }
    return Math.max(1, line);
  }

  private badByte(byte: number, quoted: boolean, column: number): AppError {
    if (byte === 0) return badCsv(this.line, ZERO_BYTE);
    if (quoted) return badCsv(this.line, `cell ${column + 1} has text after its closing quote. Double a quote inside a quoted cell.`);
    return badCsv(this.line, `cell ${column + 1} has a quote inside an unquoted cell. Quote the whole cell and double the quote.`);
  }

  private tooLong(bytes: Buffer, start: number): AppError {
    const quotes = bytes.indexOf(QUOTE, start) >= 0 ? " A quote in it may not be closed." : "";
    return badCsv(
      this.line,
      `the row that starts here is longer than ${MAX_ROW_BYTES} bytes.${quotes} Split it, or correct its line ends.`,
    );
  }
}

/** -?digits.digits with no needless leading zero; the bytes are known to be digits, minus signs and points. */
function isPlainDecimal(bytes: Buffer, start: number, end: number): boolean {
  const from = bytes[start] === MINUS ? start + 1 : start;
  let point = -1;
  for (let i = from; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte === MINUS || (byte === DOT && point >= 0)) return false;
    if (byte === DOT) point = i;
  }
  return point > from && point < end - 1 && (bytes[from] !== ZERO || point === from + 1);
}
