import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockPath, processStart, runningOwner, takeLock } from "./lock.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "plimsoll-lock-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const leave = (owner: object) => writeFileSync(lockPath(home), JSON.stringify(owner));

test("a second start in the same home names the first and where it runs", () => {
  takeLock(home, "http://localhost:3000");
  expect(() => takeLock(home, "http://localhost:3001")).toThrow(
    `already runs in ${home} (process ${process.pid}, portal http://localhost:3000)`,
  );
});

test("a home that was given back can be taken again", () => {
  takeLock(home, "http://localhost:3000")();
  takeLock(home, "http://localhost:3000")();
  expect(readdirSync(home)).toEqual([]);
});

test("the lock of a process that is gone is taken over", () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  leave({ processId: pid, processStart: "1", portal: "", home });
  takeLock(home, "http://localhost:3000");
  expect(runningOwner(home)?.processId).toBe(process.pid);
});

test("a process id that another program got since holds no lock", () => {
  leave({ processId: process.pid, processStart: "long before", portal: "", home });
  expect(runningOwner(home)).toBeNull();
  takeLock(home, "http://localhost:3000");
  expect(existsSync(lockPath(home))).toBe(true);
});

test("half a lock file is nobody's", () => {
  writeFileSync(lockPath(home), '{"processId": 1');
  takeLock(home, "http://localhost:3000");
  expect(runningOwner(home)?.processId).toBe(process.pid);
});

test("a living process has a start time and a dead one has none", () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  expect(processStart(process.pid)).toMatch(/\S/);
  expect(processStart(pid)).toBeNull();
});
