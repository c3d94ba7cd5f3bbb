import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { callerOfKey, openDatabase } from "@plimsoll/schema/db";
import { type Home, homeFolders } from "@plimsoll/schema/storage";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type RunningDatabase, startDatabase } from "./database.ts";

let home: Home;
let database: RunningDatabase;
beforeAll(async () => {
  home = homeFolders(mkdtempSync(join(tmpdir(), "plimsoll-database-")));
  database = await startDatabase(home, undefined, () => undefined);
});
afterAll(async () => {
  await database.stop();
  rmSync(home.root, { recursive: true, force: true });
});

async function roleOfFile(): Promise<string | undefined> {
  const opened = openDatabase(database.url, { max: 1 });
  try {
    return (await callerOfKey(opened.db, readFileSync(home.ownerKey, "utf8").trim()))?.role;
  } finally {
    await opened.close();
  }
}
/** The same database, reached as an external one: what a start in another home, or after a loss, would meet. */
const startAgain = () => startDatabase(home, database.url, () => undefined);

test("the first boot writes the owner's key, readable by its user only", async () => {
  expect(database.ownerKey).toBe("CREATED");
  expect(statSync(home.ownerKey).mode & 0o777).toBe(0o600);
  expect(await roleOfFile()).toBe("OWNER");
});

test("a later start keeps the key", async () => {
  const before = readFileSync(home.ownerKey, "utf8");
  expect((await startAgain()).ownerKey).toBe("KEPT");
  expect(readFileSync(home.ownerKey, "utf8")).toBe(before);
});

test.each([
  ["lost", () => rmSync(home.ownerKey)],
  ["of another database", () => writeFileSync(home.ownerKey, "plk_00000000_stranger\n")],
])("a key file that is %s is written anew with a key that works", async (_what, spoil) => {
  spoil();
  expect((await startAgain()).ownerKey).toBe("REPLACED");
  expect(await roleOfFile()).toBe("OWNER");
  expect(existsSync(`${home.ownerKey}.${process.pid}`)).toBe(false);
});

test("an external database that cannot be reached is named without its password", async () => {
  const failure = startDatabase(home, "postgres://someone:secret-word@127.0.0.1:1/risk", () => undefined);
  await expect(failure).rejects.toThrow("The database of DATABASE_URL (127.0.0.1:1) cannot be used: nobody listens there.");
  await expect(failure).rejects.not.toThrow("secret-word");
});

test("an embedded server that is killed comes back at the same address", async () => {
  const processId = Number(readFileSync(join(home.postgres, "data/postmaster.pid"), "utf8").split("\n", 1)[0]);
  process.kill(processId, "SIGKILL");
  await vi.waitUntil(() => roleOfFile().catch(() => null), { timeout: 60_000, interval: 250 });
  expect(await roleOfFile()).toBe("OWNER");
});
