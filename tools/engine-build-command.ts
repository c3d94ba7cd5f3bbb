import { spawn } from "node:child_process";

export interface CommandResult {
  /** Null where the program could not be started at all. */
  exitCode: number | null;
  /** Both streams, the last 64 kB. */
  output: string;
}

const KEPT_OUTPUT = 65_536;

/** Runs a program to its end without a shell; `everyMs` calls `onTick` while it runs. */
export function runCommand(
  program: string,
  args: string[],
  options: { cwd?: string; env: NodeJS.ProcessEnv; timeoutMs: number; onTick?: () => void; everyMs?: number },
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: options.timeoutMs,
    });
    let output = "";
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-KEPT_OUTPUT);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const tick = options.onTick ? setInterval(options.onTick, options.everyMs ?? 2_000) : undefined;
    const end = (exitCode: number | null) => {
      clearInterval(tick);
      resolve({ exitCode, output });
    };
    child.on("error", () => end(null));
    child.on("close", (code) => end(code ?? 1));
  });
}

/** The last line that says something: what a failing tool ends with. */
export function lastLine(output: string): string {
  const lines = output.split("\n").map((line) => line.trim());
  return lines.findLast((line) => line !== "") ?? "no output";
}
