import { isMigrated, liveWorkers } from "@plimsoll/schema/db";
import type { Services } from "./context.ts";

export interface Readiness {
  ready: boolean;
  checks: { database: boolean; migrations: boolean; worker: boolean; scorer: boolean };
}

/** What `/readyz` answers: the database, this release's migrations, one worker and one scorer alive. */
export async function readiness({ database }: Pick<Services, "database">): Promise<Readiness> {
  const checks = { database: false, migrations: false, worker: false, scorer: false };
  try {
    checks.migrations = await isMigrated(database.pool);
    checks.database = true;
    if (checks.migrations) {
      const roles = (await liveWorkers(database.db)).map((worker) => worker.role);
      checks.worker = roles.includes("WORKER");
      checks.scorer = roles.includes("SCORER");
    }
  } catch {
    checks.database = false;
  }
  return { ready: Object.values(checks).every(Boolean), checks };
}
