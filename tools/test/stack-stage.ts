import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { runCommand } from "../start/command.ts";
import { settlePorts } from "../start/ports.ts";
import { findChromium } from "./chromium.ts";
import { lastPart } from "./command-stage.ts";
import { makeHome, type RunningStack, removeHome, stackEnvironment, startStack } from "./running-stack.ts";
import { failedOne, passedOne, type Stage, skippedOne, sum, type Tally } from "./stage.ts";

const QUICKSTART_MS = 10 * 60_000;
const JOURNEY_MS = 10 * 60_000;
const SECOND_START_MS = 60_000;

/** The whole product as a newcomer meets it: one command, the documented script, the portal in a browser, a clean end. */
export function stackStage(root: string, chromium: string | undefined): Stage {
  return {
    name: "running stack",
    async run() {
      const home = makeHome();
      const env = await stackEnvironment(home);
      let stack: RunningStack | undefined;
      try {
        const running = await startStack(root, home, env);
        stack = running;
        const details: string[] = [];
        const checks: [string, () => Promise<Tally>][] = [
          ["a second start in the same home says so and changes nothing", () => secondStart(root, env)],
          ["the documented quickstart trains and scores", () => quickstart(root, running)],
          ["the journey through the portal", () => journey(root, running, chromium)],
          ["SIGTERM ends everything with exit code 0", () => stopCleanly(running)],
          ["the next start takes seconds, keeps the key and ends on SIGINT", () => startAgain(root, running)],
        ];
        const tallies: Tally[] = [];
        for (const [name, check] of checks) {
          const tally = await check().catch((error: unknown) =>
            failedOne(error instanceof Error ? (error.stack ?? error.message) : String(error)),
          );
          tallies.push(tally);
          if (tally.detail) details.push(`${name}: ${tally.detail}`);
        }
        return { ...sum(tallies), detail: details.join("\n") || undefined };
      } finally {
        await stack?.stop("SIGTERM");
        removeHome(home);
      }
    },
  };
}

async function secondStart(root: string, env: NodeJS.ProcessEnv): Promise<Tally> {
  const { exitCode, output } = await runCommand(process.execPath, ["tools/start.mjs"], { cwd: root, env, timeoutMs: SECOND_START_MS });
  return exitCode === 1 && output.includes("already runs in") ? passedOne : failedOne(lastPart(output));
}

async function quickstart(root: string, stack: RunningStack): Promise<Tally> {
  const env = { ...process.env, PLIMSOLL_URL: stack.apiUrl, PLIMSOLL_API_KEY: stack.ownerKey };
  const { exitCode, output } = await runCommand(process.execPath, ["docs/quickstart.mjs"], { cwd: root, env, timeoutMs: QUICKSTART_MS });
  return exitCode === 0 ? passedOne : failedOne(lastPart(output));
}

interface Journey {
  runJourney(input: {
    baseUrl: string;
    ownerKey: string;
    taiwanCsvPath: string;
    chromiumPath: string;
    screenshotsDir: string;
  }): Promise<unknown>;
}

async function journey(root: string, stack: RunningStack, named: string | undefined): Promise<Tally> {
  const script = join(root, "apps/web/e2e/journey.e2e.ts");
  if (!existsSync(script)) return failedOne("apps/web/e2e/journey.e2e.ts is missing.");
  const chromiumPath = await findChromium(named);
  if (!chromiumPath) return skippedOne("no Chromium here: install one, or set PLIMSOLL_CHROMIUM to its path");
  const { runJourney } = (await import(pathToFileURL(script).href)) as Journey;
  const walked = runJourney({
    baseUrl: stack.portalUrl,
    ownerKey: stack.ownerKey,
    taiwanCsvPath: join(root, "data/credit_default_taiwan.csv.gz"),
    chromiumPath,
    screenshotsDir: join(stack.home, "screenshots"),
  });
  let limit: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, failed) => {
    limit = setTimeout(() => failed(new Error(`The journey took longer than ${JOURNEY_MS / 60_000} minutes.`)), JOURNEY_MS);
  });
  try {
    const steps = await Promise.race([walked, tooSlow]);
    return Array.isArray(steps) && steps.length > 0 ? { passed: steps.length, failed: 0, skipped: 0 } : passedOne;
  } finally {
    clearTimeout(limit);
  }
}

async function stopCleanly(stack: RunningStack): Promise<Tally> {
  const began = performance.now();
  const exitCode = await stack.stop("SIGTERM");
  const seconds = (performance.now() - began) / 1000;
  if (exitCode !== 0) return failedOne(`exit code ${exitCode} after ${seconds.toFixed(1)} s\n${lastPart(stack.output(), 20)}`);
  await settlePorts(
    (["API_PORT", "WEB_PORT", "SCORER_PORT"] as const).map((variable) => ({ variable, port: Number(stack.env[variable]) })),
  );
  const left = ["supervisor.json", "postgres/data/postmaster.pid"].filter((file) => existsSync(join(stack.home, file)));
  return left.length === 0 ? passedOne : failedOne(`left behind: ${left.join(", ")}`);
}

async function startAgain(root: string, before: RunningStack): Promise<Tally> {
  const stack = await startStack(root, before.home, before.env);
  const exitCode = await stack.stop("SIGINT");
  if (exitCode !== 0) return failedOne(`exit code ${exitCode}\n${lastPart(stack.output(), 20)}`);
  if (stack.ownerKey !== before.ownerKey) return failedOne("the owner's key changed");
  return { ...passedOne, detail: `first start ${before.startSeconds.toFixed(1)} s, second ${stack.startSeconds.toFixed(1)} s` };
}
