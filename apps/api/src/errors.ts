import { AppError, type ErrorKind } from "@plimsoll/schema";
import { isDatabaseUnavailable } from "@plimsoll/schema/db";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { currentRequestId } from "./request-scope.ts";

/** Codes of `errors[].extensions.code`, besides Apollo's GRAPHQL_* ones. */
export type ErrorCode = "UNAUTHENTICATED" | "FORBIDDEN" | "NOT_FOUND" | "BAD_USER_INPUT" | "UNAVAILABLE" | "RATE_LIMITED" | "INTERNAL";

interface Answer {
  code: ErrorCode;
  /** Status of the plain HTTP routes, and of GraphQL requests refused before execution. */
  status: number;
  retryable: boolean;
}

/** What a client is told for each kind of failure. */
const answers = {
  input: { code: "BAD_USER_INPUT", status: 400, retryable: false },
  unauthenticated: { code: "UNAUTHENTICATED", status: 401, retryable: false },
  forbidden: { code: "FORBIDDEN", status: 403, retryable: false },
  not_found: { code: "NOT_FOUND", status: 404, retryable: false },
  conflict: { code: "BAD_USER_INPUT", status: 409, retryable: false },
  data: { code: "BAD_USER_INPUT", status: 400, retryable: false },
  numerical: { code: "INTERNAL", status: 500, retryable: false },
  resource: { code: "UNAVAILABLE", status: 503, retryable: true },
  dependency: { code: "UNAVAILABLE", status: 503, retryable: true },
  cancelled: { code: "UNAVAILABLE", status: 503, retryable: true },
  bug: { code: "INTERNAL", status: 500, retryable: false },
} as const satisfies Record<ErrorKind, Answer>;

/** Codes whose status or public code is narrower than their kind's. */
const exceptions: Readonly<Record<string, Answer>> = {
  RATE_LIMITED: { code: "RATE_LIMITED", status: 429, retryable: true },
  STORAGE_FULL: { code: "UNAVAILABLE", status: 507, retryable: true },
  REQUEST_TIMEOUT: { code: "BAD_USER_INPUT", status: 408, retryable: true },
  CONTENT_TOO_LARGE: { code: "BAD_USER_INPUT", status: 413, retryable: false },
};

export const answerOf = (error: AppError): Answer => exceptions[error.code] ?? answers[error.kind];

export const unauthenticated = (message = "Send a valid API key as 'Authorization: Bearer <key>', or sign in."): AppError =>
  new AppError("UNAUTHENTICATED", "unauthenticated", message);
export const forbidden = (message: string): AppError => new AppError("FORBIDDEN", "forbidden", message);
/** One text for what does not exist and for what belongs to another workspace. */
export const notFound = (path: string[] = ["id"]): AppError =>
  new AppError("NOT_FOUND", "not_found", "There is nothing by this id in the workspace.", { path });
export const invalidInput = (message: string, path: string[]): AppError => new AppError("INVALID_INPUT", "input", message, { path });

/** Any failure as an AppError; an unexpected one becomes a `bug` whose message says nothing of its cause. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isDatabaseUnavailable(error)) {
    return new AppError("UNAVAILABLE", "dependency", "The database cannot be reached; try again in a moment.", {}, { cause: error });
  }
  const code = driverCode(error);
  if (code === "22021" || code === "22P05") {
    return new AppError(
      "INVALID_INPUT",
      "input",
      "A text of the input holds a NUL or other character that cannot be stored.",
      {},
      { cause: error },
    );
  }
  if (code === "ENOSPC" || code === "EDQUOT") {
    return new AppError(
      "STORAGE_FULL",
      "resource",
      "The server's disk is full; free space under PLIMSOLL_HOME and try again.",
      {},
      { cause: error },
    );
  }
  return new AppError(
    "INTERNAL",
    "bug",
    "An unexpected error occurred; the request id finds it in the server's log.",
    {},
    { cause: error },
  );
}

/** The code of the innermost error that has one: SQLSTATE or errno. */
function driverCode(error: unknown): string | undefined {
  let code: string | undefined;
  for (let current = error; current instanceof Error; current = current.cause) {
    const own = (current as { code?: unknown }).code;
    if (typeof own === "string") code = own;
  }
  return code;
}

/** Apollo's codes that say the request was wrong, under our one name for it. */
const REQUEST_CODES: Readonly<Record<string, string>> = {
  GRAPHQL_PARSE_FAILED: "GRAPHQL_PARSE_FAILED",
  GRAPHQL_VALIDATION_FAILED: "GRAPHQL_VALIDATION_FAILED",
  BAD_USER_INPUT: "BAD_USER_INPUT",
  BAD_REQUEST: "BAD_USER_INPUT",
  OPERATION_RESOLUTION_FAILURE: "BAD_USER_INPUT",
  PERSISTED_QUERY_NOT_SUPPORTED: "BAD_USER_INPUT",
};
const LONGEST_MESSAGE = 1_000;

/** The error a client reads. Causes, stacks and SQL stay behind; `report` gets what is worth a log line. */
export function presentError(formatted: GraphQLFormattedError, error: unknown, report: (error: AppError) => void): GraphQLFormattedError {
  const requestId = currentRequestId();
  const { message, locations, path, extensions } = formatted;
  const requestCode = REQUEST_CODES[String(extensions?.code)];
  const original = originalOf(error);
  if (requestCode && !(original instanceof AppError)) {
    const limit = extensions?.limit === undefined ? {} : { limit: extensions.limit };
    return {
      message: message.slice(0, LONGEST_MESSAGE),
      locations,
      path,
      extensions: { code: requestCode, retryable: false, requestId, ...limit },
    };
  }
  const appError = asAppError(original);
  const { code, retryable } = answerOf(appError);
  report(appError);
  return { message: appError.message, locations, path, extensions: { code, retryable, requestId } };
}

function originalOf(error: unknown): unknown {
  let current = error;
  while (current instanceof GraphQLError && current.originalError) current = current.originalError;
  return current;
}

/** As `presentError`, for the transports that bypass Apollo. */
export function presentGraphQLError(error: GraphQLError, report: (error: AppError) => void): GraphQLFormattedError {
  const formatted = error.toJSON();
  const isRequestError = !error.path && !error.originalError;
  const code = formatted.extensions?.code ?? (isRequestError ? "GRAPHQL_VALIDATION_FAILED" : undefined);
  return presentError({ ...formatted, extensions: { ...formatted.extensions, code } }, error, report);
}

/** What a log may hold of an unexpected error: name, driver code and frames, never a message that could quote a query or a row. */
export function loggable(error: unknown): Record<string, unknown> {
  const chain: Record<string, unknown>[] = [];
  for (let current = error; current instanceof Error && chain.length < 4; current = current.cause) {
    const frames = current.stack
      ?.split("\n")
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 8)
      .map((line) => line.trim());
    const message =
      current instanceof AppError || current instanceof TypeError || current instanceof RangeError ? current.message : undefined;
    chain.push({ name: current.name, code: (current as { code?: unknown }).code, message, frames });
  }
  return { chain };
}
