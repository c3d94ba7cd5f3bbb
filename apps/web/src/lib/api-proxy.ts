/** What the portal's origin lets through to the API, and what it changes on the way. Pure, so that a test can list it. */

const ALLOWED: readonly { pattern: RegExp; methods: readonly string[] }[] = [
  { pattern: /^\/graphql$/, methods: ["POST"] },
  { pattern: /^\/graphql\/stream$/, methods: ["POST"] },
  { pattern: /^\/uploads\/[A-Za-z0-9_-]+$/, methods: ["PUT", "HEAD"] },
  { pattern: /^\/decisions\.(?:csv|ndjson)$/, methods: ["GET"] },
  { pattern: /^\/artifacts(?:\/[A-Za-z0-9_.-]+)+$/, methods: ["GET", "HEAD"] },
];

/** Connection headers belong to one hop; `accept-encoding` is ours, so that lengths and ranges stay those of the API. */
const DROPPED = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
  "host",
  "accept-encoding",
]);

/** The API's path for a portal path under `/api`, or null where the portal has nothing to pass on. */
export function apiPath(portalPath: string, method: string): string | null {
  const path = portalPath.startsWith("/api/") ? portalPath.slice("/api".length) : "";
  if (path.split("/").some((part) => part === "." || part === "..")) return null;
  return ALLOWED.some((rule) => rule.pattern.test(path) && rule.methods.includes(method)) ? path : null;
}

export function forwardedRequestHeaders(incoming: Headers, protocol: string): Headers {
  const headers = withoutHopHeaders(incoming);
  const host = incoming.get("x-forwarded-host") ?? incoming.get("host");
  if (host) headers.set("x-forwarded-host", host);
  headers.set("x-forwarded-proto", incoming.get("x-forwarded-proto") ?? protocol.replace(/:$/, ""));
  headers.set("accept-encoding", "identity");
  return headers;
}

export function forwardedResponseHeaders(incoming: Headers): Headers {
  const headers = withoutHopHeaders(incoming);
  headers.delete("set-cookie");
  for (const cookie of incoming.getSetCookie()) headers.append("set-cookie", cookie);
  return headers;
}

function withoutHopHeaders(incoming: Headers): Headers {
  const named = (incoming.get("connection") ?? "").split(",").map((name) => name.trim().toLowerCase());
  const headers = new Headers();
  for (const [name, value] of incoming) if (!DROPPED.has(name) && !named.includes(name)) headers.set(name, value);
  return headers;
}
