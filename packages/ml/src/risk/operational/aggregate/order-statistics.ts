import { normalQuantile } from "../../../numeric/distributions.ts";

/** A simulated figure with what the number of years leaves uncertain. */
export interface SimulatedFigure {
  value: number;
  /** Monte Carlo standard error. */
  standardError: number;
  /** 95 % interval of the simulation alone; the parameters are taken as known. */
  low: number;
  high: number;
}

const Z = normalQuantile(0.975);

/** The value at risk of simulated years: the ceil(alpha n)-th smallest, with the interval of its order statistics. @param sorted [n] ascending. */
export function valueAtRiskOf(sorted: Float64Array, alpha: number): SimulatedFigure {
  const n = sorted.length;
  const rank = Math.ceil(alpha * n);
  const spread = Z * Math.sqrt(n * alpha * (1 - alpha));
  const at = (position: number) => sorted[Math.min(n, Math.max(1, position)) - 1] as number;
  const [low, high] = [at(Math.floor(rank - spread)), at(Math.ceil(rank + spread))];
  return { value: at(rank), standardError: (high - low) / (2 * Z), low, high };
}

/** The mean of the worst (1 - alpha) of simulated years, the one at the edge by its part. Source: Acerbi and Tasche (2002); Manistre and Hancock (2005) for the error. */
export function expectedShortfallOf(sorted: Float64Array, alpha: number): SimulatedFigure {
  const n = sorted.length;
  const tail = (1 - alpha) * n;
  const whole = Math.min(n, Math.floor(tail + 1e-9));
  let sum = 0;
  for (let i = n - whole; i < n; i++) sum += sorted[i] as number;
  const edge = sorted[Math.max(0, n - whole - 1)] as number;
  const value = (sum + Math.max(0, tail - whole) * edge) / tail;
  let squares = 0;
  for (let i = n - whole; i < n; i++) squares += ((sorted[i] as number) - value) ** 2;
  const variance = whole > 1 ? squares / (whole - 1) : 0;
  const standardError = Math.sqrt((variance + alpha * (value - edge) ** 2) / tail);
  return { value, standardError, low: value - Z * standardError, high: value + Z * standardError };
}

/** Mean of simulated years. */
export function meanLossOf(values: Float64Array): SimulatedFigure {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i] as number;
  const value = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i++) squares += ((values[i] as number) - value) ** 2;
  const standardError = Math.sqrt(squares / (n - 1) / n);
  return { value, standardError, low: value - Z * standardError, high: value + Z * standardError };
}
