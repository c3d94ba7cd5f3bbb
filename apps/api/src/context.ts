import type { IncomingHttpHeaders } from "node:http";
import { type Caller, callerOfKey, callerOfSession, type Database, type Db } from "@plimsoll/schema/db";
import type { Home, Storage } from "@plimsoll/schema/storage";
import type { Logger } from "pino";
import { forbidden, unauthenticated } from "./errors.ts";
import type { LiveHub } from "./live.ts";
import { type Loaders, openLoaders } from "./loaders.ts";
import type { Metrics } from "./metrics.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import type { ScorerClient } from "./scorer-client.ts";

/** What every request shares. */
export interface Services {
  database: Database;
  home: Home;
  storage: Storage;
  scorer: ScorerClient;
  hub: LiveHub;
  signInFailures: RateLimiter;
  metrics: Metrics;
  log: Logger;
  codeVersion: string;
  uploadMaxBytes: number;
  cursorSecret: string;
}

/** The portal's cookie on the answer under way; null on transports that cannot set one. */
export interface SessionCookie {
  set(token: string, expiresAt: Date): void;
  clear(): void;
}

export interface ApiContext {
  services: Services;
  caller: Caller | null;
  requestId: string;
  /** The peer's own address; forwarded addresses are claims and are not used. */
  address: string;
  cookie: SessionCookie | null;
  loaders: Loaders;
}

export function openContext(
  services: Services,
  caller: Caller | null,
  request: { requestId: string; address: string; cookie: SessionCookie | null },
): ApiContext {
  return { services, caller, ...request, loaders: openLoaders(services.database.db, caller?.workspaceId ?? "") };
}

/** The caller of a field that anonymous callers cannot reach. */
export function callerIn(context: ApiContext): Caller {
  if (!context.caller) throw unauthenticated();
  return context.caller;
}

export const SESSION_COOKIE = "plimsoll_session";
export const PREFLIGHT_HEADERS = ["apollo-require-preflight", "x-plimsoll-csrf"] as const;

export function cookieValue(header: string | undefined, name: string): string | null {
  for (const pair of header?.split(";") ?? []) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim() || null;
  }
  return null;
}

/** Whether `Origin` names the host the browser asked, directly or through the portal. */
export function isSameOrigin(headers: IncomingHttpHeaders): boolean {
  const { origin } = headers;
  if (!origin || !URL.canParse(origin)) return false;
  const forwarded = headers["x-forwarded-host"];
  const host = (Array.isArray(forwarded) ? forwarded[0] : forwarded?.split(",")[0]?.trim()) || headers.host;
  return new URL(origin).host === host;
}

/**
 * Who calls. A bearer key wins over a cookie; a wrong key is an error, an ended session is nobody.
 * @param isRead true for a GET of a file, which changes nothing and which a browser sends without Origin.
 * @throws AppError UNAUTHENTICATED for a key that is not one of ours, FORBIDDEN for a cookie that another site could have sent.
 */
export async function authenticate(db: Db, headers: IncomingHttpHeaders, isRead = false): Promise<Caller | null> {
  const { authorization } = headers;
  if (authorization !== undefined) return callerOfBearer(db, authorization);
  const token = cookieValue(headers.cookie, SESSION_COOKIE);
  if (!token) return null;
  if (!isRead) checkCookieRequest(headers);
  return callerOfSession(db, token);
}

export async function callerOfBearer(db: Db, authorization: string): Promise<Caller> {
  const key = /^Bearer +([\w-]{1,200})$/i.exec(authorization.trim())?.[1];
  const caller = key ? await callerOfKey(db, key) : null;
  if (!caller) throw unauthenticated("The API key is not valid or has been revoked.");
  return caller;
}

function checkCookieRequest(headers: IncomingHttpHeaders): void {
  if (!isSameOrigin(headers))
    throw forbidden("A request with the portal's cookie must come from the portal's own origin. Scripts send an API key instead.");
  const forcesPreflight = PREFLIGHT_HEADERS.some((name) => headers[name]) || /^application\/json\b/i.test(headers["content-type"] ?? "");
  if (!forcesPreflight) throw forbidden(`A request with the portal's cookie must carry the header '${PREFLIGHT_HEADERS[0]}'.`);
}
