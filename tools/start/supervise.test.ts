import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { type SupervisedProcess, supervise } from "./supervise.ts";

let folder = "";
let running: SupervisedProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "plimsoll-supervise-"));
});
afterEach(async () => {
  running?.kill();
  running = undefined;
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a script under supervision; it finds the folder in FOLDER. */
function run(script: string, stopMs = 5_000): { process: SupervisedProcess; said: string[] } {
  const path = join(folder, "script.mjs");
  writeFileSync(path, `import { appendFileSync, writeFileSync } from "node:fs";\nconst folder = process.env.FOLDER;\n${script}`);
  const said: string[] = [];
  running = supervise({ name: "sample", args: [path], cwd: folder, env: { ...process.env, FOLDER: folder }, stopMs }, folder, (line) =>
    said.push(line),
  );
  return { process: running, said };
}
const note = (name: string) => readFileSync(join(folder, name), "utf8");
const isAlive = (processId: number) => {
  try {
    process.kill(processId, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${processId}/status`, "utf8"));
  } catch {
    return false;
  }
};
const ANSWERS = 'process.send({ type: "ready" }); setInterval(() => {}, 1000);';

test("a process that dies is started again", async () => {
  const { process: sample, said } = run(`appendFileSync(folder + "/pids", process.pid + "\\n"); ${ANSWERS}`);
  await sample.ready;
  process.kill(Number(note("pids").trim()), "SIGKILL");
  await vi.waitUntil(() => note("pids").trim().split("\n").length === 2, { timeout: 10_000 });
  expect(said).toEqual(["sample ended (SIGKILL); starting it again in 0.5 s. Its log: sample.log"]);
});

test("a process that never becomes ready is given up with its last words", async () => {
  const { process: sample } = run('console.error("no such table"); process.exit(3);');
  await expect(sample.ready).rejects.toThrow(/sample does not start \(exit code 3\)[\s\S]*no such table/);
});

test("a stopped process may finish its work and is not started again", async () => {
  const { process: sample } = run(
    `process.on("SIGTERM", () => setTimeout(() => { writeFileSync(folder + "/drained", ""); process.exit(0); }, 200)); ${ANSWERS}`,
  );
  await sample.ready;
  await sample.stop();
  expect(existsSync(join(folder, "drained"))).toBe(true);
});

test("a process deaf to SIGTERM is killed after its time, with everything it started", async () => {
  const { process: sample } = run(
    `import { spawn } from "node:child_process";
     process.on("SIGTERM", () => {});
     writeFileSync(folder + "/grandchild", String(spawn("sleep", ["1000"]).pid)); ${ANSWERS}`,
    300,
  );
  await sample.ready;
  await sample.stop();
  await vi.waitUntil(() => !isAlive(Number(note("grandchild"))), { timeout: 5_000 });
});

test("a restart runs the program anew", async () => {
  const { process: sample } = run(`appendFileSync(folder + "/pids", process.pid + "\\n"); ${ANSWERS}`);
  await sample.ready;
  await sample.restart();
  await vi.waitUntil(() => note("pids").trim().split("\n").length === 2, { timeout: 10_000 });
});
