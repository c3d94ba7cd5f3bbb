import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import pg from "pg";
import { AppError } from "../errors.ts";
import * as tables from "../tables/index.ts";

export type Db = NodePgDatabase<typeof tables>;

/** An open transaction: `db` for our rows and `client` for the queue, which commit or vanish together. */
export interface Transaction {
  db: Db;
  client: pg.PoolClient;
}

export interface Database {
  db: Db;
  pool: pg.Pool;
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  /** Connections at most; each queue worker holds one more of a pool of its own. */
  max?: number;
  /** Called with errors of idle connections, which must not end the process. */
  onError?: (error: Error) => void;
}

/** Pool settings under which a silent peer (a half-open connection) is given up after seconds, not never. */
export function poolConfig(url: string, max: number): pg.PoolConfig {
  return {
    connectionString: url,
    max,
    keepAlive: true,
    query_timeout: 5_000,
    connectionTimeoutMillis: 3_000,
    // The queue finds its tables by search path; ours are always named with their schema.
    options: "-c search_path=bullmq,public",
  };
}

/** Opens a pool. Nothing connects before the first query. */
export function openDatabase(url: string, { max = 10, onError }: DatabaseOptions = {}): Database {
  const pool = new pg.Pool(poolConfig(url, max));
  pool.on("error", (error) => onError?.(error));
  const db = drizzle(pool, { schema: tables });
  return {
    db,
    pool,
    close: () => pool.end(),
    async transaction(work) {
      const client = await connect(pool);
      let broken: Error | undefined;
      try {
        await client.query("BEGIN");
        const result = await work({ db: drizzle(client, { schema: tables }), client });
        await client.query("COMMIT");
        return result;
      } catch (error) {
        await client.query("ROLLBACK").catch((rollbackError: Error) => {
          broken = rollbackError;
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
  };
}

/** How often a transaction queues again for a connection while all are in use: 12 s in all. */
const MOST_QUEUES = 4;

/**
 * A connection for a transaction. One that waits because others are writing is not told that the database is away: writers of one audit chain follow
 * each other, and a burst of them takes longer than a connection may.
 */
async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  for (let queued = 1; ; queued++) {
    try {
      return await pool.connect();
    } catch (cause) {
      const isFull = cause instanceof Error && cause.message === "timeout exceeded when trying to connect";
      if (isFull && queued < MOST_QUEUES) continue;
      const why = isFull ? "The server is busy" : "The database cannot be reached";
      throw new AppError("UNAVAILABLE", "dependency", `${why}; try again in a moment.`, {}, { cause });
    }
  }
}

/** SQLSTATE classes and socket errors after which the same call may work: connection, shutdown, resources, read-only, deadlock. */
const TRANSIENT = /^(08|53|57P|25006|40001|40P01|ECONN|EPIPE|ETIMEDOUT)/;

/** Whether an error from the driver (also wrapped by drizzle) says that the database is away rather than that the call was wrong. */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof AppError) return current.kind === "dependency";
    const { code } = current as { code?: unknown };
    if (typeof code === "string" && TRANSIENT.test(code)) return true;
    if (/Query read timeout|Connection terminated|timeout exceeded when trying to connect/.test(current.message) && !code) return true;
  }
  return false;
}
