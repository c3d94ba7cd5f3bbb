import { setTimeout as pause } from "node:timers/promises";
import { createOwner, migrateDatabase, openDatabase } from "@plimsoll/schema/db";
import { type EmbeddedServer, startEmbeddedPostgres } from "@plimsoll/schema/embedded";
import type { Home } from "@plimsoll/schema/storage";
import { nextDelay } from "./backoff.ts";
import { ensureOwnerKey, type KeyOutcome } from "./owner-key.ts";
import { StartTrouble } from "./trouble.ts";

export interface RunningDatabase {
  url: string;
  ownerKey: KeyOutcome;
  stop(): Promise<void>;
  kill(): void;
}

/** Starts the embedded server, or takes the external one, and brings it to this release: migrated, with an owner whose key is on disk. */
export async function startDatabase(home: Home, externalUrl: string | undefined, say: (text: string) => void): Promise<RunningDatabase> {
  const server = externalUrl ? externalServer(externalUrl) : await embeddedServer(home, say);
  try {
    await migrateDatabase(server.url);
    return { ...server, ownerKey: await prepareOwner(server.url, home) };
  } catch (error) {
    await server.stop();
    throw externalUrl ? externalTrouble(externalUrl, error) : error;
  }
}

type Server = Omit<RunningDatabase, "ownerKey">;

function externalServer(url: string): Server {
  return { url, stop: async () => undefined, kill: () => undefined };
}

/** The embedded server, started again on the same port when it dies, so that everyone else just reconnects. */
async function embeddedServer(home: Home, say: (text: string) => void): Promise<Server> {
  let stopping = false;
  let server = await startEmbeddedPostgres(home.postgres);
  const port = Number(new URL(server.url).port);
  tellWrapper(server);

  const watch = async () => {
    for (let delayMs = 0; ; ) {
      const began = performance.now();
      await server.exited;
      if (stopping) return;
      delayMs = nextDelay(delayMs, performance.now() - began);
      say(`PostgreSQL ended; starting it again in ${delayMs / 1000} s. Its log: postgres/server.log`);
      await pause(delayMs);
      if (stopping) return;
      try {
        server = await startEmbeddedPostgres(home.postgres, port);
        tellWrapper(server);
      } catch (error) {
        say(error instanceof Error ? error.message : String(error));
      }
    }
  };
  void watch();

  return {
    url: server.url,
    async stop() {
      stopping = true;
      await server.stop();
    },
    kill() {
      stopping = true;
      try {
        process.kill(server.processId, "SIGQUIT");
      } catch {
        // It has ended by itself.
      }
    },
  };
}

/** The launcher outlives a kill -9 of the supervisor and then stops the server. */
function tellWrapper(server: EmbeddedServer): void {
  if (process.connected) process.send?.({ type: "database", processId: server.processId });
}

async function prepareOwner(url: string, home: Home): Promise<KeyOutcome> {
  const database = openDatabase(url, { max: 2 });
  try {
    const created = await database.transaction(createOwner);
    return await ensureOwnerKey(database, home.ownerKey, created);
  } finally {
    await database.close();
  }
}

function externalTrouble(url: string, error: unknown): Error {
  const { hostname, port } = new URL(url);
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = code === "ECONNREFUSED" ? "nobody listens there" : message;
  return new StartTrouble(
    `The database of DATABASE_URL (${hostname}:${port || 5432}) cannot be used: ${reason}. Check the address, the password and that the user may create schemas.`,
  );
}
