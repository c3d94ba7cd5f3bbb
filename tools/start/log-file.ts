import { closeSync, mkdirSync, openSync, readSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";

const ROTATE_BYTES = 20_000_000;
const KEPT = 3;

/** Opens a process's log for appending. A log beyond 20 MB becomes `<name>.log.1` first; three old ones are kept. */
export function openLog(folder: string, name: string, rotateBytes = ROTATE_BYTES): number {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = logPath(folder, name);
  if (sizeOf(path) > rotateBytes) {
    for (let age = KEPT - 1; age >= 1; age--) if (sizeOf(`${path}.${age}`) > 0) renameSync(`${path}.${age}`, `${path}.${age + 1}`);
    renameSync(path, `${path}.1`);
  }
  return openSync(path, "a", 0o600);
}

export const logPath = (folder: string, name: string): string => join(folder, `${name}.log`);

/** The last lines of a log that say something, to show why a process ended. */
export function lastLines(folder: string, name: string, count: number): string[] {
  const path = logPath(folder, name);
  const size = sizeOf(path);
  if (size === 0) return [];
  const bytes = Buffer.alloc(Math.min(size, 16_384));
  const file = openSync(path, "r");
  readSync(file, bytes, 0, bytes.length, size - bytes.length);
  closeSync(file);
  const lines = bytes.toString("utf8").split("\n");
  return lines.filter((line) => line.trim() !== "").slice(-count);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
