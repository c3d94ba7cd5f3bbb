/**
 * The one error of the platform. `kind` decides what happens (API answer, retry); `code` is what a client reads;
 * the message says what was given, what was expected and how to mend it.
 */
export const ERROR_KINDS = [
  "input",
  "unauthenticated",
  "forbidden",
  "not_found",
  "conflict",
  "data",
  "numerical",
  "resource",
  "dependency",
  "cancelled",
  "bug",
] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** Codes of `UserError`: expected failures of a mutation, answered as data. */
export const USER_ERROR_CODES = [
  "INVALID_INPUT",
  "UNKNOWN_COLUMN",
  "MISSING_COLUMN",
  "TYPE_MISMATCH",
  "IDEMPOTENCY_CONFLICT",
  "NOT_READY",
  "EMPTY_FILE",
  "FORBIDDEN_TRANSITION",
  "UNMAPPED_REASON",
] as const;
export type UserErrorCode = (typeof USER_ERROR_CODES)[number];

/** Codes of `run.error`: why a run ended FAILED. */
export const RUN_ERROR_CODES = [
  "BAD_CSV",
  "BAD_PARQUET",
  "EMPTY_FILE",
  "DUPLICATE_COLUMN",
  "INVALID_INPUT",
  "UNKNOWN_COLUMN",
  "MISSING_COLUMN",
  "TYPE_MISMATCH",
  "NOT_READY",
  "EXPECTATION_FAILED",
  "UNMAPPED_REASON",
  "DIVERGED",
  "DEGENERATE_TARGET",
  "OUT_OF_MEMORY",
  "STORAGE_FULL",
  "TIMED_OUT",
  "TRAINER_KILLED",
  "ENGINE_UNSUPPORTED",
  "INTERNAL",
] as const;
export type RunErrorCode = (typeof RUN_ERROR_CODES)[number];

export interface AppErrorJson {
  code: string;
  kind: ErrorKind;
  message: string;
  context: Record<string, unknown>;
}

export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: string;
  readonly kind: ErrorKind;
  /** Facts for logs and for `path` in the answer; never row values or secrets. */
  readonly context: Record<string, unknown>;

  constructor(code: string, kind: ErrorKind, message: string, context: Record<string, unknown> = {}, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
    this.kind = kind;
    this.context = context;
  }

  toJSON(): AppErrorJson {
    return { code: this.code, kind: this.kind, message: this.message, context: this.context };
  }

  static fromJSON(json: AppErrorJson): AppError {
    return new AppError(json.code, json.kind, json.message, json.context);
  }
}

/** Codes that name the run's own limit: running again would meet the same wall. */
const OWN_LIMIT_CODES: ReadonlySet<string> = new Set(["OUT_OF_MEMORY", "STORAGE_FULL", "TIMED_OUT", "ENGINE_UNSUPPORTED"]);

/** Whether another attempt may help: trouble of a dependency always, of a resource when the limit was not the run's own. */
export function isRetryable(error: Pick<AppError, "kind" | "code">): boolean {
  return error.kind === "dependency" || (error.kind === "resource" && !OWN_LIMIT_CODES.has(error.code));
}

/** Node's "no space left" in any of its spellings becomes STORAGE_FULL; everything unknown is a bug. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  const errno = (cause as { code?: unknown }).code;
  if (errno === "ENOSPC" || errno === "EDQUOT") {
    return new AppError("STORAGE_FULL", "resource", "The disk is full: free space under PLIMSOLL_HOME, then retry the run.", {}, { cause });
  }
  return new AppError("INTERNAL", "bug", "An unexpected error occurred.", {}, { cause });
}
