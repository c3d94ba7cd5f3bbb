import { envFragments } from "@plimsoll/schema/env";
import { z } from "zod";

/** What the worker's process reads from its environment. */
export const workerEnv = {
  DATABASE_URL: envFragments.DATABASE_URL.unwrap(),
  PLIMSOLL_HOME: envFragments.PLIMSOLL_HOME,
  PLIMSOLL_ENGINE: envFragments.PLIMSOLL_ENGINE,
  WORKER_MEMORY_MB: envFragments.WORKER_MEMORY_MB,
  LOG_LEVEL: envFragments.LOG_LEVEL,
};

/** What the scorer's process reads from its environment. */
export const scorerEnv = {
  DATABASE_URL: envFragments.DATABASE_URL.unwrap(),
  PLIMSOLL_HOME: envFragments.PLIMSOLL_HOME,
  PLIMSOLL_ENGINE: envFragments.PLIMSOLL_ENGINE,
  SCORER_PORT: envFragments.SCORER_PORT,
  SCORER_SECRET: z.string().min(16).describe("Secret shared by api and scorer."),
  LOG_LEVEL: envFragments.LOG_LEVEL,
};

const ENGINE_OF = { native: "NATIVE", wasm: "WASM", cpu: "CPU" } as const;

/** The engine a PLIMSOLL_ENGINE names. */
export const engineOf = (name: keyof typeof ENGINE_OF | undefined) => (name ? ENGINE_OF[name] : undefined);

/** What a run's process takes over from ours: no address and no secret is among it. */
const INHERITED = ["PATH", "HOME", "TMPDIR", "TZ", "LANG", "LC_ALL", "XDG_CACHE_HOME", "LD_LIBRARY_PATH"];

export const inheritedEnvironment = (source: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv =>
  Object.fromEntries(INHERITED.flatMap((name) => (source[name] === undefined ? [] : [[name, source[name]]])));
