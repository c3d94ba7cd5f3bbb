import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommand } from "../start/command.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-ci-"));
  mkdirSync(join(folder, ".ci"));
  copyFileSync(fileURLToPath(new URL("../../.ci/run", import.meta.url)), join(folder, ".ci/run"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the gate with an npm that answers `npm test` and `npm run verify` as told, and returns its last line and exit code. */
async function gate(tests: string, proofs: string): Promise<[string | undefined, number]> {
  const npm = join(folder, "npm");
  writeFileSync(npm, `#!/bin/sh\ncase "$1" in\ntest) ${tests} ;;\nrun) ${proofs} ;;\nesac\n`);
  chmodSync(npm, 0o755);
  const { output, exitCode } = await runCommand("bash", [join(folder, ".ci/run")], {
    env: { ...process.env, PATH: `${folder}:${process.env.PATH}` },
  });
  return [output.trim().split("\n").at(-1), exitCode];
}

test.each([
  ["all passes", "echo '10 passed, 0 failed'", "echo '2 passed, 0 failed'", "12 passed, 0 failed", 0],
  ["something is skipped", "echo '10 passed, 0 failed, 1 skipped'", "echo '2 passed, 0 failed'", "12 passed, 0 failed, 1 skipped", 0],
  [
    "a test fails, with npm's words after the count",
    "echo '9 passed, 1 failed'; echo 'npm error'; exit 1",
    "echo '2 passed, 0 failed'",
    "11 passed, 1 failed",
    1,
  ],
  ["a proof fails", "echo '10 passed, 0 failed'", "echo '1 passed, 1 failed'; exit 1", "11 passed, 1 failed", 1],
  ["the tests crash before they count", "exit 1", "echo '2 passed, 0 failed'", "2 passed, 1 failed", 1],
  [
    "a part ends with an error although it counted none",
    "echo '10 passed, 0 failed'; exit 3",
    "echo '2 passed, 0 failed'",
    "12 passed, 1 failed",
    1,
  ],
])("the gate's last line sums both parts when %s", async (_what, tests, proofs, line, code) => {
  expect(await gate(tests, proofs)).toEqual([line, code]);
});
