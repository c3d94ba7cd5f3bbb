import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BUILD_OUTPUTS, isBuilt, markBuilt, sourceHash } from "./stamp.ts";

let root = "";
const put = (path: string, text: string) => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "plimsoll-stamp-"));
  put("packages/schema/src/a.ts", "1");
  put("package-lock.json", "{}");
  for (const output of BUILD_OUTPUTS) put(output, "");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test("a build is current until a source, the lock or an output changes", () => {
  const hash = sourceHash(root);
  expect(isBuilt(root, hash)).toBe(false);
  markBuilt(root, hash);
  expect(isBuilt(root, sourceHash(root))).toBe(true);
  put("packages/schema/src/a.ts", "2");
  expect(isBuilt(root, sourceHash(root))).toBe(false);
  put("packages/schema/src/a.ts", "1");
  put("package-lock.json", "{ }");
  expect(isBuilt(root, sourceHash(root))).toBe(false);
  put("package-lock.json", "{}");
  rmSync(join(root, BUILD_OUTPUTS[0] ?? ""));
  expect(isBuilt(root, sourceHash(root))).toBe(false);
});

test("tests, outputs and installed packages do not ask for a build", () => {
  const before = sourceHash(root);
  put("packages/schema/src/a.test.ts", "x");
  put("packages/schema/dist/b.js", "x");
  put("apps/web/.next/BUILD_ID", "x");
  put("apps/web/src/generated/graphql.ts", "x");
  put("apps/api/node_modules/p/index.js", "x");
  expect(sourceHash(root)).toBe(before);
});

test("a renamed file is a change", () => {
  const before = sourceHash(root);
  rmSync(join(root, "packages/schema/src/a.ts"));
  put("packages/schema/src/b.ts", "1");
  expect(sourceHash(root)).not.toBe(before);
});
