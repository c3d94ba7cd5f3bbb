import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { homeFolders } from "@plimsoll/schema/storage";
import { ensureBuilt } from "./start/build.ts";
import { killRunningCommands } from "./start/command.ts";
import { startDatabase } from "./start/database.ts";
import { prepareHome } from "./start/disk.ts";
import { engineInUse } from "./start/engine-in-use.ts";
import { takeLock } from "./start/lock.ts";
import { prepareEngine } from "./start/native-engine.ts";
import { processSpecs, untilAnswers } from "./start/processes.ts";
import { reloadOnChange } from "./start/reload.ts";
import { createReporter, type Reporter } from "./start/reporter.ts";
import { readSettings, type StartSettings, settleSettings } from "./start/settings.ts";
import { createShutdown, type Shutdown } from "./start/shutdown.ts";
import { onStopSignals } from "./start/signals.ts";
import { type SupervisedProcess, supervise } from "./start/supervise.ts";
import { describeTrouble } from "./start/trouble.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const READY_WITHIN_MS = 120_000;

/** Brings up everything in order: database and build, then scorer, worker, api and portal. Each thing started adds the step that ends it. */
async function start(dev: boolean, reporter: Reporter, shutdown: Shutdown, hardKills: (() => void)[]): Promise<void> {
  const wanted = readSettings(ROOT);
  prepareHome(wanted.home);
  const portalWanted = wanted.wanted.find(({ variable }) => variable === "WEB_PORT")?.port ?? 0;
  shutdown.add(takeLock(wanted.home, `http://localhost:${portalWanted}`));
  const settings = await settleSettings(wanted);
  const home = homeFolders(settings.home);

  const databaseStart = startDatabase(home, settings.databaseUrl, reporter.step).then((database) => {
    hardKills.push(database.kill);
    shutdown.add(database.stop);
    reporter.step(`database ready${settings.databaseUrl ? "" : " (embedded PostgreSQL)"}`);
    if (database.ownerKey === "REPLACED") reporter.step("the owner's key file was missing or of another database: a new key was written");
    return database;
  });
  const prepared = Promise.all([
    prepareEngine(settings.engine, reporter.step),
    ensureBuilt(ROOT, reporter.step, dev ? ["@plimsoll/web^..."] : []),
  ]);
  const [database] = await Promise.all([databaseStart, prepared]).catch(async (error: unknown) => {
    // The database may still be coming up: it must be known before everything is ended.
    await databaseStart.catch(() => undefined);
    throw error;
  });
  if (shutdown.started) return;

  const specs = processSpecs(
    {
      root: ROOT,
      dev,
      settings: childSettings(settings, database.url),
      apiPort: settings.apiPort,
      webPort: settings.webPort,
      ownScorer: settings.ownScorer,
    },
    process.env,
  );
  const processes: SupervisedProcess[] = [];
  for (const spec of specs) {
    const one = supervise(spec, home.logs, reporter.step);
    processes.push(one);
    hardKills.push(one.kill);
    shutdown.add(one.stop);
  }
  await Promise.all(processes.map((one) => one.ready));
  const slow = AbortSignal.timeout(READY_WITHIN_MS);
  await untilAnswers(`http://127.0.0.1:${settings.apiPort}/readyz`, slow, (response) => response.ok).catch(() => {
    if (!shutdown.started) reporter.step(`not everything is ready after ${READY_WITHIN_MS / 1000} s; the logs in ${home.logs} say why`);
  });
  if (shutdown.started) return;
  if (dev) shutdown.add(reloadOnChange(ROOT, processes, reporter.step));
  const engine = await engineInUse(database.url);
  reporter.step("Plimsoll is ready");
  reporter.line(`  portal   http://localhost:${settings.webPort}`);
  reporter.line(`  API      http://localhost:${settings.apiPort}/graphql`);
  reporter.line(`  engine   ${engine}`);
  reporter.line(`  key      ${home.ownerKey} (sign in with what it holds)`);
  reporter.line(`  logs     ${home.logs}`);
  reporter.line("Stop with Ctrl-C.");
}

function childSettings(settings: StartSettings, databaseUrl: string): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    PLIMSOLL_HOME: settings.home,
    API_PORT: String(settings.apiPort),
    WEB_PORT: String(settings.webPort),
    SCORER_URL: settings.scorerUrl,
    SCORER_PORT: String(settings.scorerPort),
    SCORER_SECRET: settings.scorerSecret,
    LOG_LEVEL: settings.logLevel,
    ...(settings.engine ? { PLIMSOLL_ENGINE: settings.engine } : {}),
  };
}

/** What this process started without a group of its own (a download, a compiler) ends with it. */
function endOwnGroup(): void {
  try {
    process.kill(-process.pid, "SIGTERM");
  } catch {
    // Not the leader of a group: started by hand, and the terminal has told the others already.
  }
}

const began = Number(process.argv.find((argument) => argument.startsWith("--began="))?.slice("--began=".length)) || Date.now();
const reporter = createReporter(began);
const shutdown = createShutdown(reporter.step);
const hardKills: (() => void)[] = [];
// A terminal that is gone must not keep the others from being ended.
process.stdout.on("error", () => undefined);

const end = async (exitCode: number): Promise<never> => {
  killRunningCommands();
  await shutdown.run();
  endOwnGroup();
  process.exit(exitCode);
};
onStopSignals({
  stop: () => {
    reporter.line("Stopping ...");
    void end(0);
  },
  kill: () => {
    for (const kill of hardKills) kill();
    killRunningCommands();
    process.exit(1);
  },
});
process.on("uncaughtException", (error) => {
  reporter.line(describeTrouble(error));
  void end(1);
});

try {
  await start(process.argv.includes("--dev"), reporter, shutdown, hardKills);
} catch (error) {
  if (!shutdown.started) {
    reporter.line(describeTrouble(error));
    await end(1);
  }
}
