import type { IncomingMessage, Server } from "node:http";
import type { AppError } from "@plimsoll/schema";
import type { Caller } from "@plimsoll/schema/db";
import { CloseCode, type Context, handleProtocols, makeServer } from "graphql-ws";
import { type WebSocket, WebSocketServer } from "ws";
import { authenticate, callerOfBearer, isSameOrigin, openContext, type Services } from "./context.ts";
import { asAppError } from "./errors.ts";
import { newRequestId } from "./request-scope.ts";
import { prepareSubscription, presentErrors, refuse, startSubscription } from "./subscriptions.ts";

/** Close codes beside graphql-ws's own. */
const SLOW_READER = 4408;
const TOO_MANY_REQUESTS = 4429;
const LIMITS = { frameBytes: 64 * 1024, unreadBytes: 1 << 20, subscriptions: 50, initMs: 5_000, pingMs: 12_000, sockets: 2_000 } as const;

interface Connection {
  socket: WebSocket;
  request: IncomingMessage;
  caller: Caller | null;
}

/** graphql-ws on /graphql: subscriptions only, by the same bounds as HTTP. */
export function serveWebSocket(server: Server, services: Services, report: (error: AppError) => void): { close(): Promise<void> } {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LIMITS.frameBytes, perMessageDeflate: false, handleProtocols });
  const protocol = makeServer<Record<string, unknown>, Connection>({
    connectionInitWaitTimeout: LIMITS.initMs,
    onConnect: (context) => introduce(context, services, report),
    onSubscribe: ({ extra, subscriptions }, _id, payload) => {
      if (Object.keys(subscriptions).length > LIMITS.subscriptions) {
        extra.socket.close(TOO_MANY_REQUESTS, `At most ${LIMITS.subscriptions} subscriptions a socket`);
        return [refuse(`At most ${LIMITS.subscriptions} subscriptions a socket.`)];
      }
      return prepareSubscription(
        payload,
        openContext(services, extra.caller, { requestId: newRequestId(), address: "socket", cookie: null }),
      );
    },
    subscribe: startSubscription,
    onNext: (_context, _id, _payload, args, result) => {
      const { requestId } = args.contextValue as { requestId: string };
      return result.errors ? { ...result, errors: presentErrors(result.errors, requestId, report) } : result;
    },
    onError: (_context, _id, _payload, errors) => presentErrors(errors, newRequestId(), report),
  });

  server.on("upgrade", (request, socket, head) => {
    socket.on("error", () => socket.destroy());
    const refusal = refusalOf(request, sockets.clients.size);
    if (refusal) socket.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
    else sockets.handleUpgrade(request, socket, head, (client) => serve(client, request));
  });

  function serve(socket: WebSocket, request: IncomingMessage): void {
    let alive = true;
    const ping = setInterval(() => {
      if (!alive) socket.terminate();
      alive = false;
      socket.ping();
    }, LIMITS.pingMs);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        close: (code, reason) => socket.close(code, reason),
        // Resolves when the message has left: a state waits for the one before it, and a slow reader skips states.
        send: (text) =>
          new Promise((sent) => {
            if (socket.bufferedAmount > LIMITS.unreadBytes) socket.close(SLOW_READER, "Reads too slowly");
            if (socket.readyState === socket.OPEN) socket.send(text, () => sent());
            else sent();
          }),
        onMessage: (handle) =>
          socket.on("message", (data) => {
            handle(String(data)).catch((error: unknown) => {
              report(asAppError(error));
              socket.close(CloseCode.InternalServerError, "INTERNAL");
            });
          }),
      },
      { socket, request, caller: null },
    );
    socket.on("pong", () => {
      alive = true;
    });
    // What a client did to the protocol closes its own socket and concerns nobody else.
    socket.on("error", () => {});
    socket.once("close", (code, reason) => {
      clearInterval(ping);
      void Promise.resolve(closed(code, String(reason))).catch((error: unknown) => report(asAppError(error)));
    });
  }

  return {
    async close() {
      for (const client of sockets.clients) client.close(1001, "Going away");
      const patience = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
      }, 500);
      await new Promise<void>((done) => sockets.close(() => done()));
      clearTimeout(patience);
    },
  };
}

/** Who speaks: the key in connection_init, or the portal's cookie (the handshake has shown its origin). */
async function introduce(
  { connectionParams, extra }: Context<Record<string, unknown>, Connection>,
  { database }: Services,
  report: (error: AppError) => void,
): Promise<boolean> {
  try {
    const authorization = connectionParams?.authorization ?? connectionParams?.Authorization;
    extra.caller =
      typeof authorization === "string"
        ? await callerOfBearer(database.db, /^Bearer /i.test(authorization) ? authorization : `Bearer ${authorization}`)
        : await authenticate(database.db, { ...extra.request.headers, "content-type": "application/json" });
  } catch (error) {
    const appError = asAppError(error);
    report(appError);
    if (appError.kind === "dependency") extra.socket.close(CloseCode.InternalServerError, "UNAVAILABLE");
    return false;
  }
  return extra.caller !== null;
}

/** The status line that refuses a handshake, or null. A browser on another site is turned away before it can speak. */
function refusalOf({ url = "", headers }: IncomingMessage, openSockets: number): string | null {
  if (url.split("?")[0] !== "/graphql") return "404 Not Found";
  if (url.includes("plk_")) return "400 Bad Request";
  if (headers.origin !== undefined && !isSameOrigin(headers)) return "403 Forbidden";
  return openSockets >= LIMITS.sockets ? "503 Service Unavailable" : null;
}
