import {
  allocate,
  efficientFrontier,
  PERFORMANCE_METRICS,
  type PortfolioWalkForwardReport,
  parsePortfolioOptions,
  walkForwardPortfolios,
  wealthOf,
} from "@plimsoll/ml";
import type { AllocationResult, FrontierResult, PortfolioResult, PortfolioSpec, WalkForwardResult } from "@plimsoll/schema";
import type { PortfolioTask } from "../../messages/risk.ts";
import type { TaskIo } from "../task-io.ts";
import { type ReadReturns, readReturns } from "./asset-returns.ts";
import { measureBook } from "./book.ts";
import { controlOf } from "./control.ts";
import { writeCsv } from "./csv.ts";
import { thinned } from "./thin.ts";

const MOST_REBALANCES = 120;
const MOST_POINTS = 750;

/** Answers what a portfolio run was asked about its assets. */
export async function portfolioTask(task: PortfolioTask, io: TaskIo): Promise<{ result: PortfolioResult; rowCount: number | null }> {
  const { spec } = task;
  const data = await readReturns({ path: task.datasetPath, columns: task.columns }, spec);
  const { returns, read } = data;
  const allocation = spec.allocation && (await chosen(data, spec));
  io.progress("Frontier", 0.1);
  const frontier = spec.frontierPoints === null ? null : await frontierOf(data, spec, io);
  const report = spec.walkForward && (await walkForwardPortfolios(returns, spec.walkForward, controlOf(io, 0.2, 0.85, walkWords)));
  const rowCount = report && (await writeReturns(task.outputPath, data, report));
  const book = spec.book && (await measureBook(data, spec.book, io, 0.86));
  return {
    result: {
      assets: [...returns.assets],
      read,
      allocation,
      frontier,
      walkForward: report && walkForwardResult(data, report),
      book,
    },
    rowCount,
  };
}

const walkWords = (phase: string): string => (phase === "intervals" ? "Bootstrapping intervals" : `Walking forward: ${phase}`);

const heldOf = ({ returns }: ReadReturns, { held }: PortfolioSpec): Float64Array | null => {
  const weights = new Map(held.map(({ asset, weight }) => [asset, weight]));
  return held.length === 0 ? null : Float64Array.from(returns.assets, (asset) => weights.get(asset) ?? 0);
};

async function chosen(data: ReadReturns, spec: PortfolioSpec): Promise<AllocationResult> {
  const { weights: _weights, ...allocation } = await allocate(data.returns, spec.allocation, heldOf(data, spec));
  return { method: parsePortfolioOptions(spec.allocation).method.name, ...allocation };
}

async function frontierOf(data: ReadReturns, spec: PortfolioSpec, io: TaskIo): Promise<FrontierResult> {
  const nPoints = spec.frontierPoints ?? 0;
  const control = controlOf(io, 0.1, 0.2);
  const { points, single } = await efficientFrontier(data.returns, spec.allocation, { nPoints, previous: heldOf(data, spec), ...control });
  return { points: points.map((point) => ({ ...point, weights: [...point.weights] })), single };
}

function walkForwardResult({ point }: ReadReturns, { start, nTest, entries }: PortfolioWalkForwardReport): WalkForwardResult {
  return {
    nTest,
    from: point(start).day,
    to: point(start + nTest - 1).day,
    entries: entries.map(({ id, method, metrics, difference, annualTurnover, costs, rebalances, returns }) => ({
      id,
      method,
      metrics: PERFORMANCE_METRICS.map((name) => ({ name, ...metrics[name], difference: difference[name] })),
      annualTurnover,
      costs,
      nRebalances: rebalances.length,
      nFailed: rebalances.filter(({ failed }) => failed).length,
      rebalances: thinned(rebalances.length, MOST_REBALANCES).flatMap((at) => {
        const rebalance = rebalances[at];
        if (!rebalance) return [];
        const { period, weights, turnover, failed } = rebalance;
        return [{ ...point(period), weights: [...weights], turnover, failed }];
      }),
      wealth: wealthPoints(returns).map(({ at, ...values }) => ({ ...point(start + at), ...values })),
    })),
  };
}

function wealthPoints(returns: Float64Array): { at: number; value: number; drawdown: number }[] {
  const wealth = wealthOf(returns);
  let peak = 1;
  const drawdown = wealth.map((value) => {
    peak = Math.max(peak, value);
    return 1 - value / peak;
  });
  return thinned(wealth.length, MOST_POINTS).map((at) => ({ at, value: wealth[at] as number, drawdown: drawdown[at] as number }));
}

/** Net returns of every entry, one row a test period. */
function writeReturns(path: string, { point, times }: ReadReturns, { start, nTest, entries }: PortfolioWalkForwardReport): Promise<number> {
  const periods = Array.from({ length: nTest }, (_, t) => start + t);
  return writeCsv(path, [
    times ? { name: "day", texts: periods.map((period) => point(period).day) } : { name: "period", numbers: periods },
    ...entries.map(({ id, returns }) => ({ name: id, numbers: returns })),
  ]);
}
