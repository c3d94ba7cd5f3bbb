import type { ApolloServer } from "@apollo/server";
import { expressMiddleware } from "@as-integrations/express5";
import { AppError } from "@plimsoll/schema";
import type { Caller } from "@plimsoll/schema/db";
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from "express";
import helmet from "helmet";
import { type ApiContext, authenticate, isSameOrigin, openContext, SESSION_COOKIE, type Services, type SessionCookie } from "./context.ts";
import { openDecisionExport } from "./decision-export.ts";
import { openDownloads } from "./downloads.ts";
import { asAppError, forbidden, notFound } from "./errors.ts";
import { readiness } from "./health.ts";
import { LIMITS } from "./limits.ts";
import { asRequestError, peerAddress, sendGraphQLError, sendProblem } from "./problem.ts";
import { inRequest, newRequestId } from "./request-scope.ts";
import { access } from "./schema/access.ts";
import { serveStream } from "./sse.ts";
import { openUploads, type UploadTimes } from "./uploads.ts";

const BODY_MS = 15_000;
type Report = (error: AppError) => void;
type Handler = (request: Request, response: Response, caller: Caller | null) => Promise<void>;

const requestIdOf = (response: Response): string => String(response.locals.requestId);

/** The routes. Everything but health and `signIn` asks who calls. */
export function openApp(services: Services, apollo: ApolloServer<ApiContext>, report: Report, uploadTimes?: UploadTimes): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("query parser", "simple");
  app.set("etag", false);
  app.use(
    identify(services),
    helmet({ contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } } }),
    refuseKeysInUrl,
  );

  app.get("/livez", (_request, response) => void response.json({ alive: true }));
  app.get("/readyz", async (_request, response) => {
    const state = await readiness(services);
    if (!state.ready) response.setHeader("retry-after", "2");
    response.status(state.ready ? 200 : 503).json(state);
  });

  const plain = (isRead: boolean, handle: Handler): RequestHandler => {
    return (request, response) => {
      const requestId = requestIdOf(response);
      const work = async () => handle(request, response, await authenticate(services.database.db, request.headers, isRead));
      inRequest(requestId, work).catch((error: unknown) => {
        const appError = asAppError(error);
        if (!response.destroyed) report(appError);
        refuseBody(request, response);
        sendProblem(response, appError, requestId);
      });
    };
  };
  const uploads = openUploads(services, uploadTimes);
  app.put("/uploads/:id", plain(false, uploads.put));
  app.head("/uploads/:id", plain(true, uploads.head));
  app.get("/artifacts/:sha256", plain(true, openDownloads(services)));
  const decisions = openDecisionExport(services);
  app.get("/decisions.csv", plain(true, decisions.csv));
  app.get("/decisions.ndjson", plain(true, decisions.ndjson));
  app.get(
    "/metrics",
    plain(true, (request, response, caller) => sendMetrics(services, request, response, caller)),
  );

  const json = [
    bodyDeadline,
    express.json({ limit: LIMITS.bodyBytes, type: "application/json", inflate: false }),
    identifyCaller(services),
  ];
  app.post("/graphql/stream", ...json, (request, response) => {
    const context = openContext(services, response.locals.caller as Caller | null, {
      requestId: requestIdOf(response),
      address: peerAddress(request),
      cookie: null,
    });
    serveStream(request, response, context, report).catch((error: unknown) => answerGraphQL(error, response, report));
  });
  const graphql = expressMiddleware(apollo, { context: async ({ req, res }) => contextOf(services, req, res) });
  app.use("/graphql", ...json, (request, response, next) => inRequest(requestIdOf(response), () => graphql(request, response, next)));

  app.use((_request, response) => sendProblem(response, notFound([]), requestIdOf(response)));
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) => {
    const appError = asRequestError(error);
    report(appError);
    refuseBody(request, response);
    if (request.path.startsWith("/graphql")) sendGraphQLError(response, appError, requestIdOf(response));
    else sendProblem(response, appError, requestIdOf(response));
  });
  return app;
}

