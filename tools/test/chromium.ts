import { accessSync, constants } from "node:fs";
import { runCommand } from "../start/command.ts";

const CANDIDATES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const INSTALL_MS = 5 * 60_000;

/** Path of a Chromium: the one named, one of the usual places, or, as root on a Debian-like system, one installed now. Null where none can be had. */
export async function findChromium(named: string | undefined): Promise<string | null> {
  const present = [...(named ? [named] : []), ...CANDIDATES].find(isExecutable);
  if (present) return present;
  if (process.getuid?.() !== 0 || !isExecutable("/usr/bin/apt-get")) return null;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await runCommand("apt-get", ["update", "-q"], { env, timeoutMs: INSTALL_MS });
  await runCommand("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-liberation"], {
    env,
    timeoutMs: INSTALL_MS,
  });
  return CANDIDATES.find(isExecutable) ?? null;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
