import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { loadEngine } from "@plimsoll/ml";
import {
  ActionMapRequest,
  AppError,
  DecideRequest,
  type EngineName,
  newId,
  RecourseRequest,
  type ScoreResponse,
  toAppError,
  WordingChoice,
} from "@plimsoll/schema";
import { isDatabaseUnavailable, openDatabase } from "@plimsoll/schema/db";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { type Logger, pino } from "pino";
import { z } from "zod";
import { startHeartbeat } from "./heartbeat.ts";
import { actionMapOf } from "./policies/action-map.ts";
import { decide } from "./scoring/decide.ts";
import { computeRows } from "./scoring/feature-rows.ts";
import { findRecourse } from "./scoring/find-recourse.ts";
import { answerError, answerJson, isAuthorized, readJson } from "./scoring/http.ts";
import { createLoadGate, createMicroBatcher, type LoadGate } from "./scoring/micro-batcher.ts";
import { createModelCache, type ModelCache } from "./scoring/model-cache.ts";
import { createPolicyCache } from "./scoring/policy-cache.ts";
import { recordsToScore } from "./scoring/raw-rows.ts";
import { scoreTable } from "./scoring/scoring-model.ts";
import { createWordings } from "./scoring/wording.ts";

export interface ScorerOptions {
  databaseUrl: string;
  /** PLIMSOLL_HOME. */
  home: string;
  /** On loopback; 0 takes a free one. */
  port: number;
  secret: string;
  engine?: EngineName | undefined;
  maxModels?: number;
  /** Rows through networks that may wait at once; beyond it requests are refused. */
  maxPendingRows?: number;
  logLevel: string;
  codeVersion: string;
}

export interface RunningScorer {
  id: string;
  url: string;
  log: Logger;
  /** Takes no more requests and resolves when the last one is answered. */
  close(): Promise<void>;
}

const MAX_MODELS = 16;
const MAX_POLICIES = 64;
const MAX_PENDING_ROWS = 100_000;
const DRAIN_MS = 5_000;
const EXPLAINED_UNITS = 250;
const NOT_JUDGED = { strangeness: null, outOfDistribution: null };

/** Rows are checked as they become a table: a parser that copies objects would lose a column named `__proto__`. */
const Score = z.object({
  workspaceId: z.string(),
  modelVersionId: z.string(),
  rows: z.array(z.unknown()).min(1).max(10_000),
  explain: z.boolean().default(false),
  wording: WordingChoice.nullable().default(null),
});
/** As for `Score`: the row is checked as it becomes a table. */
const Recourse = RecourseRequest.extend({ row: z.unknown() });
const Features = z.object({
  workspaceId: z.string(),
  featureSetVersionId: z.string(),
  tables: z.array(z.object({ name: z.string(), rows: z.array(z.unknown()).max(100_000) })).max(16),
});
const Warm = z.object({ workspaceId: z.string(), modelVersionId: z.string() });

