import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { lastLine, runCommand } from "../tools/engine-build-command.ts";

/** Where the Python peers live: outside the repository and never a dependency of the product. */
const cacheFolder = (): string =>
  join(process.env.XDG_CACHE_HOME ? resolve(process.env.XDG_CACHE_HOME) : join(homedir(), ".cache"), "plimsoll");

export type PythonPeers = { python: string } | { skipped: string };

/** A Python with exactly these packages in an environment of its own, made once; a plain word where that cannot be had. */
export async function pythonWith(name: string, packages: readonly string[], log: (line: string) => void): Promise<PythonPeers> {
  const folder = join(cacheFolder(), `bench-${name}`);
  const stamp = join(folder, "plimsoll-packages");
  const python = join(folder, "bin", "python");
  if (existsSync(stamp)) return { python };
  const env = process.env;
  const version = await runCommand("python3", ["--version"], { env, timeoutMs: 30_000 });
  if (version.exitCode !== 0) return { skipped: "python3 was not found" };
  log(`Preparing Python peers: ${packages.join(", ")}`);
  await mkdir(cacheFolder(), { recursive: true });
  await rm(folder, { recursive: true, force: true });
  const made = await runCommand("python3", ["-m", "venv", folder], { env, timeoutMs: 300_000 });
  if (made.exitCode !== 0) return { skipped: `python3 cannot make an environment (${lastLine(made.output)})` };
  const installed = await runCommand(python, ["-m", "pip", "install", "--quiet", "--only-binary=:all:", ...packages], {
    env,
    timeoutMs: 30 * 60_000,
  });
  if (installed.exitCode !== 0) {
    await rm(folder, { recursive: true, force: true });
    return { skipped: `pip could not install the peers (${lastLine(installed.output)})` };
  }
  await writeFile(`${stamp}.part`, `${packages.join("\n")}\n`);
  await rename(`${stamp}.part`, stamp);
  return { python };
}
