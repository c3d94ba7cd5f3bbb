import { type Database, submitDueRuns } from "@plimsoll/schema/db";
import type { Logger } from "pino";

const EVERY_MS = 5_000;

/** Looks every few seconds whether a schedule is due and submits its run. Any number of workers may do so at once. */
export function startScheduler(database: Database, log: Logger): { stop(): Promise<void> } {
  let looking: Promise<void> | null = null;
  const look = (): void => {
    looking ??= submitDueRuns(database)
      .then((runIds) => {
        for (const runId of runIds) log.info({ runId }, "a schedule submitted a run");
      })
      .catch((error: unknown) => log.warn({ error: error instanceof Error ? error.name : "unknown" }, "schedules not looked at"))
      .finally(() => {
        looking = null;
      });
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
