import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { WorkerOptions } from "../worker.ts";

/** The processes of runs below a worker's process. */
export const runProcessesOf = (processId: number): number[] =>
  childProcessesOf(processId).filter((id) => /child\.(ts|js)/.test(readOrEmpty(`/proc/${id}/cmdline`)));

export const childProcessesOf = (processId: number): number[] =>
  readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((id) => Number(/^PPid:\s+(\d+)$/m.exec(readOrEmpty(`/proc/${id}/status`))?.[1]) === processId);

/** A process may end while it is looked at. */
function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

/** Whether a process still runs; one that has ended and waits to be collected does not. */
export function isAlive(processId: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${processId}/status`, "utf8"));
  } catch {
    return false;
  }
}

export async function eventually<T>(
  look: () => T | undefined | false | Promise<T | undefined | false>,
  limitMs: number,
  what: string,
): Promise<T> {
  const limit = performance.now() + limitMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (performance.now() > limit) throw new Error(`Not within ${limitMs} ms: ${what}`);
    await delay(20);
  }
}

export interface WorkerProcess {
  process: ChildProcess;
  processId: number;
  /** Everything it has logged so far. */
  log(): string;
  exited: Promise<number | null>;
}

/** A worker in a process of its own, that can be frozen or killed; resolves when it takes jobs. */
export async function startWorkerProcess(options: WorkerOptions): Promise<WorkerProcess> {
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const entry = fileURLToPath(new URL("./worker-process.ts", import.meta.url));
  const child = spawn(process.execPath, ["--conditions=plimsoll-source", "--import", tsx, entry], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, WORKER_OPTIONS: JSON.stringify(options) },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  let log = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    log += text;
  });
  const exited = new Promise<number | null>((resolve) => child.once("exit", (code) => resolve(code)));
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => resolve());
    void exited.then((code) => reject(new Error(`The worker's process ended with ${code}: ${log}`)));
  });
  return { process: child, processId: child.pid ?? 0, log: () => log, exited };
}
