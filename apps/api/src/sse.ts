import { once } from "node:events";
import type { AppError } from "@plimsoll/schema";
import type { Request, Response } from "express";
import type { ExecutionResult } from "graphql";
import type { ApiContext } from "./context.ts";
import { unauthenticated } from "./errors.ts";
import { isStream, type OperationRequest, prepareSubscription, presentErrors, startSubscription } from "./subscriptions.ts";

const PING_MS = 12_000;
/** A reader that takes nothing for so long is let go. */
const DRAIN_MS = 20_000;

/**
 * Subscriptions as server-sent events: graphql-sse's protocol in its "distinct connections" mode, one POST for each operation. A state is
 * written only when the one before has left, so a slow reader skips states instead of filling the server's memory.
 */
export async function serveStream(
  request: Request,
  response: Response,
  context: ApiContext,
  report: (error: AppError) => void,
): Promise<void> {
  if (!context.caller) throw unauthenticated();
  const present = (result: ExecutionResult) =>
    result.errors ? { ...result, errors: presentErrors(result.errors, context.requestId, report) } : result;
  const args = prepareSubscription((request.body ?? {}) as OperationRequest, context);
  const results =
    Array.isArray(args) || !("schema" in args) ? { errors: args as ExecutionResult["errors"] } : await startSubscription(args);

  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-store", "x-accel-buffering": "no" });
  const ping = setInterval(() => response.writableLength === 0 && response.write(":\n\n"), PING_MS);
  const gone = () => void (isStream(results) && results.return(undefined));
  response.once("close", gone);
  try {
    await send(response, ":\n\n");
    for await (const result of isStream(results) ? results : [results]) {
      if (!(await send(response, `event: next\ndata: ${JSON.stringify(present(result))}\n\n`))) return;
    }
    await send(response, "event: complete\ndata: \n\n");
  } finally {
    clearInterval(ping);
    response.off("close", gone);
    response.end();
  }
}

/** Writes and waits until it has left. @returns false when the reader is gone or takes nothing. */
async function send(response: Response, text: string): Promise<boolean> {
  if (response.destroyed) return false;
  if (response.write(text)) return true;
  try {
    await once(response, "drain", { signal: AbortSignal.timeout(DRAIN_MS) });
    return true;
  } catch {
    response.destroy();
    return false;
  }
}
