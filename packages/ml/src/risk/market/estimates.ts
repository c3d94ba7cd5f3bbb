import { AppError } from "@plimsoll/schema";
import { z } from "zod";

/**
 * What a fit searched for or trained, by name, as JSON. A fit that is given an empty book writes it; the same fit on the same rows that is given
 * the book back reads it and searches nothing, so that a version forecasts with the very parameters that it was approved with. What follows
 * from the rows in closed form (a regression, a sample's moments) is not in it: the rows are kept beside it.
 */
export interface Estimates {
  /** Read what is there, rather than write. */
  readonly isKept: boolean;
  readonly values: Record<string, unknown>;
}

export const newEstimates = (): Estimates => ({ isKept: false, values: {} });
export const keptEstimates = (values: Record<string, unknown>): Estimates => ({ isKept: true, values });

/**
 * The estimate of that name out of a kept book; null where there is none to read and the fit must search.
 * @throws AppError "DAMAGED_FIT" where a kept book lacks it, or holds something else.
 */
export function recalled<Schema extends z.ZodType>(
  estimates: Estimates | undefined,
  name: string,
  schema: Schema,
): z.output<Schema> | null {
  if (!estimates?.isKept) return null;
  const parsed = schema.safeParse(estimates.values[name]);
  if (parsed.success) return parsed.data;
  throw new AppError(
    "DAMAGED_FIT",
    "data",
    `The stored fit has no valid '${name}': ${parsed.error.issues[0]?.message ?? "not valid"}. It was written for other parameters; fit the model again.`,
    { name },
  );
}

/** Writes an estimate into an empty book, and gives it back. */
export function kept<T>(estimates: Estimates | undefined, name: string, value: T): T {
  if (estimates && !estimates.isKept) estimates.values[name] = value;
  return value;
}

/** Numbers as base64 of their little-endian bytes: a tenth of their length in digits, and exact. */
const bytesOf = (values: Float32Array | Float64Array): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");

const bytesAs = <Numbers>(text: string, width: number, make: (buffer: ArrayBuffer) => Numbers): Numbers | null => {
  const bytes = Buffer.from(text, "base64");
  return bytes.length % width === 0 ? make(new Uint8Array(bytes).buffer) : null;
};

const stored = <Numbers extends Float32Array | Float64Array>(width: number, make: (buffer: ArrayBuffer) => Numbers) =>
  z.string().transform((text, context) => {
    const values = bytesAs(text, width, make);
    if (values?.every(Number.isFinite)) return values;
    context.addIssue("holds bytes that are no finite numbers");
    return z.NEVER;
  });

/** Arrays of numbers in a book, and how they are written. */
export const StoredFloats = stored(4, (buffer) => new Float32Array(buffer));
export const StoredDoubles = stored(8, (buffer) => new Float64Array(buffer));
export const storedNumbers = bytesOf;
