import type { Engine } from "../../../engine/engine.ts";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { pause, type RunControl } from "../../run-control.ts";
import { type BacktestReport, backtestReport } from "../backtests/report.ts";
import { fz0Losses, pinballLosses } from "../backtests/scores.ts";
import { type DieboldMariano, dieboldMariano } from "../diebold-mariano.ts";
import { type ConfidenceSetMember, modelConfidenceSet } from "../model-confidence-set.ts";
import { checkSeries, type MarketSeries } from "../series.ts";
import type { FittedParameter } from "../volatility/garch/garch-fit.ts";
import { sumsAhead } from "../volatility/har/har-terms.ts";
import { fitBlock, type WalkForwardWindow, walkForwardBlocks } from "../walk-forward.ts";
import { varMethod } from "./methods/index.ts";
import { checkVarContext } from "./var-method.ts";

export interface StudiedMethod {
  /** Its name in the results; the method's own when nothing is said. */
  label?: string;
  /** A name of the registry. */
  method: string;
  params?: unknown;
  /** Another window than the study's, such as rare refits on an expanding window for a network. */
  window?: WalkForwardWindow;
}

export interface VarStudyRequest extends RunControl {
  /** A loss is the negative sum of its returns over the horizon. */
  series: MarketSeries;
  methods: readonly StudiedMethod[];
  alphas: readonly number[];
  /** Trading days; above one, losses are those of stretches that do not overlap, so that hits can be independent. */
  horizon: number;
  window: WalkForwardWindow;
  /** Level of the tests. */
  level: number;
  seed: number;
  engine: Engine | null;
}

export interface MethodForecasts {
  label: string;
  /** One entry for each alpha: [origins] VaR and ES, positive = loss. */
  levels: { alpha: number; var: Float64Array; es: Float64Array; hits: Uint8Array }[];
  /** One report for each alpha: all tests, scores and the traffic light. */
  reports: BacktestReport[];
  /** Estimates of the last fit. */
  parameters: FittedParameter[];
  statistics: Record<string, number>;
  nFits: number;
}

export interface VarStudy {
  alphas: readonly number[];
  horizon: number;
  /** [origins] row in which the forecast loss begins. */
  origins: Int32Array;
  /** [origins] realised losses. */
  losses: Float64Array;
  methods: MethodForecasts[];
  /** Every pair of methods by FZ0: "better" only where p < 0.05. */
  comparisons: (DieboldMariano & { alpha: number; score: "FZ0" | "PINBALL"; a: string; b: string })[];
  /** The methods among which the best is with 90 % confidence, by FZ0. */
  confidenceSets: { alpha: number; score: "FZ0" | "PINBALL"; members: ConfidenceSetMember[] }[];
}

/**
 * Walks VaR methods through the same days, each fitted on what lies before, and backtests what they said.
 * @throws AppError as the methods', "INVALID_INPUT" for labels that clash or a window that leaves fewer than 20 losses, "CANCELLED".
 */
export async function studyVar(request: VarStudyRequest): Promise<VarStudy> {
  const { alphas, horizon, level, seed } = request;
  const { returns } = request.series;
  const methods = request.methods.map((entry) => ({
    ...entry,
    label: entry.label ?? entry.method,
    window: entry.window ?? request.window,
  }));
  checkStudy(request, methods);
  const first = Math.max(...methods.map((entry) => entry.window.size));
  const sums = sumsAhead(returns, horizon);
  const origins = Int32Array.from({ length: Math.max(0, Math.floor((returns.length - first) / horizon)) }, (_, k) => first + k * horizon);
  if (origins.length < 20)
    throw invalidInput(
      `The window leaves ${origins.length} losses of ${horizon} days to backtest; at least 20 are needed. Give a longer series.`,
    );
  const losses = Float64Array.from(origins, (origin) => -(sums[origin] as number));
  const results: MethodForecasts[] = [];
  for (const entry of methods) {
    const walked = await walk(request, entry, first, origins, results.length);
    const levels = alphas.map((alpha, a) => {
      const column = (values: Float64Array) => Float64Array.from(origins, (_, k) => values[k * alphas.length + a] as number);
      const [valueAtRisk, es] = [column(walked.var), column(walked.es)];
      return { alpha, var: valueAtRisk, es, hits: Uint8Array.from(losses, (loss, t) => Number(loss > (valueAtRisk[t] as number))) };
    });
    const reports: BacktestReport[] = [];
    for (const own of levels) {
      await pause(request, `${entry.label}: tests`, results.length / methods.length);
      reports.push(backtestReport({ ...own, losses }, { level, seed }));
    }
    results.push({
      label: entry.label,
      levels,
      reports,
      parameters: walked.parameters,
      statistics: walked.statistics,
      nFits: walked.nFits,
    });
  }
  return { alphas, horizon, origins, losses, methods: results, ...compare(results, losses, seed) };
}

