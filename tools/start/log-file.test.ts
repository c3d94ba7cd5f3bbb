import { closeSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lastLines, openLog } from "./log-file.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-logs-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(text: string): void {
  const file = openLog(folder, "api", 10);
  writeSync(file, text);
  closeSync(file);
}

test("a log goes on below the limit and moves aside above it, three old ones kept", () => {
  write("short\n");
  write("more\n");
  expect(readFileSync(join(folder, "api.log"), "utf8")).toBe("short\nmore\n");
  for (const text of ["second log\n", "third  log\n", "fourth log\n", "fifth  log\n"]) write(text);
  expect(readdirSync(folder).sort()).toEqual(["api.log", "api.log.1", "api.log.2", "api.log.3"]);
  expect(readFileSync(join(folder, "api.log.1"), "utf8")).toBe("fourth log\n");
  expect(readFileSync(join(folder, "api.log.3"), "utf8")).toBe("second log\n");
});

test("a log is readable by its user only", () => {
  write("x");
  expect(statSync(join(folder, "api.log")).mode & 0o777).toBe(0o600);
});

test("the last words of a process are the last lines that say something", () => {
  write("one\ntwo\n\nthree\n\n");
  expect(lastLines(folder, "api", 2)).toEqual(["two", "three"]);
  expect(lastLines(folder, "never-ran", 2)).toEqual([]);
});
