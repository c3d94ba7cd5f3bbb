import { AppError } from "@plimsoll/schema";
import type { Request, Response } from "express";
import { answerOf, asAppError } from "./errors.ts";

const secondsToRetry = "2";

function setRetryHeaders(response: Response, status: number): void {
  if (status === 503) response.setHeader("retry-after", secondsToRetry);
  if (status === 429) response.setHeader("retry-after", "60");
  if (status === 401) response.setHeader("www-authenticate", 'Bearer realm="plimsoll"');
}

/** Answers a plain HTTP route with problem+json (RFC 9457). */
export function sendProblem(response: Response, error: AppError, requestId: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, status: usual, retryable } = answerOf(error);
  const status = typeof error.context.httpStatus === "number" ? error.context.httpStatus : usual;
  setRetryHeaders(response, status);
  if (typeof error.context.offset === "number") response.setHeader("upload-offset", String(error.context.offset));
  response.status(status).type("application/problem+json");
  response.send(
    JSON.stringify({
      type: "about:blank",
      title: error.code === "INTERNAL" ? "Internal error" : error.code,
      status,
      detail: error.message,
      code,
      retryable,
      requestId,
    }),
  );
}

/** Answers a GraphQL request that was refused before Apollo saw it, in the shape of a GraphQL answer. */
export function sendGraphQLError(response: Response, error: AppError, requestId: string): void {
  const { code, status, retryable } = answerOf(error);
  setRetryHeaders(response, status);
  response.status(status).type("application/json");
  response.send(JSON.stringify({ errors: [{ message: error.message, extensions: { code, retryable, requestId } }] }));
}

/** What a body parser or the HTTP layer refused, as one of our errors. */
export function asRequestError(error: unknown): AppError {
  const { status, type } = error as { status?: unknown; type?: unknown };
  if (status === 413) return new AppError("CONTENT_TOO_LARGE", "input", "The request body is too large.");
  if (type === "entity.parse.failed") return new AppError("INVALID_INPUT", "input", "The request body is not valid JSON.");
  if (typeof status === "number" && status >= 400 && status < 500)
    return new AppError("INVALID_INPUT", "input", "The request is not acceptable.");
  return asAppError(error);
}

/** The peer's address; forwarded addresses are claims that anybody can make. */
export const peerAddress = (request: Request): string => request.socket.remoteAddress ?? "unknown";
