import { expect, test } from "vitest";
import { apiPath, forwardedRequestHeaders, forwardedResponseHeaders } from "./api-proxy.ts";

test("only the API's client paths pass the portal's origin", () => {
  expect(apiPath("/api/graphql", "POST")).toBe("/graphql");
  expect(apiPath("/api/graphql/stream", "POST")).toBe("/graphql/stream");
  expect(apiPath("/api/uploads/up_1", "PUT")).toBe("/uploads/up_1");
  expect(apiPath("/api/artifacts/run_1/scores.csv", "GET")).toBe("/artifacts/run_1/scores.csv");
  expect(apiPath("/api/decisions.csv", "GET")).toBe("/decisions.csv");
  for (const [path, method] of [
    ["/api/decisions", "GET"],
    ["/api/graphql", "GET"],
    ["/api/metrics", "GET"],
    ["/api/readyz", "GET"],
    ["/api/artifacts/../metrics", "GET"],
    ["/api/artifacts/%2e%2e/metrics", "GET"],
    ["/api/uploads/a/b", "PUT"],
    ["/graphql", "POST"],
  ] as const) {
    expect(apiPath(path, method), `${method} ${path}`).toBeNull();
  }
});

test("hop-by-hop headers stay on their hop; cookie, origin and the browser's host arrive", () => {
  const headers = forwardedRequestHeaders(
    new Headers({
      host: "portal:3000",
      connection: "keep-alive, x-once",
      "x-once": "1",
      "transfer-encoding": "chunked",
      cookie: "a=b",
      origin: "http://portal:3000",
    }),
    "http:",
  );
  expect(Object.fromEntries(headers)).toEqual({
    cookie: "a=b",
    origin: "http://portal:3000",
    "x-forwarded-host": "portal:3000",
    "x-forwarded-proto": "http",
    "accept-encoding": "identity",
  });
});

test("two cookies stay two headers", () => {
  const answer = new Headers({ "content-type": "text/plain", connection: "close" });
  answer.append("set-cookie", "a=1; Path=/");
  answer.append("set-cookie", "b=2");
  const headers = forwardedResponseHeaders(answer);
  expect(headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2"]);
  expect(headers.get("connection")).toBeNull();
});
