import { execFileSync } from "node:child_process";
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartTrouble } from "./trouble.ts";

/** What the lock file of a home says about the start that holds it. */
export interface LockOwner {
  processId: number;
  /** When the process began, as its system tells it: a process id alone may have been given to another program since. */
  processStart: string;
  portal: string;
  home: string;
}

export const lockPath = (home: string): string => join(home, "supervisor.json");

/**
 * Makes this process the only start in `home`.
 * @returns a function that gives the home back. @throws StartTrouble naming the running start.
 */
export function takeLock(home: string, portal: string): () => void {
  const path = lockPath(home);
  const owner: LockOwner = { processId: process.pid, processStart: processStart(process.pid) ?? "", portal, home };
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(owner)}\n`, { mode: 0o600 });
  try {
    // A link appears with its content or not at all, so nobody reads half a lock.
    while (!tryLink(draft, path)) {
      const running = runningOwner(home);
      if (running) {
        throw new StartTrouble(
          `Plimsoll already runs in ${home} (process ${running.processId}, portal ${running.portal}). Stop it with Ctrl-C or kill ${running.processId}, or set PLIMSOLL_HOME.`,
        );
      }
      discardStale(path);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => rmSync(path, { force: true });
}

/** The live start that holds a home, or null where none does. */
export function runningOwner(home: string): LockOwner | null {
  const owner = readOwner(lockPath(home));
  return owner && processStart(owner.processId) === owner.processStart ? owner : null;
}

function readOwner(path: string): LockOwner | null {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as LockOwner;
  } catch {
    // None, or one that was cut short by a full disk: nobody's.
    return null;
  }
}

function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Renaming picks one winner among those who saw the same dead owner. */
function discardStale(path: string): void {
  const grave = `${path}.${process.pid}.stale`;
  try {
    renameSync(path, grave);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  rmSync(grave, { force: true });
}

/** The start time of a process in its system's own words, or null where there is no such process. */
export function processStart(processId: number): string | null {
  try {
    process.kill(processId, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return null;
  }
  try {
    // Field 22 of stat, counted behind the name, which may hold spaces and brackets.
    const stat = readFileSync(`/proc/${processId}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return startByPs(processId);
  }
}

function startByPs(processId: number): string | null {
  try {
    return execFileSync("ps", ["-o", "lstart=", "-p", String(processId)], { encoding: "utf8" }).trim() || null;
  } catch {
    return null;
  }
}
