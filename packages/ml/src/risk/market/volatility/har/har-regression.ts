import { AppError } from "@plimsoll/schema";
import { type LeastSquares, leastSquares } from "../../../../numeric/linear.ts";
import { hacCovariance } from "../../hac.ts";
import type { FittedParameter } from "../garch/garch-fit.ts";
import { type GammaRegression, gammaRegression } from "./gamma-regression.ts";
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

/** Least squares of a target on a constant and HAR terms. @throws AppError "SINGULAR" naming a term that does not move apart from the others. */
export function harRegression(target: Float64Array, regressors: Regressors): HarRegression {
  const design = harDesign(target, regressors);
  const y = design.rows.map((t) => target[t] as number);
  return { ...namingTheTerm(design, () => leastSquares(design.x, y, design.d)), design };
}

/** The same by gamma likelihood. @throws AppError as `harRegression` and `gammaRegression`. */
export function gammaHarRegression(target: Float64Array, regressors: Regressors, horizon: number): GammaRegression & { names: string[] } {
  const design = harDesign(target, regressors);
  const y = Float64Array.from(design.rows, (t) => target[t] as number);
  return { ...namingTheTerm(design, () => gammaRegression(design.x, y, design.d, horizon - 1)), names: design.names };
}

/** Numeric code knows columns by their number: the reader of an error knows terms. */
function namingTheTerm<T>({ names, rows }: HarDesign, fit: () => T): T {
  try {
    return fit();
  } catch (error) {
    if (!(error instanceof AppError && (error.code === "SINGULAR" || error.code === "NOT_POSITIVE_DEFINITE"))) throw error;
    const name = names[Number(error.context.column ?? error.context.row)] ?? "one";
    throw new AppError(
      "SINGULAR",
      "numerical",
      `Over these ${rows.length} rows the term '${name}' does not vary, or moves with the terms before it: its coefficient cannot be told. Give a longer series, or take a model without it (no leverage, or a model of returns such as gjr).`,
      { term: name },
      { cause: error },
    );
  }
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