/** Gives the request its id, and counts and logs its end. Query strings are never logged: they may hold what should not be there. */
function identify({ log, metrics }: Services): RequestHandler {
  return (request, response, next) => {
    const given = request.headers["x-request-id"];
    const requestId = typeof given === "string" && /^[\w-]{8,64}$/.test(given) ? given : newRequestId();
    response.locals.requestId = requestId;
    response.setHeader("x-request-id", requestId);
    const started = performance.now();
    const route = routeOf(request.path);
    response.once("close", () => {
      const ms = performance.now() - started;
      metrics.httpSeconds.observe({ route, status: response.statusCode }, ms / 1_000);
      log.debug({ requestId, method: request.method, route, status: response.statusCode, ms: Math.round(ms * 10) / 10 }, "request");
    });
    next();
  };
}

const ROUTES = [
  "/graphql/stream",
  "/graphql",
  "/uploads",
  "/artifacts",
  "/decisions.csv",
  "/decisions.ndjson",
  "/livez",
  "/readyz",
  "/metrics",
];
const routeOf = (path: string): string => ROUTES.find((route) => path === route || path.startsWith(`${route}/`)) ?? "other";

/** A key in an address ends up in logs and histories: it is refused wherever it stands. */
const refuseKeysInUrl: RequestHandler = (request, response, next) => {
  let decoded = request.originalUrl;
  try {
    decoded = decodeURIComponent(request.originalUrl);
  } catch {
    // Not an encoded address: looked at as it is.
  }
  if (!decoded.includes("plk_")) return next();
  const error = new AppError(
    "INVALID_INPUT",
    "input",
    "An API key must not be in the address; it has been exposed to logs. Revoke it and send a new one as 'Authorization: Bearer <key>'.",
  );
  if (request.path.startsWith("/graphql")) sendGraphQLError(response, error, requestIdOf(response));
  else sendProblem(response, error, requestIdOf(response));
};

/** A body of at most a megabyte has this long to arrive. */
const bodyDeadline: RequestHandler = (request, _response, next) => {
  const timer = setTimeout(() => request.destroy(), BODY_MS);
  const done = () => clearTimeout(timer);
  request.once("end", done).once("close", done);
  next();
};

const identifyCaller = (services: Services): RequestHandler => {
  return (request, response, next) => {
    authenticate(services.database.db, request.headers).then(
      (caller) => {
        response.locals.caller = caller;
        next();
      },
      (error: unknown) => answerGraphQL(error, response, () => {}),
    );
  };
};

function answerGraphQL(error: unknown, response: Response, report: Report): void {
  const appError = asAppError(error);
  report(appError);
  if (response.headersSent) response.destroy();
  else sendGraphQLError(response, appError, requestIdOf(response));
}

/** A refused body is not read on: the connection ends with the answer. */
function refuseBody(request: Request, response: Response): void {
  if (request.complete || response.headersSent) return;
  response.setHeader("connection", "close");
  response.once("finish", () => {
    // Time for the answer to be read before the unread rest resets the connection.
    const timer = setTimeout(() => request.destroy(), 1_000);
    request.once("close", () => clearTimeout(timer));
    request.resume();
  });
}

function contextOf(services: Services, request: Request, response: Response): ApiContext {
  // Without a cookie there is nothing to forge but the sign-in itself: another site must not sign a visitor in.
  const foreign = request.headers.origin !== undefined && !isSameOrigin(request.headers);
  const caller = (response.locals.caller as Caller | null | undefined) ?? null;
  return openContext(services, caller, {
    requestId: requestIdOf(response),
    address: peerAddress(request),
    cookie: foreign ? null : cookieOn(request, response),
  });
}

function cookieOn(request: Request, response: Response): SessionCookie {
  const secure = request.secure || request.headers["x-forwarded-proto"] === "https" ? "; Secure" : "";
  const write = (value: string, expires: Date) =>
    response.setHeader(
      "set-cookie",
      `${SESSION_COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}; Expires=${expires.toUTCString()}`,
    );
  return { set: write, clear: () => write("", new Date(0)) };
}

const LOOPBACK = new Set(["127.0.0.1", "::1", "::ffff:127.0.0.1"]);

/** For the machine itself, or for whoever administers the workspace. */
async function sendMetrics({ metrics, hub }: Services, request: Request, response: Response, caller: Caller | null): Promise<void> {
  const isLocal = LOOPBACK.has(peerAddress(request)) && request.headers["x-forwarded-for"] === undefined;
  const administers = caller !== null && access.administer.role.includes(caller.role);
  if (!isLocal && !administers) throw forbidden("Metrics are for the machine itself or for a key with the role OWNER or ADMIN.");
  metrics.subscriptions.set(hub.size());
  response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
}
