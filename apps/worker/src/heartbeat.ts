import { hostname } from "node:os";
import type { Database } from "@plimsoll/schema/db";
import { beat, HEARTBEAT, leave, type WorkerIdentity } from "@plimsoll/schema/db";
import type { Logger } from "pino";
import type { EngineInfo } from "./messages/training.ts";

export interface Heartbeat {
  /** Takes the row away, so that readiness changes at once. */
  stop(): Promise<void>;
}

/** Writes the process's row now and every few seconds. A missed beat is logged and made up by the next. */
export async function startHeartbeat(
  { db }: Database,
  process_: { id: string; role: WorkerIdentity["role"]; engine: EngineInfo; codeVersion: string },
  log: Logger,
): Promise<Heartbeat> {
  const { id, role, engine, codeVersion } = process_;
  const identity: WorkerIdentity = {
    id,
    role,
    host: hostname(),
    processId: process.pid,
    codeVersion,
    engine: engine.name,
    engineVersion: engine.version,
    threads: engine.threads,
  };
  await beat(db, identity);
  const timer = setInterval(() => {
    beat(db, identity).catch(() => log.warn("heartbeat not written: the database is away"));
  }, HEARTBEAT.everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await leave(db, id).catch(() => log.warn("heartbeat row not removed: the database is away"));
    },
  };
}
