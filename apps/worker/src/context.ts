import type { Database } from "@plimsoll/schema/db";
import type { Home, Storage } from "@plimsoll/schema/storage";
import type { Logger } from "pino";
import type { HeldRuns } from "./held-runs.ts";
import type { EngineInfo } from "./messages/training.ts";

/** What every run of this worker is carried out with. */
export interface WorkerContext {
  id: string;
  database: Database;
  storage: Storage;
  home: Home;
  engine: EngineInfo;
  codeVersion: string;
  /** Heap limit of a run's process in MB; null = Node's own. */
  memoryMb: number | null;
  /** How long a drained run's process may go on to its next checkpoint. */
  graceMs: number;
  /** Replaces every job's own wall-clock limit. */
  timeoutMs: number | null;
  held: HeldRuns;
  log: Logger;
}
