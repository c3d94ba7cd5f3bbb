import type { Rng } from "@plimsoll/features";
import { findRoot } from "../../../numeric/find-root.ts";
import { normal } from "../innovations/normal.ts";
import { student } from "../innovations/student.ts";
import type { VarForecasts } from "./hits.ts";

/** Excesses are drawn from so many equally likely values. */
const STRATA = 4096;
const HEAVIEST = 2.1;
const LIGHTEST = 200;

/**
 * The tail that VaR and ES forecasts stand for: a loss beyond the VaR exceeds it by (ES - VaR) W, with E W = 1. The shape of W is that of the
 * Student's t whose ratio of ES to VaR is the forecasts' own mean ratio; the normal's where the ratio is the normal's or lighter, or VaR is not
 * positive. So a test of ES needs the two forecasts and no distribution beside them.
 */
export interface TailModel {
  /** Degrees of freedom of the t, null for the normal. */
  nu: number | null;
  excess(rng: Rng): number;
}

/** @param forecasts with ES. */
export function tailModelOf({ var: valueAtRisk, alpha }: VarForecasts, es: Float64Array): TailModel {
  const p = 1 - alpha;
  let [sumVar, sumEs] = [0, 0];
  for (let t = 0; t < es.length; t++) {
    sumVar += valueAtRisk[t] as number;
    sumEs += es[t] as number;
  }
  const ratioOf = (nu: number) => student.tailMean(p, [nu]) / student.quantile(p, [nu]);
  const wanted = sumVar > 0 ? sumEs / sumVar : 0;
  const nu =
    wanted <= ratioOf(LIGHTEST)
      ? null
      : wanted >= ratioOf(HEAVIEST)
        ? HEAVIEST
        : findRoot((x) => ratioOf(x) - wanted, HEAVIEST, LIGHTEST, 1e-6);
  const quantile = (u: number) => (nu === null ? normal.quantile(u, []) : student.quantile(u, [nu]));
  const edge = quantile(p);
  const excesses = Float64Array.from({ length: STRATA }, (_, k) => edge - quantile((p * (k + 0.5)) / STRATA));
  const mean = excesses.reduce((sum, value) => sum + value / STRATA, 0);
  return { nu, excess: (rng) => (excesses[rng.int(STRATA)] as number) / mean };
}
