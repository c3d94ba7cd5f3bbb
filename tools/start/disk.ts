import { mkdirSync, statfsSync } from "node:fs";
import { StartTrouble } from "./trouble.ts";

/** Below this the embedded database may not come up at all. */
const LEAST_FREE_MB = 200;

/** Makes the home (readable by its user only) and refuses a disk with no room for it. */
export function prepareHome(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new StartTrouble(`PLIMSOLL_HOME ${home} cannot be made: ${(error as Error).message}`);
  }
  const disk = statfsSync(home);
  const freeMb = Math.floor((disk.bavail * disk.bsize) / 1e6);
  if (freeMb < LEAST_FREE_MB) {
    throw new StartTrouble(
      `The disk is full: ${freeMb} MB free in ${home}, ${LEAST_FREE_MB} MB are the least. Free some, or set PLIMSOLL_HOME to another disk.`,
    );
  }
}
