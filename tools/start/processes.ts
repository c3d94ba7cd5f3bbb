import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { ProcessSpec } from "./supervise.ts";

export interface ProcessPlan {
  root: string;
  /** Run from the sources, with reload. */
  dev: boolean;
  /** What every process of ours gets beside the environment of the start. */
  settings: Record<string, string>;
  apiPort: number;
  webPort: number;
  /** False where SCORER_URL names a scorer elsewhere. */
  ownScorer: boolean;
}

/** Only the worker drains: a run that is nearly done may end in peace. */
const STOP_MS = { scorer: 5_000, worker: 10_000, api: 8_000, web: 3_000 } as const;

/** The processes in the order in which they are started; they are stopped in the opposite order. */
export function processSpecs(plan: ProcessPlan, inherited: NodeJS.ProcessEnv): ProcessSpec[] {
  const env = { ...inherited, ...plan.settings, NODE_ENV: plan.dev ? "development" : "production" };
  const entry = (app: string, file: string): string[] =>
    plan.dev
      ? ["--conditions=plimsoll-source", "--import", "tsx", "--enable-source-maps", join(plan.root, "apps", app, "src", `${file}.ts`)]
      : ["--enable-source-maps", join(plan.root, "apps", app, "dist", `${file}.js`)];
  const scorer: ProcessSpec = { name: "scorer", args: entry("worker", "scorer"), cwd: plan.root, env, stopMs: STOP_MS.scorer };
  const worker: ProcessSpec = { name: "worker", args: entry("worker", "main"), cwd: plan.root, env, stopMs: STOP_MS.worker };
  const api: ProcessSpec = { name: "api", args: entry("api", "main"), cwd: plan.root, env, stopMs: STOP_MS.api };
  return [...(plan.ownScorer ? [scorer] : []), worker, api, webSpec(plan, env)];
}

function webSpec(plan: ProcessPlan, env: NodeJS.ProcessEnv): ProcessSpec {
  const { DATABASE_URL: _database, SCORER_SECRET: _secret, ...own } = env;
  const folder = join(plan.root, "apps/web");
  const next = [join(folder, "node_modules/next/dist/bin/next"), join(plan.root, "node_modules/next/dist/bin/next")].find((path) =>
    existsSync(path),
  );
  return {
    name: "web",
    args: [
      "--import",
      join(plan.root, "tools/start/end-with-parent.mjs"),
      next ?? "next",
      plan.dev ? "dev" : "start",
      "-p",
      String(plan.webPort),
    ],
    cwd: folder,
    // The portal gets its data over GraphQL: it has no business with the database or the scorer.
    env: {
      ...own,
      PLIMSOLL_PARENT: String(process.pid),
      PLIMSOLL_API_URL: `http://127.0.0.1:${plan.apiPort}`,
      NEXT_TELEMETRY_DISABLED: "1",
    },
    stopMs: STOP_MS.web,
    waitUntilReady: (signal) => untilAnswers(`http://127.0.0.1:${plan.webPort}/`, signal),
  };
}

/** Resolves when the address answers at all; rejects when the signal aborts. */
export async function untilAnswers(url: string, signal: AbortSignal, accept: (response: Response) => boolean = () => true): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    try {
      const response = await fetch(url, { redirect: "manual", signal });
      await response.body?.cancel();
      if (accept(response)) return;
    } catch (error) {
      if (signal.aborted) throw error;
    }
    await pause(100, undefined, { signal });
  }
}
