import { runCommand } from "../start/command.ts";
import { failedOne, passedOne, type Stage } from "./stage.ts";

/** A stage that is one command of Node: it passes when the command ends with 0. */
export function commandStage(name: string, root: string, args: string[], timeoutMs: number): Stage {
  return {
    name,
    async run() {
      const env = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1" };
      const { exitCode, output } = await runCommand(process.execPath, args, { cwd: root, env, timeoutMs });
      return exitCode === 0 ? passedOne : failedOne(lastPart(output));
    },
  };
}

/** The end of an output, where tools say what is wrong. */
export function lastPart(output: string, lines = 80): string {
  return output.trim().split("\n").slice(-lines).join("\n");
}
