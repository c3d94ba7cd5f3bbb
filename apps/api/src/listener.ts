import { RUN_CHANNEL } from "@plimsoll/schema/db";
import pg from "pg";
import type { Logger } from "pino";

export interface Listener {
  close(): Promise<void>;
}

/** Holds one connection that listens, and makes it anew when it is lost or when it stays silent to a question. */
export function openListener(
  url: string,
  log: Logger,
  { onNotify, onReconnect }: { onNotify(runId: string): void; onReconnect(): void },
): Listener {
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | null = null;
  let closed = false;
  let wasConnected = false;

  async function connect(): Promise<void> {
    const fresh = new pg.Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 3_000, query_timeout: 5_000 });
    client = fresh;
    const lost = () => {
      if (client !== fresh) return;
      client = null;
      fresh.removeAllListeners("notification");
      void fresh.end().catch(() => {});
      if (!closed) retry = setTimeout(() => void connect(), 500);
    };
    fresh.on("error", lost);
    fresh.on("end", lost);
    fresh.on("notification", ({ payload }) => payload && onNotify(payload));
    try {
      await fresh.connect();
      await fresh.query(`LISTEN ${RUN_CHANNEL}`);
      if (wasConnected) {
        log.info("listening to run changes again");
        onReconnect();
      }
      wasConnected = true;
    } catch {
      lost();
    }
  }

  // A half-open connection never errs by itself: ask it something, and give it up when it does not answer.
  const heartbeat = setInterval(() => {
    const current = client;
    current?.query("SELECT 1").catch(() => current.emit("error", new Error("The listening connection is silent.")));
  }, 5_000);
  void connect();

  return {
    async close() {
      closed = true;
      clearInterval(heartbeat);
      if (retry) clearTimeout(retry);
      const current = client;
      client = null;
      await current?.end().catch(() => {});
    },
  };
}
