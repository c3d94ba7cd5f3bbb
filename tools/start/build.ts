import { join } from "node:path";
import { runCommand } from "./command.ts";
import { isBuilt, markBuilt, sourceHash } from "./stamp.ts";
import { StartTrouble } from "./trouble.ts";

const QUIET = { TURBO_TELEMETRY_DISABLED: "1", NEXT_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", TURBO_NO_UPDATE_NOTIFIER: "1" };
const TIMEOUT_MS = 15 * 60_000;

/**
 * Builds every workspace whose sources changed. Nothing to do costs the reading of the sources.
 * @param filters turbo filters; none = everything. @throws StartTrouble with the compiler's words.
 */
export async function ensureBuilt(root: string, say: (text: string) => void, filters: string[] = []): Promise<void> {
  const hash = sourceHash(root);
  if (isBuilt(root, hash)) return;
  say("building");
  const began = performance.now();
  const ticking = setInterval(() => say(`still building, ${Math.round((performance.now() - began) / 1000)} s`), 15_000);
  const turbo = join(root, "node_modules/turbo/bin/turbo");
  const args = [turbo, "run", "build", "--output-logs=errors-only", "--ui=stream", ...filters.map((filter) => `--filter=${filter}`)];
  const { exitCode, output } = await runCommand(process.execPath, args, {
    cwd: root,
    env: { ...process.env, ...QUIET },
    timeoutMs: TIMEOUT_MS,
  });
  clearInterval(ticking);
  if (exitCode !== 0) {
    if (/ENOSPC|No space left/i.test(output))
      throw new StartTrouble("The disk is full: the build could not be written. Free about 1 GB and start again.");
    throw new StartTrouble(`The build failed:\n${output.trim().split("\n").slice(-40).join("\n")}`);
  }
  if (filters.length === 0) markBuilt(root, hash);
  say(`built in ${Math.round((performance.now() - began) / 1000)} s`);
}
