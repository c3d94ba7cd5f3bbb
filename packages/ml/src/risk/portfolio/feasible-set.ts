import { AppError } from "@plimsoll/schema";
import { type ProgramRow, solveProgram } from "../../numeric/program.ts";
import { boundsOf, type PortfolioConstraints } from "./constraints.ts";

/**
 * The allowed weights as rows of a program, and the programs solved over them. Turnover and leverage are sums of absolute values: each takes
 * n further variables u with u >= w - w0, u >= w0 - w (or |w|), and one row for their sum.
 */
export interface FeasibleSet {
  nAssets: number;
  /** The least weights of 1/2 w'Qw + c'w. @param quadratic [n, n] positive semidefinite. @param cost [n]. @param rows on the weights alone. */
  minimize(problem: { quadratic?: Float64Array; cost?: ArrayLike<number>; rows?: readonly ProgramRow[] }): Promise<Float64Array>;
  /** The weights w = y / kappa of least y'Qy with gain'y = 1, kappa > 0 and y / kappa allowed: they maximise gain'w / sqrt(w'Qw). */
  maximizeRatio(quadratic: Float64Array, gain: Float64Array): Promise<Float64Array>;
  /** As `minimize` for a linear cost of weights and `nExtra` >= 0 further variables, whose rows name them from n on. */
  minimizeWith(problem: { cost: Float64Array; extraLower: Float64Array; rows: readonly ProgramRow[] }): Promise<Float64Array>;
}

/** @param previous [n] weights held now, for the turnover limit; null = none, and no limit. */
export function feasibleSet(constraints: PortfolioConstraints, assets: readonly string[], previous: Float64Array | null): FeasibleSet {
  const n = assets.length;
  const { lower, upper } = boundsOf(constraints, assets);
  const turnover = previous && constraints.maxTurnover !== null ? { from: previous, limit: constraints.maxTurnover } : null;
  const leverage = constraints.maxLeverage === null ? null : { from: new Float64Array(n), limit: constraints.maxLeverage };
  const absolutes = [turnover, leverage].filter((entry) => entry !== null);
  const all = Array.from({ length: n }, (_, i) => i);
  const linear = linearRows(constraints, assets);

  /** Rows of the absolute values, whose variables start at `first`. */
  const absoluteRows = (first: number): ProgramRow[] =>
    absolutes.flatMap(({ from, limit }, block) => {
      const start = first + block * n;
      const sides = all.flatMap((i): ProgramRow[] => [
        { indices: [i, start + i], values: [1, -1], upper: from[i] as number },
        { indices: [i, start + i], values: [-1, -1], upper: -(from[i] as number) },
      ]);
      return [...sides, { indices: all.map((i) => start + i), values: all.map(() => 1), upper: limit }];
    });

  const solve = async (program: Parameters<typeof solveProgram>[0]) => (await solveProgram(program)).x.slice(0, n);

  return {
    nAssets: n,
    async minimize({ quadratic, cost, rows = [] }) {
      const size = n * (1 + absolutes.length);
      const scale = quadratic ? scaleOf(quadratic, n) : 1;
      return solve({
        cost: padded(
          Float64Array.from(cost ?? new Float64Array(n), (value) => value / scale),
          size,
        ),
        ...(quadratic ? { quadratic: paddedSquare(quadratic, n, size, scale) } : {}),
        rows: [...linear, ...rows, ...absoluteRows(n)],
        lower: padded(lower, size),
        upper: padded(upper, size, Number.POSITIVE_INFINITY),
      });
    },
    async minimizeWith({ cost, extraLower, rows }) {
      const first = n + extraLower.length;
      const size = first + n * absolutes.length;
      const bounded = new Float64Array(size);
      bounded.set(lower);
      bounded.set(extraLower, n);
      const ceiling = padded(upper, size, Number.POSITIVE_INFINITY);
      return solve({ cost: padded(cost, size), rows: [...linear, ...rows, ...absoluteRows(first)], lower: bounded, upper: ceiling });
    },
    async maximizeRatio(quadratic, gain) {
      const kappa = n * (1 + absolutes.length);
      const size = kappa + 1;
      const largest = gain.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      if (largest === 0) throw noGain();
      const homogeneous = [...linear, ...boundRows(lower, upper), ...absoluteRows(n)].flatMap((row) => homogenized(row, kappa));
      const free = new Float64Array(size).fill(Number.NEGATIVE_INFINITY, 0, n);
      try {
        const { x } = await solveProgram({
          cost: new Float64Array(size),
          quadratic: paddedSquare(quadratic, n, size, scaleOf(quadratic, n)),
          rows: [{ indices: all, values: gain.map((value) => value / largest), lower: 1, upper: 1 }, ...homogeneous],
          lower: free,
          upper: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
        });
        const scale = x[kappa] as number;
        if (!(scale > 1e-9)) throw noGain();
        return x.slice(0, n).map((value) => value / scale);
      } catch (error) {
        // No allowed direction gains anything: the ratio has no positive maximum. A set that is empty is said as such.
        if (!(error instanceof AppError && error.code === "INFEASIBLE")) throw error;
        await this.minimize({});
        throw noGain();
      }
    },
  };
}

