import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { killRunningCommands, runCommand } from "../tools/start/command.ts";
import { onStopSignals } from "../tools/start/signals.ts";
import { lastPart } from "../tools/test/command-stage.ts";
import { countLine, failedOne, passedOne, runStages, type Stage } from "../tools/test/stage.ts";
import { chooseProofs, type Proof } from "./choose.ts";

/** Proofs too slow for `npm test`: each a script that ends with 0 when what it claims holds. */
export const proofs: Proof[] = [
  { name: "founding-example", minutes: 2, file: "founding-example.ts", args: ["NATIVE"] },
  { name: "founding-example-wasm", minutes: 6, file: "founding-example.ts", args: ["WASM"] },
  { name: "faults-worker", minutes: 5, file: "faults-worker.ts", args: ["NATIVE"] },
  { name: "scoring-load", minutes: 2, file: "scoring-load.ts", args: ["NATIVE"] },
  { name: "boosted-trees-peers", minutes: 3, file: "boosted-trees-peers.ts", args: [] },
  { name: "trust", minutes: 3, file: "trust.ts", args: [] },
  { name: "anomaly", minutes: 2, file: "anomaly.ts", args: [] },
  { name: "networks-card-default", minutes: 9, file: "networks.ts", args: ["card-default"] },
  { name: "networks-bankruptcy", minutes: 9, file: "networks.ts", args: ["bankruptcy"] },
  { name: "model-cards-card-default", minutes: 10, file: "model-cards.ts", args: ["card-default"], byHand: true },
  { name: "model-cards-german", minutes: 2, file: "model-cards.ts", args: ["german"] },
  { name: "model-cards-lending", minutes: 9, file: "model-cards.ts", args: ["lending"], byHand: true },
  { name: "training-memory", minutes: 3, file: "training-memory.ts", args: [] },
  { name: "search-killed", minutes: 4, file: "search-killed.ts", args: [] },
  { name: "search-large", minutes: 1, file: "search-large.ts", args: [] },
  { name: "start-stop", minutes: 3, file: "start-stop.ts", args: [] },
  { name: "operational-risk", minutes: 4, file: "operational-risk.ts", args: ["1"] },
  { name: "market-risk-reference", minutes: 1, file: "market-risk.ts", args: ["reference"] },
  { name: "market-risk-series", minutes: 2, file: "market-risk.ts", args: ["series"] },
  { name: "market-risk-networks", minutes: 3, file: "market-risk.ts", args: ["networks"] },
  { name: "ingest-large", minutes: 2, file: "ingest-large.ts", args: [] },
  { name: "policy-hedging", minutes: 9, file: "policy-hedging.ts", args: [] },
  { name: "policy-control", minutes: 10, file: "policy-control.ts", args: [] },
  { name: "policy-logs", minutes: 9, file: "policy-logs.ts", args: [] },
];

const CI_MINUTES = 10;
const root = fileURLToPath(new URL("..", import.meta.url));

/** A number that differs from commit to commit, so that the share that CI takes goes round. */
function turn(): number {
  try {
    return Number.parseInt(execFileSync("git", ["rev-parse", "--short=7", "HEAD"], { cwd: root, encoding: "utf8" }), 16);
  } catch {
    return Math.floor(Date.now() / 86_400_000);
  }
}

function stageOf({ name, minutes, file, args }: Proof): Stage {
  return {
    name,
    async run() {
      const script = fileURLToPath(new URL(file, import.meta.url));
      const { exitCode, output } = await runCommand(
        process.execPath,
        ["--conditions=plimsoll-source", "--import", "tsx", script, ...args],
        {
          cwd: root,
          timeoutMs: minutes * 3 * 60_000,
          onOutput: (text) => process.stdout.write(text),
        },
      );
      return exitCode === 0 ? passedOne : failedOne(lastPart(output, 20));
    },
  };
}

const stop = () => {
  killRunningCommands();
  process.exit(1);
};
onStopSignals({ stop, kill: stop });

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("-"));
const unknown = wanted.filter((name) => !proofs.some((proof) => proof.name === name));
if (unknown.length > 0) {
  process.stderr.write(`No proof ${unknown.join(", ")}. There are: ${proofs.map(({ name }) => name).join(", ")}.\n`);
  process.exit(1);
}
const named = wanted.length > 0 ? proofs.filter(({ name }) => wanted.includes(name)) : proofs;
const chosen = process.argv.includes("--ci") ? chooseProofs(named, CI_MINUTES, turn()) : named;
const total = await runStages(chosen.map(stageOf), (text) => process.stdout.write(text));
process.stdout.write(`${countLine(total)}\n`);
process.exit(total.failed > 0 ? 1 : 0);
