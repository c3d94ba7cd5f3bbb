import { type ChildProcess, fork } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { trainingEnvironment } from "@plimsoll/ml/catalog";
import { AppError, type EngineName } from "@plimsoll/schema";
import { inheritedEnvironment } from "../env.ts";
import type { ChildMessage, ParentMessage, Task } from "../messages.ts";
import { judgeExit } from "./exit.ts";
import { openMemoryGroup } from "./memory-group.ts";

export type ChildOutcome =
  | { type: "result"; result: unknown }
  | { type: "drained" }
  /** `frames` tell where a bug was thrown; `stderr` is what a crashed process said last. */
  | { type: "failed"; error: AppError; frames: string[]; stderr: string };

export interface RunningChild {
  processId: number;
  outcome: Promise<ChildOutcome>;
  /** Asks the task to stop where a later attempt can go on. */
  drain(): void;
  /** Ends the process, whatever it does, and resolves when it is gone. */
  kill(): Promise<void>;
}

export interface ChildOptions {
  engine: EngineName;
  memoryMb: number | null;
  /** Called with what the child tells on its way: progress, epochs, checkpoints, log lines. */
  onMessage?(message: Exclude<ChildMessage, { type: "result" | "drained" | "failed" }>): void;
}

/** Tasks that read and convert give memory back; those that train keep it for the next step. */
const TENSOR_FREE: ReadonlySet<Task["kind"]> = new Set(["ingest", "check", "feature-build", "feature-preview", "feature-audit"]);

const isSource = import.meta.url.endsWith(".ts");
const ENTRY = fileURLToPath(new URL(isSource ? "../child.ts" : "../child.js", import.meta.url));
const STDERR_TAIL = 16_384;

/** Sources run through the loader that runs us; a build runs as it is. */
function execArguments(memoryMb: number | null): string[] {
  const source = isSource
    ? ["--conditions=plimsoll-source", "--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href]
    : [];
  return [...source, "--disable-proto=throw", ...(memoryMb === null ? [] : [`--max-old-space-size=${memoryMb}`])];
}

/** Starts a process for one task. It has no database and ends by itself when we are gone. */
export function forkChild(task: Task, { engine, memoryMb, onMessage }: ChildOptions): RunningChild {
  const group = openMemoryGroup();
  const killsBefore = group.kills();
  const child = fork(ENTRY, [], {
    execArgv: execArguments(memoryMb),
    env: { ...inheritedEnvironment(), ...(TENSOR_FREE.has(task.kind) ? {} : trainingEnvironment(engine)) },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  const stderr = tailOf(child);
  const gone = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
    child.once("error", () => child.pid === undefined && resolve());
  });
  const outcome = new Promise<ChildOutcome>((resolve) => {
    const fail = (error: AppError, frames: string[] = []): void => resolve({ type: "failed", error, frames, stderr: stderr() });
    child.on("message", (message: ChildMessage) => {
      if (message.type === "result" || message.type === "drained") resolve(message);
      else if (message.type === "failed") fail(AppError.fromJSON(message.error), message.frames);
      else onMessage?.(message);
    });
    child.once("error", (cause) =>
      fail(new AppError("TRAINER_KILLED", "resource", "The run's process could not be started.", {}, { cause })),
    );
    child.once("close", (code, signal) => {
      const exit = { code, signal, stderr: stderr(), groupKill: group.kills() > killsBefore };
      fail(judgeExit(exit, { heapMb: memoryMb, groupMb: group.limitMb() }));
    });
  });
  send(child, { type: "start", task });
  return {
    processId: child.pid ?? 0,
    outcome,
    drain: () => send(child, { type: "drain" }),
    async kill() {
      // Nothing a child could still do is wanted: its files lie in a staging folder that is removed after it.
      child.kill("SIGKILL");
      await gone;
    },
  };
}

function send(child: ChildProcess, message: ParentMessage): void {
  // A child that is gone tells so by its exit.
  if (child.connected) child.send(message, () => {});
}

function tailOf(child: ChildProcess): () => string {
  let tail = "";
  child.stderr?.setEncoding("utf8");
  child.stderr?.on("data", (text: string) => {
    tail = (tail + text).slice(-STDERR_TAIL);
  });
  return () => tail;
}
