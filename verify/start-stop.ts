/** Starts and stops the whole product again and again in one home: every start is ready, every stop ends with 0 and leaves no process behind. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { makeHome, removeHome, stackEnvironment, startStack } from "../tools/test/running-stack.ts";
import { type Check, finish } from "./checks.ts";

const times = Number(process.argv[2] ?? 20);
const root = fileURLToPath(new URL("..", import.meta.url));

/** Processes that were given this home, found by their environment or, for PostgreSQL, by their arguments. */
function processesOf(home: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => ["environ", "cmdline"].some((file) => textOf(`/proc/${name}/${file}`).includes(home)))
    .map(Number);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    // Another user's, or gone in the meantime.
    return "";
  }
}

const home = makeHome();
const env = await stackEnvironment(home);
const keys = new Set<string>();
const exitCodes = new Set<number | null>();
const left: number[] = [];
const starts: number[] = [];
const openFiles: number[] = [];
try {
  for (let round = 0; round < times; round++) {
    const stack = await startStack(root, home, env);
    keys.add(stack.ownerKey);
    starts.push(stack.startSeconds);
    exitCodes.add(await stack.stop(round % 2 === 0 ? "SIGINT" : "SIGTERM"));
    left.push(...processesOf(home));
    openFiles.push(readdirSync("/proc/self/fd").length);
  }
} finally {
  removeHome(home);
}
const later = starts.slice(1).toSorted((one, other) => one - other);
const checks: Check[] = [
  [`all ${times} stops end with exit code 0`, exitCodes.size === 1 && exitCodes.has(0), [...exitCodes].join(", ")],
  ["no process is left behind", left.length === 0, left.join(", ") || "none"],
  ["the owner's key stays the same", keys.size === 1, `${keys.size} keys`],
  [
    "no file stays open in whoever starts",
    Math.max(...openFiles) - Math.min(...openFiles) <= 2,
    `${Math.min(...openFiles)} to ${Math.max(...openFiles)}`,
  ],
  [
    "a later start takes seconds",
    (later.at(-1) ?? 0) < 30,
    `median ${later[Math.floor(later.length / 2)]?.toFixed(1)} s, longest ${later.at(-1)?.toFixed(1)} s`,
  ],
];
process.exitCode = finish("start and stop", checks) ? 0 : 1;
