import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "plimsoll-embedded-"));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

test("a server left behind by a killed start is stopped by the next one, and what it committed is kept", async () => {
  const first = await startEmbeddedPostgres(folder);
  await query(first.url, "CREATE TABLE kept AS SELECT 7 AS value");
  const second = await startEmbeddedPostgres(folder);
  await first.exited;
  expect(await query(second.url, "SELECT value FROM kept")).toEqual([{ value: 7 }]);
  await second.stop();
});

test("a server killed without warning comes back with what it committed", async () => {
  const killed = await startEmbeddedPostgres(folder);
  await query(killed.url, "INSERT INTO kept VALUES (8)");
  process.kill(killed.processId, "SIGKILL");
  await killed.exited;
  const next = await startEmbeddedPostgres(folder);
  expect(await query(next.url, "SELECT value FROM kept ORDER BY 1")).toEqual([{ value: 7 }, { value: 8 }]);
  await next.stop();
});

test("the server listens on loopback only", async () => {
  const server = await startEmbeddedPostgres(folder);
  expect(await query(server.url, "SHOW listen_addresses")).toEqual([{ listen_addresses: "127.0.0.1" }]);
  await server.stop();
});
