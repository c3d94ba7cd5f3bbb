import type { NextRequest } from "next/server";
import { apiUrl } from "@/env.ts";
import { apiPath, forwardedRequestHeaders, forwardedResponseHeaders } from "@/lib/api-proxy.ts";

export const dynamic = "force-dynamic";

/** Streams both bodies; the API's address is read per request because a build must not bake it in. */
async function forward(request: NextRequest): Promise<Response> {
  const path = apiPath(request.nextUrl.pathname, request.method);
  if (path === null)
    return problem(404, "NOT_FOUND", `The portal does not pass ${request.method} ${request.nextUrl.pathname} on to the API.`);
  const target = new URL(path + request.nextUrl.search, apiUrl());
  const hasBody = request.method !== "GET" && request.method !== "HEAD";
  try {
    const init: RequestInit & { duplex: "half" } = {
      method: request.method,
      headers: forwardedRequestHeaders(request.headers, request.nextUrl.protocol),
      body: hasBody ? request.body : null,
      // Lets the body stream while it is sent, so that a large upload is never held in memory.
      duplex: "half",
      redirect: "manual",
      cache: "no-store",
      signal: request.signal,
    };
    const answer = await fetch(target, init);
    const headers = forwardedResponseHeaders(answer.headers);
    if (answer.headers.get("content-type")?.startsWith("text/event-stream")) headers.set("x-accel-buffering", "no");
    return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
  } catch {
    return problem(503, "API_AWAY", "The API does not answer. It is starting or restarting; try again in a moment.", {
      "retry-after": "2",
    });
  }
}

function problem(status: number, code: string, detail: string, headers: Record<string, string> = {}): Response {
  return Response.json(
    { type: "about:blank", title: code, status, detail, code },
    { status, headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers } },
  );
}

export { forward as GET, forward as HEAD, forward as POST, forward as PUT };