/** Starts the warm scorer: champions and recently used versions in memory, answering on loopback to who knows the secret. */
export async function startScorer(options: ScorerOptions): Promise<RunningScorer> {
  const id = newId("worker");
  const log = pino({ level: options.logLevel, base: { service: "scorer", workerId: id } });
  const engine = await loadEngine(options.engine);
  let isClosed = false;
  const database = openDatabase(options.databaseUrl, { max: 4, onError: () => isClosed || log.warn("a database connection was lost") });
  const gate = createLoadGate(options.maxPendingRows ?? MAX_PENDING_ROWS);
  const storage = openLocalStorage(homeFolders(options.home).artifacts);
  const policies = createPolicyCache({ database, storage, max: MAX_POLICIES });
  const cache = createModelCache({
    database,
    storage,
    engine,
    maxModels: options.maxModels ?? MAX_MODELS,
    batch: (model) => createMicroBatcher({ predict: model.logits, width: model.width, isAlone: () => gate.inFlight <= 1 }),
  });
  const wordings = createWordings(database);
  const routes: Record<string, (body: unknown) => Promise<unknown>> = {
    "/score": (body) => score(cache, gate, wordings, body),
    "/decide": (body) => decide(database, policies, parsed(DecideRequest, body)),
    "/action-map": async (body) => {
      const { workspaceId, modelVersionId, ...request } = parsed(ActionMapRequest, body);
      return actionMapOf(await policies.get(workspaceId, modelVersionId), request);
    },
    "/recourse": (body) => {
      const request = parsed(Recourse, body);
      return findRecourse(cache, gate, { ...request, row: request.row as RecourseRequest["row"] });
    },
    "/features": (body) => computeRows(database, gate, parsed(Features, body)),
    "/warm": async (body) => {
      const { workspaceId, modelVersionId } = parsed(Warm, body);
      await cache.with(workspaceId, modelVersionId, async () => {});
      return { modelVersionId };
    },
  };

  const server = createServer((request, response) => {
    if (request.method === "GET" && request.url === "/livez") return answerJson(response, 200, { status: "ok" });
    respond(request, routes, options.secret)
      .then((body) => answerJson(response, 200, body))
      .catch((error: unknown) => {
        const known = isDatabaseUnavailable(error)
          ? new AppError("UNAVAILABLE", "dependency", "The database is away. Try again in a moment.")
          : toAppError(error);
        if (known.kind === "bug") log.error({ frames: framesOf(known.cause) }, "request failed");
        answerError(response, known);
      });
  });
  server.keepAliveTimeout = 65_000;
  server.headersTimeout = 66_000;
  await listen(server, options.port).catch(async (error) => {
    await database.close();
    throw error;
  });
  const engineInfo = { name: engine.name, version: engine.version, threads: engine.threads };
  const heartbeat = await startHeartbeat(database, { id, role: "SCORER", engine: engineInfo, codeVersion: options.codeVersion }, log).catch(
    async (error) => {
      server.close();
      await database.close();
      throw error;
    },
  );
  cache
    .warmChampions()
    .then((count) => log.info({ count }, "champions loaded"))
    .catch((error: unknown) => log.warn({ code: toAppError(error).code }, "champions not loaded; they load when they are asked for"));
  const { port } = server.address() as AddressInfo;
  log.info({ engine: engine.name, engineVersion: engine.version, port }, "scorer ready");
  return {
    id,
    url: `http://127.0.0.1:${port}`,
    log,
    async close() {
      await heartbeat.stop();
      await closeServer(server);
      cache.clear();
      isClosed = true;
      await database.close();
      log.info("scorer stopped");
    },
  };
}

async function respond(
  request: IncomingMessage,
  routes: Record<string, (body: unknown) => Promise<unknown>>,
  secret: string,
): Promise<unknown> {
  if (!isAuthorized(request, secret)) throw new AppError("UNAUTHENTICATED", "unauthenticated", "The scorer answers its api alone.");
  const route = request.method === "POST" && Object.hasOwn(routes, request.url ?? "") ? routes[request.url ?? ""] : undefined;
  if (!route) throw new AppError("NOT_FOUND", "not_found", "No such path.");
  return route(await readJson(request));
}

async function score(
  cache: ModelCache,
  gate: LoadGate,
  wordings: ReturnType<typeof createWordings>,
  body: unknown,
): Promise<ScoreResponse> {
  const { workspaceId, modelVersionId, rows, explain, wording: choice } = parsed(Score, body);
  const wording = choice && explain ? await wordings(workspaceId, choice) : null;
  // Counted before the model is known: an explained row costs some hundred passes through the network and back.
  const leave = gate.enter(rows.length * (explain ? EXPLAINED_UNITS : 1));
  try {
    return await cache.with(workspaceId, modelVersionId, async ({ model, predict }) => {
      const table = recordsToScore(rows as Record<string, unknown>[], model);
      const scored = await scoreTable(model, table, explain, predict, wording);
      return {
        modelVersionId,
        scores: scored.reasons.map((own, at) => ({ ...model.reader.result(scored, at, own), ...NOT_JUDGED, ...scored.unlike[at] })),
      };
    });
  } finally {
    leave();
  }
}

function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new AppError("INVALID_INPUT", "input", `${issue?.path.join(".") || "The request"}: ${issue?.message ?? "not valid"}.`, {
    path: (issue?.path ?? []).map(String),
  });
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => {
      const reason =
        cause.code === "EADDRINUSE" ? `Port ${port} is taken; set SCORER_PORT to a free one.` : `The scorer cannot listen on port ${port}.`;
      reject(new AppError("UNAVAILABLE", "dependency", reason, {}, { cause }));
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}

async function closeServer(server: Server): Promise<void> {
  const limit = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
  clearTimeout(limit);
}

const framesOf = (error: unknown): string[] =>
  error instanceof Error
    ? [
        error.name,
        ...(error.stack ?? "")
          .split("\n")
          .filter((line) => /^\s+at /.test(line))
          .slice(0, 8),
      ]
    : [];
