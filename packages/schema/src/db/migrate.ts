import { runMigrations } from "bullmq";
import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";

const MIGRATIONS_FOLDER = new URL("../../migrations", import.meta.url).pathname;
/** Any constant will do: two starters that migrate at once wait for each other on it. */
const ADVISORY_LOCK = 7_204_115;

/**
 * Brings our tables and the queue's to this release's version. Safe to call at every start and from several processes at once.
 * @param url a server on which the user may create schemas.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [ADVISORY_LOCK]);
    await migrate(drizzle(client), { migrationsFolder: MIGRATIONS_FOLDER });
    await runMigrations(client, "bullmq");
  } finally {
    await client.end();
  }
}

/** Whether the database carries this release's last migration; readiness asks. */
export async function isMigrated(pool: pg.Pool): Promise<boolean> {
  const { readMigrationFiles } = await import("drizzle-orm/migrator");
  const last = readMigrationFiles({ migrationsFolder: MIGRATIONS_FOLDER }).at(-1);
  const exists = await pool.query<{ present: boolean }>("SELECT to_regclass('drizzle.__drizzle_migrations') IS NOT NULL AS present");
  if (!exists.rows[0]?.present) return false;
  const applied = await pool.query("SELECT 1 FROM drizzle.__drizzle_migrations WHERE hash = $1", [last?.hash ?? ""]);
  return applied.rowCount === 1;
}
