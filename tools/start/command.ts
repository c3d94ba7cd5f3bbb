import { spawn } from "node:child_process";

export interface CommandResult {
  exitCode: number;
  /** Both streams in the order they came, the last 200 kB. */
  output: string;
}

/** Runs a program to its end and keeps what it says. A program that cannot be started, or is too slow, ends with a code that is not 0. */
export function runCommand(
  program: string,
  args: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; timeoutMs?: number; onOutput?: (text: string) => void } = {},
): Promise<CommandResult> {
  return new Promise((ended) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    running.add(child.pid);
    let output = "";
    const keep = (chunk: Buffer) => {
      options.onOutput?.(chunk.toString("utf8"));
      output = (output + chunk.toString("utf8")).slice(-200_000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const limit = options.timeoutMs
      ? setTimeout(() => {
          output += `\n${program} was ended after ${Math.round((options.timeoutMs ?? 0) / 1000)} s.`;
          killGroup(child.pid);
        }, options.timeoutMs)
      : undefined;
    const end = (exitCode: number) => {
      clearTimeout(limit);
      running.delete(child.pid);
      ended({ exitCode, output });
    };
    child.once("error", (error) => {
      output += error.message;
      end(127);
    });
    child.once("close", (code) => end(code ?? 1));
  });
}

/** Process groups at work, so that an interrupted caller leaves none behind. */
const running = new Set<number | undefined>();

export function killRunningCommands(): void {
  for (const processId of running) killGroup(processId);
}

function killGroup(processId: number | undefined): void {
  if (processId === undefined) return;
  try {
    process.kill(-processId, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}
