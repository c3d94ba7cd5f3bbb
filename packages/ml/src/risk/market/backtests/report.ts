import type { BacktestContext, BacktestResult } from "./backtest.ts";
import { checkForecasts, hitsOf, type VarForecasts } from "./hits.ts";
import { backtests } from "./index.ts";
import { fz0Losses, pinballLosses } from "./scores.ts";
import { type RollingTrafficLight, rollingTrafficLight, type TrafficLight, trafficLight } from "./traffic-light.ts";

/** All that a backtest page shows of one method at one level: never one test alone. */
export interface BacktestReport {
  alpha: number;
  n: number;
  hits: number;
  expectedHits: number;
  hitRate: number;
  meanVar: number;
  meanEs: number | null;
  tests: BacktestResult[];
  /** Mean pinball loss of VaR, and FZ0 of the pair (null without ES), for ranking methods on the same days. */
  scores: { pinball: number; fz0: number | null };
  /** Of the last 250 days, or of all where there are fewer. */
  trafficLight: TrafficLight;
  rolling: RollingTrafficLight | null;
}

/**
 * Every test of the registry on one method's forecasts at one level. Tests of ES are left out where there is none.
 * @throws AppError "INVALID_INPUT" as `checkForecasts`.
 */
export function backtestReport(forecasts: VarForecasts, context: BacktestContext): BacktestReport {
  checkForecasts(forecasts);
  const { losses, var: valueAtRisk, es, alpha } = forecasts;
  const n = losses.length;
  const hits = hitsOf(forecasts);
  const count = (values: Uint8Array) => values.reduce((sum, hit) => sum + hit, 0);
  const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value / values.length, 0);
  const recent = hits.subarray(Math.max(0, n - 250));
  return {
    alpha,
    n,
    hits: count(hits),
    expectedHits: n * (1 - alpha),
    hitRate: count(hits) / n,
    meanVar: mean(valueAtRisk),
    meanEs: es && mean(es),
    tests: backtests.filter((test) => es || !test.needsEs).map((test) => test.run(forecasts, {}, context)),
    scores: { pinball: mean(pinballLosses(forecasts)), fz0: es && mean(fz0Losses(forecasts)) },
    trafficLight: trafficLight(count(recent), recent.length, alpha),
    rolling: rollingTrafficLight(hits, alpha),
  };
}
