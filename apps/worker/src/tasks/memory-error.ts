import { AppError } from "@plimsoll/schema";

const EXHAUSTED =
  /Array buffer allocation failed|Invalid typed array length|Cannot create a string longer|OOM when allocating|out of memory/i;

/** A failed allocation in any of its spellings as OUT_OF_MEMORY; null for other errors. */
export function memoryError(error: unknown): AppError | null {
  if (error instanceof AppError || !(error instanceof Error) || !EXHAUSTED.test(error.message)) return null;
  return new AppError(
    "OUT_OF_MEMORY",
    "resource",
    "The run asked for more memory than this machine gives. Use fewer rows, columns or units.",
    {},
    { cause: error },
  );
}
