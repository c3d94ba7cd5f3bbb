import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureBuilt } from "./start/build.ts";
import { killRunningCommands } from "./start/command.ts";
import { prepareEngine } from "./start/native-engine.ts";
import { createReporter } from "./start/reporter.ts";
import { onStopSignals } from "./start/signals.ts";
import { commandStage } from "./test/command-stage.ts";
import { stackStage } from "./test/stack-stage.ts";
import { countLine, passedOne, runStages, type Stage } from "./test/stage.ts";
import { vitestStage } from "./test/vitest-stage.ts";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const MINUTE = 60_000;
const TURBO_CHECK = ["node_modules/turbo/bin/turbo", "run", "typecheck", "--output-logs=errors-only", "--ui=stream"];

const write = (text: string): void => {
  process.stdout.write(text);
};
const reporter = createReporter(Date.now(), write);

const stages: Record<string, Stage> = {
  engine: { name: "engine", run: () => prepareEngine(undefined, reporter.step).then(() => passedOne) },
  build: { name: "build", run: () => ensureBuilt(ROOT, reporter.step).then(() => passedOne) },
  lint: commandStage(
    "lint",
    ROOT,
    ["node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings", "--colors=off", "--max-diagnostics=40", "."],
    5 * MINUTE,
  ),
  typecheck: commandStage("typecheck", ROOT, TURBO_CHECK, 10 * MINUTE),
  "typecheck tools": commandStage("typecheck tools", ROOT, ["node_modules/typescript/bin/tsc", "-p", "tools/tsconfig.json"], 5 * MINUTE),
  unit: vitestStage("unit", ROOT, 15 * MINUTE),
  integration: vitestStage("integration", ROOT, 20 * MINUTE),
  stack: stackStage(ROOT, process.env.PLIMSOLL_CHROMIUM),
};

const stop = () => {
  killRunningCommands();
  process.exit(1);
};
onStopSignals({ stop, kill: stop });

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const unknown = wanted.filter((name) => !(name in stages));
if (unknown.length > 0) {
  write(`No stage ${unknown.join(", ")}. There are: ${Object.keys(stages).join(", ")}.\n`);
  process.exit(1);
}
process.chdir(ROOT);
const chosen = Object.entries(stages).filter(([name]) => wanted.length === 0 || wanted.includes(name));
const total = await runStages(
  chosen.map(([, stage]) => stage),
  write,
);
write(`${countLine(total)}\n`);
process.exit(total.failed > 0 ? 1 : 0);
