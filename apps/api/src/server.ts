import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { openDatabase } from "@plimsoll/schema/db";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { pino } from "pino";
import { openApp } from "./app.ts";
import type { Services } from "./context.ts";
import { loggable } from "./errors.ts";
import { openApollo, reporter } from "./graphql.ts";
import { type LiveTimes, openLiveHub } from "./live.ts";
import { openMetrics } from "./metrics.ts";
import { openRateLimiter } from "./rate-limiter.ts";
import { openScorerClient } from "./scorer-client.ts";
import type { UploadTimes } from "./uploads.ts";
import { serveWebSocket } from "./websocket.ts";

export interface ApiOptions {
  databaseUrl: string;
  /** 0 takes a free one. */
  port: number;
  /** Address to listen on; all of the machine's unless given. */
  host?: string;
  /** PLIMSOLL_HOME, absolute. */
  home: string;
  scorerUrl: string;
  scorerSecret: string;
  uploadMaxBytes: number;
  logLevel: string;
  codeVersion?: string;
  /** Clocks, for tests. */
  liveTimes?: LiveTimes;
  uploadTimes?: UploadTimes;
  /** Failed sign-ins an address may make a minute. */
  signInFailuresPerMinute?: number;
}

export interface RunningApi {
  url: string;
  /** Ends subscriptions, open requests and connections; resolves within seconds. */
  close(): Promise<void>;
}

const CLOSE_PATIENCE_MS = 3_000;

export async function startApi(options: ApiOptions): Promise<RunningApi> {
  const log = pino({ level: options.logLevel, base: { process: "api" } });
  const database = openDatabase(options.databaseUrl, {
    max: 20,
    onError: (error) => log.warn(loggable(error), "idle database connection lost"),
  });
  const home = homeFolders(options.home);
  const services: Services = {
    database,
    home,
    storage: openLocalStorage(home.artifacts),
    scorer: openScorerClient(options.scorerUrl, options.scorerSecret),
    hub: openLiveHub(database, options.databaseUrl, log, options.liveTimes),
    signInFailures: openRateLimiter(options.signInFailuresPerMinute ?? 10, 60_000),
    metrics: openMetrics(),
    log,
    codeVersion: options.codeVersion ?? "0.1.0",
    uploadMaxBytes: options.uploadMaxBytes,
    // Shared by all apis of an installation and not the scorer's secret itself.
    cursorSecret: createHmac("sha256", options.scorerSecret).update("cursors").digest("hex"),
  };
  const report = reporter(log);
  const apollo = openApollo(log, services.metrics);
  await apollo.start();
  const server = createServer(
    { headersTimeout: 10_000, requestTimeout: 0, keepAliveTimeout: 65_000, connectionsCheckingInterval: 2_000 },
    openApp(services, apollo, report, options.uploadTimes),
  );
  const sockets = serveWebSocket(server, services, report);
  await new Promise<void>((listening, failed) => {
    server.once("error", failed);
    server.listen({ port: options.port, host: options.host }, () => listening());
  });
  const { port } = server.address() as AddressInfo;
  log.info({ port }, "api ready");

  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      const closed = new Promise<void>((done) => server.close(() => done()));
      await services.hub.close();
      await sockets.close();
      server.closeIdleConnections();
      const patience = setTimeout(() => server.closeAllConnections(), CLOSE_PATIENCE_MS);
      await closed;
      clearTimeout(patience);
      await apollo.stop();
      services.scorer.close();
      await database.close();
      log.info("api stopped");
    },
  };
}
