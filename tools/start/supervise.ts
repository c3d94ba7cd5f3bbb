import { type ChildProcess, spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { nextDelay } from "./backoff.ts";
import { lastLines, openLog } from "./log-file.ts";
import { StartTrouble } from "./trouble.ts";

/** One of the processes that make up a running Plimsoll. */
export interface ProcessSpec {
  name: string;
  /** Arguments of Node. */
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** How long a process may take to end after SIGTERM. */
  stopMs: number;
  /** Resolves when a process answers; without it the process says so itself by the message `{ type: "ready" }`. */
  waitUntilReady?: (signal: AbortSignal) => Promise<void>;
}

export interface SupervisedProcess {
  name: string;
  /** Resolves at the first readiness; rejects when the process ended several times before it. */
  ready: Promise<void>;
  /** Ends the process for good: SIGTERM, and SIGKILL after its time. */
  stop(): Promise<void>;
  /** Ends the process gently and starts it anew, as after a change of its source. */
  restart(): Promise<void>;
  /** Ends the process and all it started at once. */
  kill(): void;
}

/** A process that ends this often before it was ever ready will not become so by itself. */
const HOPELESS_AFTER = 3;

/** Runs a process, with its output in `<logs>/<name>.log`, and starts it again whenever it ends. */
export function supervise(spec: ProcessSpec, logs: string, say: (text: string) => void): SupervisedProcess {
  let child: ChildProcess;
  let began = 0;
  let delayMs = 0;
  let fruitless = 0;
  let stopping = false;
  let everReady = false;
  let restart: NodeJS.Timeout | undefined;
  let ended: Promise<void> = Promise.resolve();
  let becameReady = () => {};
  let gaveUp = (_reason: Error) => {};
  const ready = new Promise<void>((resolve, reject) => {
    becameReady = resolve;
    gaveUp = reject;
  });
  // Whoever awaits it hears the rejection; nobody need await it.
  ready.catch(() => undefined);

  const note = () => {
    everReady = true;
    fruitless = 0;
    becameReady();
  };

  const start = () => {
    began = performance.now();
    const log = openLog(logs, spec.name);
    // A process group of its own: a Ctrl-C in the terminal reaches the supervisor alone, which stops the others in order.
    child = spawn(process.execPath, spec.args, { cwd: spec.cwd, env: spec.env, stdio: ["ignore", log, log, "ipc"], detached: true });
    closeSync(log);
    const gone = new AbortController();
    child.on("message", (message) => {
      if ((message as { type?: unknown } | null)?.type === "ready" && !spec.waitUntilReady) note();
    });
    spec.waitUntilReady?.(gone.signal).then(note, () => undefined);
    ended = new Promise((done) => {
      child.once("error", () => done());
      child.once("exit", () => done());
    });
    child.once("error", (error) => say(`${spec.name} could not be started: ${error.message}`));
    child.once("exit", (code, signal) => {
      gone.abort();
      killGroup(child);
      if (stopping) return;
      const how = signal ?? `exit code ${code}`;
      if (!everReady && ++fruitless >= HOPELESS_AFTER) {
        gaveUp(new StartTrouble(`${spec.name} does not start (${how}). Its last words:\n${lastLines(logs, spec.name, 5).join("\n")}`));
        return;
      }
      delayMs = nextDelay(delayMs, performance.now() - began);
      say(`${spec.name} ended (${how}); starting it again in ${delayMs / 1000} s. Its log: ${spec.name}.log`);
      restart = setTimeout(start, delayMs);
    });
  };
  start();

  const stop = async () => {
    stopping = true;
    clearTimeout(restart);
    child.kill("SIGTERM");
    const hard = setTimeout(() => killGroup(child), spec.stopMs);
    await ended;
    clearTimeout(hard);
  };

  return {
    name: spec.name,
    ready,
    stop,
    async restart() {
      if (stopping) return;
      await stop();
      stopping = false;
      start();
    },
    kill() {
      stopping = true;
      clearTimeout(restart);
      killGroup(child);
    },
  };
}

/** Ends what is left of a process and of everything it started. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nobody is left.
  }
}
