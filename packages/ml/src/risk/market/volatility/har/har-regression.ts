import { type LeastSquares, leastSquares } from "../../../../numeric/linear.ts";
import { hacCovariance } from "../../hac.ts";
import type { FittedParameter } from "../garch/garch-fit.ts";
import { MONTH } from "./har-terms.ts";

/** Regressors by name, [n + 1] each: entry o knows the rows before o. */
export type Regressors = readonly (readonly [name: string, values: Float64Array])[];

/** Rows of a regression with a constant in front: X [n, d] row-major and the rows' numbers. */
export interface HarDesign {
  names: string[];
  x: Float64Array;
  d: number;
  rows: number[];
}

/** The rows from the 22nd on whose target is known. @param target [n]; entry t is what begins at row t, NaN where unknown. */
export function harDesign(target: Float64Array, regressors: Regressors): HarDesign {
  const rows: number[] = [];
  for (let t = MONTH; t < target.length; t++) if (!Number.isNaN(target[t])) rows.push(t);
  const d = regressors.length + 1;
  const x = new Float64Array(rows.length * d);
  rows.forEach((t, i) => {
    x[i * d] = 1;
    regressors.forEach(([, values], j) => {
      x[i * d + 1 + j] = values[t] as number;
    });
  });
  return { names: ["constant", ...regressors.map(([name]) => name)], x, d, rows };
}

/** constant + sum of coefficient * regressor at origin o. */
export function linearForecast(coefficients: Float64Array, regressors: Regressors, o: number): number {
  return regressors.reduce(
    (sum, [, values], j) => sum + (coefficients[j + 1] as number) * (values[o] as number),
    coefficients[0] as number,
  );
}

export interface HarRegression extends LeastSquares {
  design: HarDesign;
}

/** Least squares of a target on a constant and HAR terms. @throws AppError "SINGULAR" where the terms do not move apart. */
export function harRegression(target: Float64Array, regressors: Regressors): HarRegression {
  const design = harDesign(target, regressors);
  return {
    ...leastSquares(
      design.x,
      design.rows.map((t) => target[t] as number),
      design.d,
    ),
    design,
  };
}

/** Coefficients with classical and with Newey-West standard errors, as many lags as horizons overlap or the cube root of n. */
export function harParameters({ coefficients, residuals, crossInverse, design }: HarRegression, horizon: number): FittedParameter[] {
  const [n, d] = [residuals.length, design.d];
  const variance = residuals.reduce((sum, e) => sum + e * e, 0) / (n - d);
  const robust = hacCovariance(design.x, residuals, crossInverse, d, Math.max(horizon - 1, Math.floor(Math.cbrt(n))));
  return design.names.map((name, i) => ({
    name: `${name}, ${horizon} d`,
    value: coefficients[i] as number,
    standardError: Math.sqrt(variance * (crossInverse[i * d + i] as number)),
    robustStandardError: Math.sqrt(Math.max(0, robust[i * d + i] as number)),
    atBound: false,
  }));
}