function checkStudy(request: VarStudyRequest, methods: readonly (StudiedMethod & { label: string })[]): void {
  checkVarContext(request);
  const labels = methods.map(({ label }) => label);
  const twice = labels.find((label, at) => labels.indexOf(label) !== at);
  if (twice !== undefined) throw invalidInput(`Two methods of the study are called '${twice}'. Give each its own label.`);
  if (methods.length === 0) throw invalidInput("A study needs at least one method.");
  checkSeries(request.series.returns, { name: "returns", minimum: 2 });
}

async function walk(
  request: VarStudyRequest,
  { label, method: name, params, window }: StudiedMethod & { label: string; window: WalkForwardWindow },
  first: number,
  origins: Int32Array,
  before: number,
) {
  const { series, alphas, horizon, seed, engine, signal, methods } = request;
  const rows = (from: number, to: number): MarketSeries => ({
    returns: series.returns.slice(from, to),
    measure: series.measure?.slice(from, to) ?? null,
  });
  const method = varMethod(name);
  const out = { var: new Float64Array(origins.length * alphas.length), es: new Float64Array(origins.length * alphas.length) };
  // Every row of a stretch of several days starts none of its own: only the origins are forecast.
  const blocks = walkForwardBlocks(series.returns.length, window, first);
  let [parameters, statistics]: [FittedParameter[], Record<string, number>] = [[], {}];
  let nFits = 0;
  for (const [at, block] of blocks.entries()) {
    const { begin, from, to } = block;
    await pause(request, label, (before + at / blocks.length) / methods.length);
    const own = [...origins.entries()].filter(([, origin]) => origin >= from && origin < to);
    if (own.length === 0) continue;
    const fitted = await fitBlock(label, block, () => method.fit(rows(begin, from), params, { alphas, horizon, seed, engine, signal }));
    nFits++;
    ({ parameters, statistics } = fitted);
    // One call for the whole block where every row is an origin; else one for each.
    const spans = horizon === 1 ? [[own[0]?.[0] ?? 0, from, to] as const] : own.map(([k, origin]) => [k, origin, origin + 1] as const);
    for (const [k, start, end] of spans) {
      const forecast = fitted.forecast(rows(begin, end - 1), start - begin, end - begin);
      out.var.set(forecast.var, k * alphas.length);
      out.es.set(forecast.es, k * alphas.length);
    }
  }
  return { ...out, parameters, statistics, nFits };
}

/** Methods against each other at each level; by pinball where some ES is not positive and FZ0 has no value. */
function compare(
  results: readonly MethodForecasts[],
  losses: Float64Array,
  seed: number,
): Pick<VarStudy, "comparisons" | "confidenceSets"> {
  const comparisons: VarStudy["comparisons"] = [];
  const confidenceSets: VarStudy["confidenceSets"] = [];
  (results[0]?.levels ?? []).forEach(({ alpha }, a) => {
    const own = results.map(({ levels }) => ({ ...(levels[a] as MethodForecasts["levels"][number]), losses }));
    const score = own.every(({ es }) => es.every((value) => value > 0)) ? ("FZ0" as const) : ("PINBALL" as const);
    const scores = own.map(score === "FZ0" ? fz0Losses : pinballLosses);
    const label = (k: number) => results[k]?.label ?? "";
    scores.forEach((left, i) => {
      scores.slice(i + 1).forEach((right, k) => {
        comparisons.push({ alpha, score, a: label(i), b: label(i + 1 + k), ...dieboldMariano(left, right) });
      });
    });
    confidenceSets.push({
      alpha,
      score,
      members: modelConfidenceSet(
        scores.map((values, k) => ({ name: label(k), values })),
        { seed },
      ),
    });
  });
  return { comparisons, confidenceSets };
}
