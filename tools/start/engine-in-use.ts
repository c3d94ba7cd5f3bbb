import { setTimeout as pause } from "node:timers/promises";
import { liveWorkers, openDatabase } from "@plimsoll/schema/db";

/** The engine that the worker reports in its heartbeat row, in words for the terminal. */
export async function engineInUse(databaseUrl: string): Promise<string> {
  const database = openDatabase(databaseUrl, { max: 1 });
  try {
    for (let tries = 0; tries < 20; tries++) {
      const [worker] = await liveWorkers(database.db, "WORKER");
      if (worker)
        return `${worker.engine.toLowerCase()} (${worker.engineVersion}, ${worker.threads} ${worker.threads === 1 ? "thread" : "threads"})`;
      await pause(100);
    }
    return "no worker has reported yet";
  } finally {
    await database.close();
  }
}
