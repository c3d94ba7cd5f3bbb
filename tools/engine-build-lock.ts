import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const POLL_MS = 250;
/** A lock without a readable owner is being made by its owner right now, unless it stays so for this long. */
const NAMELESS_MS = 5_000;

/**
 * Runs `work` while no other process runs under the same lock folder. Making a folder either succeeds or fails on every file
 * system, and its `owner` file holds the process id: the lock of a process that is gone is taken over.
 */
export async function withLock<Result>(folder: string, onWait: () => void, work: () => Promise<Result>): Promise<Result> {
  let waited = false;
  while (!(await take(folder))) {
    if (await ownerIsGone(folder)) {
      // Renaming picks one winner among those who saw the same dead owner.
      const grave = `${folder}.${process.pid}.stale`;
      await rename(folder, grave).then(
        () => rm(grave, { recursive: true, force: true }),
        () => undefined,
      );
      continue;
    }
    if (!waited) onWait();
    waited = true;
    await pause(POLL_MS);
  }
  try {
    return await work();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function take(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
  await writeFile(join(folder, "owner"), String(process.pid));
  return true;
}

async function ownerIsGone(folder: string): Promise<boolean> {
  const owner = Number(await readFile(join(folder, "owner"), "utf8").catch(() => ""));
  if (!owner) {
    const made = await stat(folder).catch(() => null);
    return made !== null && Date.now() - made.mtimeMs > NAMELESS_MS;
  }
  try {
    process.kill(owner, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}
