/** Hedging: the simulator against exact quadrature, learned hedges against the best that is known, on fresh paths of seeds drawn now. */
import { randomInt } from "node:crypto";
import { createRng } from "@plimsoll/features";
import { trainingEnvironment } from "@plimsoll/ml/catalog";
import { loadEngine } from "../packages/ml/src/engine/load.ts";
import { trainPolicy } from "../packages/ml/src/policy/agents/train-policy.ts";
import { almgrenChriss, executionCost } from "../packages/ml/src/policy/closed-form/almgren-chriss.ts";
import { environment } from "../packages/ml/src/policy/environments/index.ts";
import {
  deltaHedge,
  type Hedge,
  type HedgeSetting,
  hedgeLosses,
  hedgeSetting,
  simulatePaths,
} from "../packages/ml/src/policy/hedging/market.ts";
import { type RiskMeasure, riskOf } from "../packages/ml/src/policy/hedging/risk-measures.ts";
import type { ExecutionPolicy } from "../packages/ml/src/policy/policies/execution.ts";
import type { HedgePolicy } from "../packages/ml/src/policy/policies/hedge.ts";
import { type Check, finish, isEntry } from "./checks.ts";
import { exactHedgeErrors } from "./oracles/hedge-quadrature.ts";

const PATHS = 400_000;
const BATCH = 20_000;

/** Losses on fresh paths that nothing was trained on. */
function freshLosses(setting: HedgeSetting, hedge: Hedge, seed: number, paths = PATHS): Float64Array {
  const losses = new Float64Array(paths);
  const rng = createRng(seed);
  for (let start = 0; start < paths; start += BATCH)
    losses.set(hedgeLosses(setting, simulatePaths(setting, BATCH, rng, false), hedge), start);
  return losses;
}

function std(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}

function simulatorChecks(seed: number): Check[] {
  return [5, 20, 30, 120].map((steps): Check => {
    const setting = hedgeSetting({ steps });
    const exact = exactHedgeErrors(setting);
    const found = std(freshLosses(setting, deltaHedge(setting), seed + steps, 200_000));
    const holds = Math.abs(found / exact.delta - 1) <= 0.01 && found >= 0.99 * exact.least;
    return [
      `delta hedging ${steps} times: standard deviation within 1 % of the exact one, not below the bound`,
      holds,
      `${found.toFixed(5)} of ${exact.delta.toFixed(5)}, least ${exact.least.toFixed(5)}`,
    ];
  });
}

async function hedgeRisks(measure: RiskMeasure, params: Record<string, unknown>, cost: number, seeds: readonly number[]) {
  const engine = await loadEngine();
  const setting = hedgeSetting({ cost });
  const rows: { risk: number; delta: number; std: number; seconds: number }[] = [];
  for (const seed of seeds) {
    const start = performance.now();
    const source = { kind: "ENVIRONMENT" as const, environment: environment("hedge-bs"), params: { cost } };
    const { policy } = await trainPolicy({ engine, agent: "deep-hedge", params: { measure, ...params }, source, seed });
    const seconds = (performance.now() - start) / 1000;
    const { hedge, dispose } = (policy as HedgePolicy).hedgeOn(engine);
    const losses = freshLosses(setting, hedge, seed + 1);
    dispose();
    const delta = riskOf(measure, freshLosses(setting, deltaHedge(setting), seed + 1));
    rows.push({ risk: riskOf(measure, losses), delta, std: std(losses), seconds });
    process.stdout.write(
      `${measure.name} ${measure.level}, cost ${cost}, seed ${seed}: ${rows.at(-1)?.risk.toFixed(4)} (delta ${delta.toFixed(4)}) in ${seconds.toFixed(0)} s\n`,
    );
  }
  return rows;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const listed = (values: readonly number[], digits = 4): string => values.map((value) => value.toFixed(digits)).join(", ");

export async function run(base = randomInt(2 ** 31)): Promise<boolean> {
  process.stdout.write(`seeds from ${base}\n`);
  for (const [name, value] of Object.entries(trainingEnvironment("NATIVE"))) process.env[name] ??= value;
  const seeds = [1, 2, 3, 4, 5].map((k) => base + 1000 * k);
  const checks: Check[] = simulatorChecks(base);

  const tail = await hedgeRisks({ name: "CVAR", level: 0.95 }, {}, 0, seeds);
  const risks = tail.map(({ risk }) => risk);
  const least = exactHedgeErrors(hedgeSetting()).least;
  checks.push(
    [
      "CVaR 95 % of the learned hedge, five seeds: mean at most 3.00 (delta 3.12, best known 2.947)",
      mean(risks) <= 3,
      `${mean(risks).toFixed(4)}: ${listed(risks)}`,
    ],
    ["none below 2.92, which only knowledge of the future could reach", Math.min(...risks) >= 2.92, Math.min(...risks).toFixed(4)],
    ["each better than the delta on the same paths", tail.every(({ risk, delta }) => risk < delta), listed(tail.map(({ delta }) => delta))],
    [
      "no standard deviation below the bound of all policies",
      tail.every((own) => own.std >= 0.99 * least),
      listed(tail.map((own) => own.std)),
    ],
    [
      "trained within ten minutes",
      tail.every(({ seconds }) => seconds <= 600),
      `${listed(
        tail.map(({ seconds }) => seconds),
        0,
      )} s`,
      "speed",
    ],
  );

  const entropic = await hedgeRisks({ name: "ENTROPIC", level: 1 }, { head: "BAND", steps: 400 }, 0.001, seeds.slice(0, 3));
  const prices = entropic.map(({ risk }) => risk);
  checks.push(
    [
      "indifference price at 10 basis points of costs, three seeds: at most 2.600 (delta 2.638, optimum 2.576)",
      prices.every((price) => price <= 2.6),
      listed(prices),
    ],
    ["none more than a hundredth below the optimum", prices.every((price) => price >= 2.5656), listed(prices)],
  );

  const engine = await loadEngine();
  for (const change of [{}, { lambda: 1e-5 }, { shares: 2e5, horizon_days: 2, steps: 8, sigma: 0.4, lambda: 5e-6 }]) {
    const definition = environment("execution-ac");
    const source = { kind: "ENVIRONMENT" as const, environment: definition, params: change };
    const { policy } = await trainPolicy({ engine, agent: "execution-net", params: {}, source, seed: base });
    const setting = definition.parse(change) as unknown as Parameters<typeof almgrenChriss>[0];
    const ratio = executionCost(setting, (policy as ExecutionPolicy).schedule().trades).objective / almgrenChriss(setting).objective;
    checks.push([
      `learned schedule ${JSON.stringify(change)}: within 0.1 % of the closed form, never below`,
      ratio <= 1.001 && ratio >= 1 - 1e-12,
      ratio.toFixed(6),
    ]);
  }
  return finish("hedging and execution", checks);
}

if (isEntry(import.meta.url)) process.exitCode = (await run()) ? 0 : 1;
