import { constants } from "node:fs";
import { type FileHandle, lstat, open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { AppError, type ColumnType } from "@plimsoll/schema";
import { badCsv, type CsvHeader, emptyFile, readHeader } from "./csv-header.ts";
import { CsvScanner, MAX_ROW_BYTES, type ScanResult } from "./csv-scan.ts";

export type SourceKind = "CSV" | "GZIP" | "PARQUET";

export interface ScannedCsv extends ScanResult {
  header: CsvHeader;
}

export interface CsvSource {
  path: string;
  kind: "CSV" | "GZIP";
  /** Where the unpacked text of a GZIP goes. */
  unpackTo: string;
  maxBytes: number;
  missing: readonly string[];
  types: ReadonlyMap<string, ColumnType>;
  onProgress(fraction: number): void;
  signal: AbortSignal | undefined;
}

const CHUNK_BYTES = 1 << 20;
/** gzip packs text 3 to 20 times smaller, constant columns up to 200 times; a file of 1000:1 was made to fill the disk. */
const MAX_RATIO = 300;
const RATIO_FREE_BYTES = 64 << 20;

/** What the first bytes say the file is. @throws AppError BAD_CSV for anything but a plain file: links are not followed. */
export async function sourceKind(path: string): Promise<{ kind: SourceKind; byteSize: number }> {
  const entry = await lstat(path);
  if (!entry.isFile()) throw new AppError("BAD_CSV", "data", "The upload is not a plain file. Links and folders are not read.");
  const handle: FileHandle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    if (bytesRead === 0) throw emptyFile("The file is empty. Give a file with a header line and rows.");
    if (bytesRead >= 2 && buffer[0] === 0x1f && buffer[1] === 0x8b) return { kind: "GZIP", byteSize: entry.size };
    if (buffer.toString("latin1") === "PAR1") return { kind: "PARQUET", byteSize: entry.size };
    return { kind: "CSV", byteSize: entry.size };
  } finally {
    await handle.close();
  }
}

/** Streams the file once: unpacks it where it is packed, checks header and structure, infers types. */
export async function scanCsv(source: CsvSource): Promise<ScannedCsv> {
  const { byteSize } = await sourceKind(source.path);
  const handle = await open(source.path, constants.O_RDONLY | constants.O_NOFOLLOW);
  const input = handle.createReadStream({ highWaterMark: CHUNK_BYTES });
  const sink = new CsvSink(source);
  const unpacked = source.kind === "GZIP" ? await open(source.unpackTo, "wx") : null;
  // A stream that ends early reports its own abort first: the cause is kept here.
  let refusal: unknown;
  const consume = async (chunks: AsyncIterable<Buffer>): Promise<void> => {
    for await (const chunk of chunks) {
      try {
        sink.push(chunk);
        refuseBomb(sink.byteCount, input.bytesRead, source);
        if (unpacked) await unpacked.writeFile(chunk);
      } catch (error) {
        refusal = error;
        throw error;
      }
      source.onProgress(Math.min(1, input.bytesRead / byteSize));
    }
  };
  const options = source.signal ? { signal: source.signal } : {};
  try {
    if (source.kind === "CSV") await pipeline(input, consume, options);
    else await pipeline(input, createGunzip({ chunkSize: CHUNK_BYTES }), consume, options);
    return sink.end();
  } catch (error) {
    if (source.signal?.aborted) throw source.signal.reason;
    if (refusal) throw refusal;
    const code = (error as { code?: unknown }).code;
    if (typeof code === "string" && code.startsWith("Z_")) {
      throw new AppError(
        "BAD_CSV",
        "data",
        `The gzip file is damaged or cut off near line ${sink.line}. Pack it again.`,
        { line: sink.line },
        { cause: error },
      );
    }
    throw error;
  } finally {
    await unpacked?.close();
  }
}

function refuseBomb(unpacked: number, packed: number, { kind, maxBytes }: CsvSource): void {
  if (unpacked > maxBytes)
    throw new AppError("BAD_CSV", "data", `The file holds more than ${maxBytes} bytes of text, the limit. Split it.`);
  if (kind === "GZIP" && unpacked > RATIO_FREE_BYTES && unpacked > packed * MAX_RATIO) {
    throw new AppError(
      "BAD_CSV",
      "data",
      `The gzip file unpacks to more than ${MAX_RATIO} times its size, as no table does. Upload the plain CSV if it is one.`,
    );
  }
}

/** Collects bytes until the header is whole, then hands on to the scanner. */
class CsvSink {
  byteCount = 0;
  private head: Buffer = Buffer.alloc(0);
  private header: CsvHeader | null = null;
  private scanner: CsvScanner | null = null;
  private readonly source: CsvSource;

  constructor(source: CsvSource) {
    this.source = source;
  }

  get line(): number {
    return this.scanner?.lineNumber ?? 1;
  }

  push(chunk: Buffer): void {
    this.byteCount += chunk.length;
    if (this.scanner) {
      this.scanner.push(chunk);
      return;
    }
    this.head = this.head.length === 0 ? chunk : Buffer.concat([this.head, chunk]);
    this.start(readHeader(this.head, false));
    if (!this.scanner && this.head.length > MAX_ROW_BYTES)
      throw badCsv(1, `the header is longer than ${MAX_ROW_BYTES} bytes. The file is no CSV, or a quote in it is not closed.`);
  }

  end(): ScannedCsv {
    if (!this.scanner) this.start(readHeader(this.head, true));
    if (!this.scanner || !this.header) throw emptyFile("The file has no header line.");
    const result = this.scanner.end();
    if (result.rowCount === 0) throw emptyFile("The file has a header and no rows. Give at least one row.");
    return { ...result, header: this.header };
  }

  private start(header: CsvHeader | null): void {
    if (!header) return;
    this.header = header;
    this.scanner = new CsvScanner(header, this.source.missing, this.source.types);
    const rest = this.head.subarray(header.length);
    this.head = Buffer.alloc(0);
    this.scanner.push(rest);
  }
}
