import type { Dirent } from "node:fs";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { isTerminal } from "@plimsoll/schema";
import { artifacts, type Database, runs } from "@plimsoll/schema/db";
import type { Home, Storage } from "@plimsoll/schema/storage";
import { inArray } from "drizzle-orm";
import type { Logger } from "pino";
import { removeUnreferenced } from "./artifacts.ts";
import { removeFolder } from "./run-files.ts";

/** Files younger than this may belong to a run that is still on its way to its commit. */
export const SWEEP_AFTER_MS = 3_600_000;
const ASK_AT_ONCE = 500;

/**
 * Removes what dead processes left: staging and checkpoint folders of runs that have ended or do not exist, and stored files that no row
 * names. Only files older than the window are touched. @returns how many folders and files were removed.
 */
export async function sweepOrphans(
  database: Database,
  storage: Storage,
  home: Home,
  log: Logger,
  olderThanMs = SWEEP_AFTER_MS,
): Promise<number> {
  const border = Date.now() - olderThanMs;
  const folders = (await sweepRunFolders(database, home.staging, border)) + (await sweepRunFolders(database, home.checkpoints, border));
  const files = await sweepArtifacts(database, storage, home.artifacts, border);
  if (folders + files > 0) log.info({ folders, files }, "orphans removed");
  return folders + files;
}

async function sweepRunFolders({ db }: Database, root: string, border: number): Promise<number> {
  const names = await oldEntries(root, border);
  let removed = 0;
  for (let start = 0; start < names.length; start += ASK_AT_ONCE) {
    const asked = names.slice(start, start + ASK_AT_ONCE);
    const rows = await db.select({ id: runs.id, status: runs.status }).from(runs).where(inArray(runs.id, asked));
    const alive = new Set(rows.filter(({ status }) => !isTerminal(status)).map(({ id }) => id));
    for (const name of asked.filter((id) => !alive.has(id))) {
      await removeFolder(join(root, name));
      removed++;
    }
  }
  return removed;
}

async function sweepArtifacts(database: Database, storage: Storage, root: string, border: number): Promise<number> {
  let removed = 0;
  for (const folder of await foldersBelow(root, 2)) {
    const names = await oldEntries(folder, border);
    if (names.length === 0) continue;
    const rows = await database.db.select({ sha256: artifacts.sha256 }).from(artifacts).where(inArray(artifacts.sha256, names));
    const named = new Set(rows.map(({ sha256 }) => sha256));
    for (const name of names.filter((sha256) => !named.has(sha256))) {
      if (/^[0-9a-f]{64}$/.test(name)) removed += Number(await database.transaction((tx) => removeUnreferenced(tx, storage, name)));
      // A copy that was cut off before its final rename.
      else if (/^[0-9a-f]{64}\./.test(name)) {
        await rm(join(folder, name), { force: true });
        removed++;
      }
    }
  }
  return removed;
}

async function foldersBelow(root: string, depth: number): Promise<string[]> {
  if (depth === 0) return [root];
  const entries = (await list(root)).filter((entry) => entry.isDirectory());
  return (await Promise.all(entries.map(({ name }) => foldersBelow(join(root, name), depth - 1)))).flat();
}

async function oldEntries(folder: string, border: number): Promise<string[]> {
  const names: string[] = [];
  for (const { name } of await list(folder)) {
    const found = await stat(join(folder, name)).catch(() => null);
    if (found && found.mtimeMs < border) names.push(name);
  }
  return names;
}

const list = (folder: string): Promise<Dirent[]> => readdir(folder, { withFileTypes: true }).catch(() => []);
