import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { Claim } from "@plimsoll/schema/db";
import type { Home } from "@plimsoll/schema/storage";

/** The folders of one attempt: `staging` dies with the attempt, `checkpoints` with the run. */
export interface AttemptFolders {
  staging: string;
  checkpoints: string;
}

/** Makes the attempt's folders. What earlier attempts left in staging is of no use to anyone. */
export async function makeAttemptFolders(home: Home, { run, attempt }: Claim): Promise<AttemptFolders> {
  const staging = join(home.staging, run.id, String(attempt));
  const checkpoints = join(home.checkpoints, run.id);
  await rm(join(home.staging, run.id), { recursive: true, force: true });
  await mkdir(staging, { recursive: true, mode: 0o700 });
  await mkdir(checkpoints, { recursive: true, mode: 0o700 });
  return { staging, checkpoints };
}

export const removeFolder = (path: string): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 3 });

/** Everything a run that has ended leaves on the disk, except what is registered. */
export async function removeRunFiles(home: Home, runId: string): Promise<void> {
  await Promise.all([removeFolder(join(home.staging, runId)), removeFolder(join(home.checkpoints, runId))]);
}

/** Keeps the two newest recorded checkpoints: should the newest be damaged on the disk, nothing else is left half removed. */
export function checkpointKeeper(folder: string, inherited: string | null): (file: string) => Promise<void> {
  let keep = inherited === null ? [] : [inherited];
  return async (file) => {
    keep = [...keep, file].slice(-2);
    const names = (await readdir(folder)).filter((name) => /^\d+-\d+\.safetensors/.test(name));
    const superseded = names.filter((name) => !keep.includes(name) && !isNewer(name, file));
    await Promise.all(superseded.map((name) => rm(join(folder, name), { force: true })));
  };
}

/** Whether the child is already writing a checkpoint after this one; names are `<attempt>-<epoch>.safetensors`. */
function isNewer(name: string, file: string): boolean {
  const [attempt = 0, epoch = 0] = numbers(name);
  const [ofAttempt = 0, ofEpoch = 0] = numbers(file);
  return attempt > ofAttempt || (attempt === ofAttempt && epoch > ofEpoch);
}

const numbers = (name: string): number[] => name.split(/\D+/, 2).map(Number);
