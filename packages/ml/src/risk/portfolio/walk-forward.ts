import { AppError } from "@plimsoll/schema";
import { invalidInput } from "../../evaluation/inputs.ts";
import { pause, type RunControl } from "../run-control.ts";
import { allocate } from "./allocate.ts";
import { type ComparedPerformance, comparePerformance } from "./block-bootstrap.ts";
import { parseConstraints, turnoverOf } from "./constraints.ts";
import { type AssetReturns, checkReturns, periodsOf } from "./returns.ts";
import { BENCHMARK, type ParsedWalkForward, type PortfolioWalkForwardOptions, parsePortfolioWalkForward } from "./walk-forward-options.ts";

export interface Rebalance {
  /** Period from whose start the weights are held. */
  period: number;
  /** [n] */
  weights: Float64Array;
  /** Sum of |new - drifted weight|. */
  turnover: number;
  /** Why no new weights were found, and the old ones kept; null else. */
  failed: { code: string; message: string } | null;
}

export interface WalkForwardEntry extends ComparedPerformance {
  id: string;
  method: string;
  /** [nTest] net of costs. */
  returns: Float64Array;
  rebalances: Rebalance[];
  /** Turnover a year, the first purchase left out. */
  annualTurnover: number;
  /** Costs as a share of wealth, summed over the test. */
  costs: number;
}

export interface PortfolioWalkForwardReport {
  assets: readonly string[];
  /** Period of the first test return. */
  start: number;
  nTest: number;
  entries: WalkForwardEntry[];
}

/**
 * Methods compared as they would have been held: at each rebalance weights are estimated from the periods before alone, bought at a cost,
 * and left to drift until the next. Net returns, turnover, performance with bootstrap intervals, and the paired difference from equal weight.
 * A rebalance that finds no weights (constraints that the drifted holdings cannot reach, no positive excess return) keeps the old ones and says so;
 * before the first success the capital is cash.
 * @throws AppError "INVALID_INPUT" (returns, options, too few periods), "CANCELLED".
 */
export async function walkForwardPortfolios(
  returns: AssetReturns,
  options: unknown,
  control: RunControl = {},
): Promise<PortfolioWalkForwardReport> {
  const parsed = parsePortfolioWalkForward(options);
  checkReturns(returns);
  parseConstraints(parsed.constraints, returns.assets);
  const nTest = returns.nPeriods - parsed.window;
  if (nTest < 20)
    throw invalidInput(
      `A window of ${parsed.window} leaves ${nTest} of ${returns.nPeriods} periods for the test; at least 20 are needed.`,
      { path: ["window"] },
    );
  const equal: ParsedWalkForward["methods"][number] = {
    id: BENCHMARK,
    method: { name: BENCHMARK, params: {} },
    covariance: { name: "ledoit-wolf-identity", params: {} },
    expectedReturns: { method: "SAMPLE" },
  };
  const hasEqual = parsed.methods.some(({ id }) => id === BENCHMARK);
  const methods = hasEqual ? parsed.methods : [equal, ...parsed.methods];
  const held = [];
  for (const [at, entry] of methods.entries()) {
    const { constraints, riskFreeRate, periodsPerYear } = parsed;
    const { id: _id, ...choice } = entry;
    const onProgress = (fraction: number) => pause(control, entry.id, (at + fraction) / methods.length);
    held.push({
      id: entry.id,
      method: entry.method.name,
      ...(await hold(returns, { ...choice, constraints, riskFreeRate, periodsPerYear }, parsed, onProgress)),
    });
  }
  const benchmark = held.find(({ id }) => id === BENCHMARK);
  if (!benchmark) throw new Error("Equal weight is always among the methods.");
  const entries: WalkForwardEntry[] = [];
  for (const [at, entry] of held.entries()) {
    await pause(control, "intervals", at / held.length);
    const { replicates, seed, blockLength } = parsed;
    entries.push({
      ...entry,
      ...comparePerformance(entry.returns, benchmark.returns, parsed, {
        replicates,
        seed,
        ...(blockLength === null ? {} : { blockLength }),
      }),
    });
  }
  return { assets: returns.assets, start: parsed.window, nTest, entries };
}

/** One method's holdings over the test. */
async function hold(
  returns: AssetReturns,
  portfolio: unknown,
  options: PortfolioWalkForwardOptions,
  onProgress: (fraction: number) => Promise<void>,
) {
  const { window, expanding, rebalanceEvery, costRate, riskFreeRate, periodsPerYear } = options;
  const n = returns.assets.length;
  const nTest = returns.nPeriods - window;
  const net = new Float64Array(nTest);
  const rebalances: Rebalance[] = [];
  const safe = riskFreeRate / periodsPerYear;
  let weights: Float64Array = new Float64Array(n);
  let [invested, costs, traded] = [false, 0, 0];
  for (let t = 0; t < nTest; t++) {
    let cost = 0;
    if (t % rebalanceEvery === 0) {
      await onProgress(t / nTest);
      const now = window + t;
      const past = periodsOf(returns, expanding ? 0 : now - window, now);
      const { next, failed } = await rebalanced(past, portfolio, weights, invested);
      const turnover = turnoverOf(next, weights);
      cost = costRate * turnover;
      costs += cost;
      if (invested) traded += turnover;
      invested ||= failed === null;
      weights = next;
      rebalances.push({ period: now, weights: next.slice(), turnover, failed });
    }
    const start = (window + t) * n;
    let [gross, total] = [0, 0];
    for (let i = 0; i < n; i++) {
      gross += (weights[i] as number) * (returns.values[start + i] as number);
      total += weights[i] as number;
    }
    gross += (1 - total) * safe;
    // Costs come off the wealth with which the period starts.
    net[t] = (1 - cost) * (1 + gross) - 1;
    weights = weights.map((weight, i) => (weight * (1 + (returns.values[start + i] as number))) / (1 + gross));
    if (!(gross > -1))
      throw new AppError(
        "RUIN",
        "data",
        `The leveraged portfolio lost all its capital in period ${window + t}. Lower 'maxLeverage' or the short positions.`,
        { period: window + t },
      );
  }
  return { returns: net, rebalances, costs, annualTurnover: (traded * periodsPerYear) / nTest };
}

/** Errors that say something about one rebalance, not about the request. */
const KEEPS_OLD = new Set(["INFEASIBLE", "NO_POSITIVE_EXCESS", "NOT_CONVERGED", "NOT_POSITIVE_DEFINITE"]);

async function rebalanced(past: AssetReturns, portfolio: unknown, weights: Float64Array, invested: boolean) {
  try {
    return { next: (await allocate(past, portfolio, invested ? weights : null)).weights, failed: null };
  } catch (error) {
    if (!(error instanceof AppError && KEEPS_OLD.has(error.code))) throw error;
    return { next: weights.slice(), failed: { code: error.code, message: error.message } };
  }
}
