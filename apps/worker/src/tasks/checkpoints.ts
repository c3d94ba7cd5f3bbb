import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { type Checkpoint, readCheckpoint } from "@plimsoll/ml";
import { AppError } from "@plimsoll/schema";

/** Writes a checkpoint so that its name never stands for half a file. @returns its name within the folder. */
export async function writeCheckpointFile(folder: string, attempt: number, epoch: number, bytes: Uint8Array): Promise<string> {
  const name = `${attempt}-${epoch}.safetensors`;
  const part = join(folder, `${name}.part`);
  const handle = await open(part, "w", 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(part, join(folder, name));
  return name;
}

/** The checkpoint in a file, or null with a word why where it is gone or damaged: training then starts from its first epoch. */
export async function readCheckpointFile(path: string, log: (message: string) => void): Promise<Checkpoint | null> {
  try {
    return readCheckpoint(await readFile(path));
  } catch (error) {
    if (!(error instanceof AppError) && (error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    log("The last checkpoint cannot be read; training starts again from its first epoch.");
    return null;
  }
}
