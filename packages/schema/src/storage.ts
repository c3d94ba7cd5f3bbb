import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { chmod, copyFile, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { AppError, toAppError } from "./errors.ts";

/** The folders of PLIMSOLL_HOME, in one place. */
export interface Home {
  root: string;
  uploads: string;
  staging: string;
  checkpoints: string;
  artifacts: string;
  logs: string;
  postgres: string;
  ownerKey: string;
}

export function homeFolders(root: string): Home {
  return {
    root,
    uploads: join(root, "uploads"),
    staging: join(root, "staging"),
    checkpoints: join(root, "checkpoints"),
    artifacts: join(root, "artifacts"),
    logs: join(root, "logs"),
    postgres: join(root, "postgres"),
    ownerKey: join(root, "owner-api-key"),
  };
}

export interface StoredFile {
  sha256: string;
  byteSize: number;
}

/** Content-addressed files. A name is the SHA-256 of the bytes, so a file is never changed and writing twice is harmless. */
export interface Storage {
  /** Takes a finished file into the store (by rename, after fsync) and returns its name. The source is gone afterwards. */
  adopt(path: string): Promise<StoredFile>;
  /** A local path to read the bytes from. Throws NOT_FOUND when the store has no such file. */
  localPath(sha256: string): Promise<string>;
  remove(sha256: string): Promise<void>;
}

const SHA256 = /^[0-9a-f]{64}$/;

/** The store in a folder of the local disk, laid out as `ab/cd/<sha256>`. */
export function openLocalStorage(folder: string): Storage {
  const pathOf = (sha256: string): string => {
    if (!SHA256.test(sha256)) throw new AppError("NOT_FOUND", "not_found", "No such file.");
    return join(folder, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  };
  return {
    async adopt(path) {
      try {
        const stored = await hashFile(path);
        const target = pathOf(stored.sha256);
        await mkdir(dirname(target), { recursive: true });
        await flush(path);
        await chmod(path, 0o600);
        await moveInto(path, target);
        await flush(dirname(target));
        return stored;
      } catch (error) {
        throw toAppError(error);
      }
    },
    async localPath(sha256) {
      const path = pathOf(sha256);
      const found = await stat(path).catch(() => null);
      if (!found) throw new AppError("NOT_FOUND", "not_found", "The file is not in the artifact store.", { sha256 });
      return path;
    },
    async remove(sha256) {
      await rm(pathOf(sha256), { force: true });
    },
  };
}

/** SHA-256 and size of a file, read in a stream. */
export async function hashFile(path: string): Promise<StoredFile> {
  const hash = createHash("sha256");
  let byteSize = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    byteSize += chunk.length;
  }
  return { sha256: hash.digest("hex"), byteSize };
}

async function moveInto(path: string, target: string): Promise<void> {
  try {
    await rename(path, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
    // Another file system: copy beside the target first, so that the final step is still one rename.
    const beside = `${target}.${randomUUID()}`;
    await copyFile(path, beside);
    await flush(beside);
    await rename(beside, target);
    await rm(path, { force: true });
  }
}

/** Writes a file or a folder entry through to the disk. */
async function flush(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
