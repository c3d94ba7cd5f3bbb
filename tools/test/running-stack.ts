import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "../start/ports.ts";

/** A whole Plimsoll in a temporary home on free ports, started by the same command as anybody's. */
export interface RunningStack {
  home: string;
  apiUrl: string;
  portalUrl: string;
  ownerKey: string;
  env: NodeJS.ProcessEnv;
  /** Seconds from the command to "ready". */
  startSeconds: number;
  /** Everything printed so far. */
  output(): string;
  /** Sends a signal to the command. @returns its exit code. */
  stop(signal: "SIGINT" | "SIGTERM"): Promise<number | null>;
}

const READY_MS = 10 * 60_000;

export const makeHome = (): string => mkdtempSync(join(tmpdir(), "plimsoll-home-"));
export const removeHome = (home: string): void => rmSync(home, { recursive: true, force: true });

/** An environment in which a start meets nobody else's ports, home or settings. */
export async function stackEnvironment(home: string, overrides: NodeJS.ProcessEnv = {}): Promise<NodeJS.ProcessEnv> {
  const { DATABASE_URL: _database, SCORER_URL: _scorer, ...inherited } = process.env;
  const [api, web, scorer] = [await freePort(), await freePort(), await freePort()];
  // Started as npm starts it, so that it ends when we are gone.
  return {
    ...inherited,
    npm_lifecycle_event: "start",
    PLIMSOLL_HOME: home,
    API_PORT: String(api),
    WEB_PORT: String(web),
    SCORER_PORT: String(scorer),
    ...overrides,
  };
}

/** Starts and waits until it says that it is ready. @throws Error with what it printed where it ends before. */
export async function startStack(root: string, home: string, env: NodeJS.ProcessEnv): Promise<RunningStack> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(root, "tools/start.mjs")], { cwd: root, env, stdio: ["ignore", "pipe", "pipe"] });
  const exited = new Promise<number | null>((ended) => child.once("exit", ended));
  const output = collect(child);
  await Promise.race([
    untilPrinted(child, output, "Stop with Ctrl-C."),
    exited.then((code) => {
      throw new Error(`The start ended with exit code ${code}:\n${output()}`);
    }),
    afterLimit().then(() => {
      child.kill("SIGTERM");
      throw new Error(`The start was not ready in ${READY_MS / 1000} s:\n${output()}`);
    }),
  ]);
  return {
    home,
    apiUrl: `http://localhost:${env.API_PORT}`,
    portalUrl: `http://localhost:${env.WEB_PORT}`,
    ownerKey: readFileSync(join(home, "owner-api-key"), "utf8").trim(),
    env,
    startSeconds: (performance.now() - began) / 1000,
    output,
    async stop(signal) {
      child.kill(signal);
      return exited;
    },
  };
}

function collect(child: ChildProcess): () => string {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on("data", (chunk: Buffer) => {
      text += chunk.toString("utf8");
    });
  }
  return () => text;
}

function untilPrinted(child: ChildProcess, output: () => string, words: string): Promise<void> {
  return new Promise((printed) => {
    child.stdout?.on("data", () => {
      if (output().includes(words)) printed();
    });
  });
}

function afterLimit(): Promise<void> {
  return new Promise((over) => setTimeout(over, READY_MS).unref());
}
