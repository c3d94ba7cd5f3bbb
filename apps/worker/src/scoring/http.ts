import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError, type ErrorKind } from "@plimsoll/schema";

const MAX_BODY_BYTES = 32 * 2 ** 20;

const STATUS: Record<ErrorKind, number> = {
  input: 422,
  data: 422,
  numerical: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  resource: 503,
  dependency: 503,
  cancelled: 503,
  bug: 500,
};

/** Whether the caller knows the secret, told in the same time whatever it says. */
export function isAuthorized({ headers }: IncomingMessage, secret: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(headers.authorization ?? ""), digest(`Bearer ${secret}`));
}

/** @throws AppError INVALID_INPUT for a body that is too large or no JSON. */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES)
      throw new AppError("INVALID_INPUT", "input", `The request is larger than ${MAX_BODY_BYTES} bytes. Send fewer rows at once.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    throw new AppError("INVALID_INPUT", "input", "The request is not JSON.");
  }
}

export function answerJson(response: ServerResponse, status: number, body: unknown): void {
  if (response.headersSent || response.destroyed) return;
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { "content-type": "application/json", "content-length": bytes.length, "cache-control": "no-store" });
  response.end(bytes);
}

export function answerError(response: ServerResponse, error: AppError): void {
  if (STATUS[error.kind] === 503) response.setHeader("retry-after", "1");
  answerJson(response, STATUS[error.kind], { error: error.toJSON() });
}
