import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { arch, platform } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const STAMP = "node_modules/.plimsoll-install";
const LOCK = "node_modules/.plimsoll-installing";

/**
 * Installs the packages of the committed lock where they are missing or from another lock, and leaves the lock file as it is.
 * `npm ci` is no way to do this: it refuses a lock that was made on another platform (docs/decisions/npm-install.md).
 * @param root the repository. @param say prints one line.
 */
export async function ensureInstalled(root, say) {
  if (isInstalled(root)) return;
  mkdirSync(join(root, "node_modules"), { recursive: true });
  const release = await takeLock(join(root, LOCK), say);
  try {
    if (isInstalled(root)) return;
    await install(root, say);
    writeFileSync(join(root, STAMP), wantedStamp(root));
  } finally {
    release();
  }
}

/** Whether node_modules holds what the lock asks for, by our stamp or, after an install by hand, by npm's own record of the tree. */
export function isInstalled(root) {
  const wanted = wantedStamp(root);
  if (read(join(root, STAMP)) === wanted) return true;
  const tree = read(join(root, "node_modules/.package-lock.json"));
  if (
    tree === null ||
    !treeHolds(JSON.parse(tree).packages ?? {}, JSON.parse(read(join(root, "package-lock.json")) ?? "{}").packages ?? {})
  )
    return false;
  writeFileSync(join(root, STAMP), wanted);
  return true;
}

/** Whether an installed tree has every package of a lock in its version. Optional ones may be missing: they belong to other platforms. */
export function treeHolds(tree, lock) {
  return Object.entries(lock).every(([path, wanted]) => {
    if (path === "" || wanted.optional || wanted.devOptional || wanted.peer) return true;
    const present = tree[path];
    return present !== undefined && (wanted.link ? present.link === true : present.version === wanted.version);
  });
}

function wantedStamp(root) {
  const lock = readFileSync(join(root, "package-lock.json"));
  return `${createHash("sha256").update(lock).digest("hex")} ${platform()}-${arch()}\n`;
}

async function install(root, say) {
  const began = Date.now();
  say("Installing packages (about a minute the first time) ...");
  const [command, args] = npmCommand();
  // --no-save: other releases of npm would write the lock anew in their own manner.
  const child = spawn(command, [...args, "install", "--no-save", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    shell: platform() === "win32",
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk) => {
      output = (output + chunk).slice(-8_000);
    });
  }
  const ticking = setInterval(() => say(`  still installing, ${Math.round((Date.now() - began) / 1000)} s`), 15_000);
  const code = await new Promise((ended) => {
    child.once("error", (error) => {
      output += error.code === "ENOENT" ? "npm was not found. Install Node with npm, then start again." : String(error);
      ended(1);
    });
    child.once("close", (exitCode) => ended(exitCode ?? 1));
  });
  clearInterval(ticking);
  if (code === 0) return say(`  packages installed in ${Math.round((Date.now() - began) / 1000)} s`);
  throw new Error(installTrouble(output));
}

/** One line for what npm says in many; the last lines themselves where nothing is recognised. */
export function installTrouble(output) {
  if (/ENOSPC|no space left/i.test(output)) return "The disk is full: npm could not write the packages. Free about 2 GB and start again.";
  if (/EACCES|EPERM/.test(output)) return "npm may not write into this folder. Start as the user who owns it.";
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET/.test(output)) {
    return "npm could not reach its registry. Check the network, the proxy and npm's registry setting, then start again.";
  }
  return `npm install failed:\n${output.trim().split("\n").slice(-12).join("\n")}`;
}

/** The npm that runs us, else the one on the path. */
function npmCommand() {
  const running = process.env.npm_execpath;
  return running && /npm-cli\.c?js$/.test(running) ? [process.execPath, [running]] : ["npm", []];
}

/** Lets one process install at a time; the lock of a process that is gone is taken over. */
async function takeLock(path, say) {
  for (let told = false; ; told = true) {
    try {
      writeFileSync(path, String(process.pid), { flag: "wx" });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const owner = Number(read(path));
    if (owner && !isAlive(owner)) rmSync(path, { force: true });
    else if (!told) say("Another start is installing the packages; waiting for it ...");
    await pause(500);
  }
}

function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
