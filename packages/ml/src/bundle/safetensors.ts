import { AppError } from "@plimsoll/schema";
import type { NamedWeight } from "../engine/network.ts";

const LENGTH_BYTES = 8;
const MAX_HEADER_BYTES = 16 * 1024 * 1024;
const MAX_TENSORS = 100_000;
const MAX_RANK = 8;
const METADATA = "__metadata__";

export interface TensorFile {
  metadata: ReadonlyMap<string, string>;
  tensors: ReadonlyMap<string, NamedWeight>;
}

const refuse = (message: string): AppError =>
  new AppError("BAD_BUNDLE", "data", `This is not a model file that can be trusted: ${message}. Use the file as it was downloaded.`);

/**
 * Tensors and text in the safetensors layout: a little-endian u64 header length, a JSON header padded with spaces to a multiple
 * of eight, then the little-endian float32 values one after another. The same content gives the same bytes.
 */
export function writeTensorFile(metadata: Readonly<Record<string, string>>, tensors: readonly NamedWeight[]): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { [METADATA]: metadata };
  let end = 0;
  for (const { name, shape, values } of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [end, end + values.length * 4] };
    end += values.length * 4;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(LENGTH_BYTES + headerLength + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerLength);
  bytes.set(text, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerLength;
  for (const { values } of tensors) {
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return bytes;
}

/**
 * Reads what `writeTensorFile` wrote. Nothing the file says is believed: lengths, shapes and offsets are checked against the
 * bytes that are there before anything of their size is allocated.
 * @throws AppError "BAD_BUNDLE" for a file that is cut short, lies about a size, leaves gaps or overlaps, or holds NaN or infinite values.
 */
export function readTensorFile(bytes: Uint8Array): TensorFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < LENGTH_BYTES) throw refuse(`it has ${bytes.length} bytes and ends before its header`);
  const claimed = view.getBigUint64(0, true);
  if (claimed > BigInt(Math.min(MAX_HEADER_BYTES, bytes.length - LENGTH_BYTES))) throw refuse(`its header claims ${claimed} bytes`);
  const dataStart = LENGTH_BYTES + Number(claimed);
  const header = parseHeader(bytes.subarray(LENGTH_BYTES, dataStart));

  const entries = Object.entries(header).filter(([name]) => name !== METADATA);
  if (entries.length > MAX_TENSORS) throw refuse(`it names ${entries.length} tensors`);
  const dataLength = bytes.length - dataStart;
  const claims = entries.map(([name, entry]) => claimOf(name, entry, dataLength));

  const byPosition = claims.toSorted((a, b) => a.begin - b.begin || a.end - b.end);
  let covered = 0;
  for (const { name, begin, end } of byPosition) {
    if (begin !== covered) throw refuse(`tensor '${name}' begins at byte ${begin}, where ${covered} was expected`);
    covered = end;
  }
  if (covered !== dataLength) throw refuse(`it holds ${dataLength} bytes of values, its header names ${covered}`);

  const tensors = new Map<string, NamedWeight>();
  for (const { name, shape, begin, end } of claims) {
    const values = new Float32Array((end - begin) / 4);
    for (let i = 0; i < values.length; i++) {
      const value = view.getFloat32(dataStart + begin + i * 4, true);
      if (!Number.isFinite(value)) throw refuse(`tensor '${name}' holds ${value}`);
      values[i] = value;
    }
    tensors.set(name, { name, shape, values });
  }
  return { metadata: metadataOf(header[METADATA]), tensors };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> {
  try {
    const header: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isRecord(header)) return header;
  } catch {
    // Told below: the parser's own message quotes the file's bytes.
  }
  throw refuse("its header is not a JSON object");
}

function claimOf(name: string, entry: unknown, dataLength: number): { name: string; shape: number[]; begin: number; end: number } {
  if (name === "__proto__" || name === "" || name.length > 512) throw refuse("a tensor has a name that is not allowed");
  if (!isRecord(entry)) throw refuse(`tensor '${name}' is not described`);
  const { dtype, shape, data_offsets: offsets } = entry;
  if (dtype !== "F32") throw refuse(`tensor '${name}' has the type ${JSON.stringify(dtype)?.slice(0, 32)}, expected "F32"`);
  if (!isCounts(shape) || shape.length > MAX_RANK) throw refuse(`tensor '${name}' has no valid shape`);
  if (!isCounts(offsets) || offsets.length !== 2) throw refuse(`tensor '${name}' has no valid offsets`);
  const [begin, end] = offsets as [number, number];
  if (begin > end || end > dataLength) throw refuse(`tensor '${name}' claims bytes ${begin} to ${end} of ${dataLength}`);
  let size = 4;
  for (const length of shape) {
    size *= length;
    if (size > dataLength) throw refuse(`tensor '${name}' has a shape larger than the file`);
  }
  if (size !== end - begin) throw refuse(`tensor '${name}' claims ${end - begin} bytes for a shape of ${size}`);
  return { name, shape, begin, end };
}

function metadataOf(value: unknown): Map<string, string> {
  if (value === undefined) return new Map();
  if (!isRecord(value)) throw refuse("its metadata is not an object");
  const metadata = new Map<string, string>();
  for (const [key, text] of Object.entries(value)) {
    if (typeof text !== "string") throw refuse("its metadata holds something that is not text");
    metadata.set(key, text);
  }
  return metadata;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

const isCounts = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
