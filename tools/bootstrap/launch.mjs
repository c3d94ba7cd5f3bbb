import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureInstalled } from "./install.mjs";
import { requireSupportedNode } from "./node-version.mjs";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Brings a fresh clone to the point where TypeScript runs, then runs one of our scripts and ends as it ends.
 * @param script path below the repository. @param args its arguments. @param endsItself whether it minds by itself that we are gone.
 */
export async function launch(script, args, endsItself = false) {
  requireSupportedNode();
  process.chdir(root);
  try {
    await ensureInstalled(root, (line) => process.stdout.write(`${line}\n`));
  } catch (error) {
    process.stderr.write(`${error.code === "ENOSPC" ? "The disk is full. Free about 2 GB and start again." : error.message}\n`);
    process.exit(1);
  }
  // Its own process group: a Ctrl-C of the terminal comes here only and is passed on once, not once by the terminal and again by npm.
  const preloads = ["--import", "tsx", ...(endsItself ? [] : ["--import", join(root, "tools/start/end-with-parent.mjs")])];
  const child = spawn(process.execPath, ["--conditions=plimsoll-source", ...preloads, join(root, script), ...args], {
    cwd: root,
    env: { ...process.env, PLIMSOLL_PARENT: String(process.pid) },
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    detached: true,
  });
  let database = null;
  child.on("message", (message) => {
    if (message?.type === "database") database = message.processId;
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal === "SIGHUP" ? "SIGTERM" : signal));
  }
  const watching = endWithNpm(() => child.kill("SIGTERM"));
  child.once("exit", (code, signal) => {
    clearInterval(watching);
    // Only a kill -9 leaves the database behind; everything else of ours ends when its channel closes.
    if (signal === "SIGKILL" && database) stop(database);
    process.exitCode = code ?? 1;
    if (child.connected) child.disconnect();
  });
  child.once("error", (error) => {
    process.stderr.write(`Node could not be started again: ${error.message}\n`);
    process.exitCode = 1;
  });
}

/** A killed npm passes nothing on: its script notices that it was handed to another parent. */
function endWithNpm(end) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const parent = process.ppid;
  const watching = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watching);
    end();
  }, 500);
  return watching;
}

function stop(processId) {
  try {
    process.kill(processId, "SIGINT");
  } catch {
    // It has ended by itself.
  }
}
