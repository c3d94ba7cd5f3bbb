import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { installTrouble, isInstalled, treeHolds } from "./install.mjs";
import { isSupportedNode } from "./node-version.mjs";

test.each([
  ["20.19.0", true],
  ["20.18.3", false],
  ["21.7.0", false],
  ["22.12.0", true],
  ["22.11.0", false],
  ["23.5.0", false],
  ["24.0.0", true],
  ["26.1.0", true],
  ["18.20.0", false],
])("Node %s is supported: %s", (version, supported) => {
  expect(isSupportedNode(version)).toBe(supported);
});

describe("an installed tree", () => {
  let root = "";
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "plimsoll-install-"));
    mkdirSync(join(root, "node_modules"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const lock = (version: string) =>
    writeFileSync(join(root, "package-lock.json"), JSON.stringify({ packages: { "node_modules/a": { version } } }));
  const tree = (version: string) =>
    writeFileSync(join(root, "node_modules/.package-lock.json"), JSON.stringify({ packages: { "node_modules/a": { version } } }));

  test("made by hand counts when it holds the lock's versions, and is stamped so", () => {
    lock("1.0.0");
    expect(isInstalled(root)).toBe(false);
    tree("1.0.0");
    expect(isInstalled(root)).toBe(true);
    rmSync(join(root, "node_modules/.package-lock.json"));
    expect(isInstalled(root)).toBe(true);
  });

  test("of another lock is installed anew", () => {
    lock("1.0.0");
    tree("1.0.0");
    isInstalled(root);
    lock("1.1.0");
    expect(isInstalled(root)).toBe(false);
  });
});

test("packages of other platforms may be missing from the tree", () => {
  const lock = { "": {}, "node_modules/a": { version: "1.0.0" }, "node_modules/other-platform": { version: "1.0.0", optional: true } };
  expect(treeHolds({ "node_modules/a": { version: "1.0.0" } }, lock)).toBe(true);
  expect(treeHolds({}, lock)).toBe(false);
});

test.each([
  ["npm error code ENOSPC", "The disk is full"],
  ["npm error code EACCES", "may not write"],
  ["npm error network getaddrinfo EAI_AGAIN", "could not reach its registry"],
])("'%s' becomes one clear line", (output, line) => {
  expect(installTrouble(output)).toContain(line);
});