function linearRows(constraints: PortfolioConstraints, assets: readonly string[]): ProgramRow[] {
  const place = new Map(assets.map((asset, i) => [asset, i]));
  const sum: ProgramRow = { indices: assets.map((_, i) => i), values: assets.map(() => 1), lower: constraints.sum, upper: constraints.sum };
  const groups = constraints.groups.map((group): ProgramRow => {
    const indices = [...new Set(group.assets)].map((asset) => place.get(asset) as number);
    return {
      indices,
      values: indices.map(() => 1),
      ...(group.lower === undefined ? {} : { lower: group.lower }),
      ...(group.upper === undefined ? {} : { upper: group.upper }),
    };
  });
  return [sum, ...groups];
}

const boundRows = (lower: Float64Array, upper: Float64Array): ProgramRow[] =>
  Array.from(lower, (low, i) => ({ indices: [i], values: [1], lower: low, upper: upper[i] as number }));

/** lower <= a'w <= upper as a'y - lower kappa >= 0 and a'y - upper kappa <= 0. */
function homogenized({ indices, values, lower, upper }: ProgramRow, kappa: number): ProgramRow[] {
  const against = (bound: number) => ({ indices: [...indices, kappa], values: [...values, -bound] });
  if (lower !== undefined && lower === upper) return [{ ...against(lower), lower: 0, upper: 0 }];
  return [
    ...(lower === undefined ? [] : [{ ...against(lower), lower: 0 }]),
    ...(upper === undefined ? [] : [{ ...against(upper), upper: 0 }]),
  ];
}

/** The mean diagonal: variances of days are near 1e-4, below the solver's own regularisation. */
function scaleOf(quadratic: Float64Array, n: number): number {
  let trace = 0;
  for (let i = 0; i < n; i++) trace += quadratic[i * n + i] as number;
  return trace > 0 ? trace / n : 1;
}

function padded(values: ArrayLike<number>, size: number, fill = 0): Float64Array {
  const out = new Float64Array(size).fill(fill);
  out.set(values);
  return out;
}

function paddedSquare(matrix: Float64Array, n: number, size: number, scale: number): Float64Array {
  const out = new Float64Array(size * size);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) out[i * size + j] = (matrix[i * n + j] as number) / scale;
  return out;
}

function noGain(): AppError {
  return new AppError(
    "NO_POSITIVE_EXCESS",
    "data",
    "No allowed portfolio has an expected return above the risk-free rate, so that a largest Sharpe ratio does not exist. Use minimum variance, other expected returns or a lower risk-free rate.",
  );
}
