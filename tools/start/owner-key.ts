import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { callerOfKey, type Database, replaceOwnerKey } from "@plimsoll/schema/db";

/** KEPT: the file's key is good. CREATED: first boot. REPLACED: the file was lost or belongs to another database. */
export type KeyOutcome = "CREATED" | "KEPT" | "REPLACED";

/**
 * Sees to it that the owner's key lies in `path`, readable by its user only.
 * @param created the key of an owner made just now, or null where one existed.
 */
export async function ensureOwnerKey(database: Database, path: string, created: string | null): Promise<KeyOutcome> {
  if (created) {
    writeSecret(path, created);
    return "CREATED";
  }
  const present = readSecret(path);
  if (present && (await callerOfKey(database.db, present))) {
    chmodSync(path, 0o600);
    return "KEPT";
  }
  writeSecret(path, await database.transaction(replaceOwnerKey));
  return "REPLACED";
}

function readSecret(path: string): string | null {
  try {
    return readFileSync(path, "utf8").trim() || null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Writes beside the target and renames, so that the file is whole whenever it is there. */
function writeSecret(path: string, secret: string): void {
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, "w", 0o600);
  writeSync(file, `${secret}\n`);
  fsyncSync(file);
  closeSync(file);
  renameSync(draft, path);
}
