import { setTimeout as delay } from "node:timers/promises";
import { isDatabaseUnavailable } from "@plimsoll/schema/db";

const RETRY_DELAY_MS = 1_000;
/** A write waits this long for a database that is away before the attempt is given up. */
const TRIES = 60;

/** Tries again while the database is away. */
export async function persist<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries >= TRIES || !isDatabaseUnavailable(error)) throw error;
      await delay(RETRY_DELAY_MS);
    }
  }
}
