import { createRequire } from "node:module";
import type { Logger } from "pino";

export interface Service {
  log: Logger;
  close(): Promise<void>;
}

/** This release, as it stands on every model version and heartbeat. */
export const codeVersion = (): string => (createRequire(import.meta.url)("../package.json") as { version: string }).version;

/**
 * Runs a service as a process: tells the parent when it is ready, closes it on SIGTERM, SIGINT or when the parent is gone, and exits 0.
 * A second signal ends the process at once.
 */
export async function runService(start: () => Promise<Service>): Promise<void> {
  let service: Service | undefined;
  let stopping = false;
  const stop = async (reason: string): Promise<void> => {
    if (stopping) {
      if (reason !== "disconnect") process.exit(1);
      return;
    }
    stopping = true;
    service?.log.info({ reason }, "stopping");
    try {
      await service?.close();
      process.exit(0);
    } catch (error) {
      service?.log.error({ error: error instanceof Error ? error.name : "unknown" }, "did not stop cleanly");
      process.exit(1);
    }
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop(signal));
  if (process.send) process.on("disconnect", () => void stop("disconnect"));
  try {
    service = await start();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
  process.send?.({ type: "ready" });
}
