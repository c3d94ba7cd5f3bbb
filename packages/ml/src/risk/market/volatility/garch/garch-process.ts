import type { Innovation } from "../../innovations/innovation.ts";
import type { Continuation, FilterOutput, VarianceProcess } from "./variance-process.ts";

export interface GarchOrders {
  /** Lags of the squared residual. */
  p: number;
  /** Lags of the squared residual that count only where it is negative (GJR's leverage). */
  o: number;
  /** Lags of the variance. */
  q: number;
}

/**
 * ARCH (q = 0), GARCH and GJR in one recursion:
 * h_t = omega + sum alpha_i e_(t-i)^2 + sum gamma_j e_(t-j)^2 [e_(t-j) < 0] + sum beta_k h_(t-k).
 * Before the sample e^2 and h are the backcast, and half of it lies below zero. Allowed: omega > 0, beta >= 0, alpha_i >= 0,
 * alpha_i + gamma_i >= 0, sum alpha + sum gamma / 2 + sum beta <= 1.
 * Source: Bollerslev (1986); Glosten, Jagannathan and Runkle (1993).
 */
export function garchProcess({ p, o, q }: GarchOrders): VarianceProcess {
  const names = ["omega", ...lags("alpha", p), ...lags("gamma", o), ...lags("beta", q)];
  const count = names.length;
  const [alphaAt, gammaAt, betaAt] = [1, 1 + p, 1 + p + o];
  const row = (entries: readonly (readonly [number, number])[], upper: number) => {
    const coefficients = new Array<number>(count).fill(0);
    for (const [at, value] of entries) coefficients[at] = value;
    return { coefficients, upper };
  };
  const indices = (from: number, length: number) => Array.from({ length }, (_, k) => from + k);
  const memory = [
    ...indices(alphaAt, p).map((at) => [at, 1] as const),
    ...indices(gammaAt, o).map((at) => [at, 0.5] as const),
    ...indices(betaAt, q).map((at) => [at, 1] as const),
  ];

  return {
    parameters: names.map((name) =>
      name === "omega"
        ? { name, lower: 1e-8, upper: 10 }
        : name.startsWith("gamma")
          ? { name, lower: -1, upper: 2 }
          : { name, lower: 0, upper: 1 },
    ),
    rows: [
      row(memory, 1),
      // The effect of a negative shock is not negative: alpha + gamma >= 0, or gamma >= 0 where no alpha has that lag.
      ...indices(0, o).map((k) =>
        row(
          k < p
            ? [
                [alphaAt + k, -1],
                [gammaAt + k, -1],
              ]
            : [[gammaAt + k, -1]],
          0,
        ),
      ),
    ],
    starts: startsOf({ p, o, q }),
    rescaleOmega: (theta, factor) => (theta[0] as number) * factor * factor,

    filter(theta, residuals, n, backcast, out, derivatives) {
      if (p === 1 && q === 1 && o <= 1) filterOneOne(theta, residuals, n, backcast, out, derivatives, o === 1);
      else filterLags(theta, { p, o, q }, residuals, n, backcast, out, derivatives);
    },

    persistence: (theta, innovation, shape) => memoryOf(theta, { p, o, q }, innovation, shape),

    longRunVariance(theta, innovation, shape) {
      const rest = 1 - memoryOf(theta, { p, o, q }, innovation, shape);
      return rest > 0 ? (theta[0] as number) / rest : null;
    },

    expected(theta, innovation, shape, { residuals, variance, backcast }, horizon) {
      const n = residuals.length;
      const below = o > 0 ? innovation.negativeSquare(shape) : 0;
      const out = new Float64Array(horizon);
      /** h, e^2 and the negative part of e^2 of any day, known or expected. */
      const h = (t: number) => (t < 0 ? backcast : t <= n ? (variance[t] as number) : (out[t - n] as number));
      const square = (t: number) => (t < 0 ? backcast : t < n ? (residuals[t] as number) ** 2 : h(t));
      const negative = (t: number) => (t < 0 ? 0.5 * backcast : t < n ? Math.min(residuals[t] as number, 0) ** 2 : below * h(t));
      out[0] = variance[n] as number;
      for (let step = 1; step < horizon; step++) {
        const t = n + step;
        let sum = theta[0] as number;
        for (let i = 0; i < p; i++) sum += (theta[alphaAt + i] as number) * square(t - 1 - i);
        for (let j = 0; j < o; j++) sum += (theta[gammaAt + j] as number) * negative(t - 1 - j);
        for (let k = 0; k < q; k++) sum += (theta[betaAt + k] as number) * h(t - 1 - k);
        out[step] = sum;
      }
      return out;
    },

    continuation(theta, { residuals, variance, backcast }): Continuation {
      const n = residuals.length;
      const depth = Math.max(p, o);
      const errors = Array.from({ length: depth }, (_, i) => (n - 1 - i < 0 ? Math.sqrt(backcast) : (residuals[n - 1 - i] as number)));
      const variances = Array.from({ length: Math.max(q, 1) }, (_, k) => (n - k < 0 ? backcast : (variance[n - k] as number)));
      // Newest first: e[0] is the last residual, h[0] the variance of the day that comes next.
      const e = Float64Array.from(errors);
      const h = Float64Array.from(variances);
      return {
        reset() {
          e.set(errors);
          h.set(variances);
        },
        variance: () => h[0] as number,
        next(z) {
          const residual = Math.sqrt(h[0] as number) * z;
          e.copyWithin(1, 0);
          e[0] = residual;
          let sum = theta[0] as number;
          for (let i = 0; i < p; i++) sum += (theta[alphaAt + i] as number) * (e[i] as number) ** 2;
          for (let j = 0; j < o; j++) sum += (theta[gammaAt + j] as number) * Math.min(e[j] as number, 0) ** 2;
          for (let k = 0; k < q; k++) sum += (theta[betaAt + k] as number) * (h[k] as number);
          h.copyWithin(1, 0);
          h[0] = sum;
          return sum;
        },
      };
    },
  };
}

const lags = (name: string, count: number) => Array.from({ length: count }, (_, k) => `${name}[${k + 1}]`);

function memoryOf(theta: ArrayLike<number>, { p, o, q }: GarchOrders, innovation: Innovation, shape: readonly number[]): number {
  const below = o > 0 ? innovation.negativeSquare(shape) : 0;
  let sum = 0;
  for (let k = 1; k < 1 + p + o + q; k++) sum += (theta[k] as number) * (k >= 1 + p && k < 1 + p + o ? below : 1);
  return sum;
}

/** Reaction and memory over the ranges in which markets lie, spread evenly over the lags; omega so that the long-run variance is one. */
function startsOf({ p, o, q }: GarchOrders): number[][] {
  const starts: number[][] = [];
  for (const memory of q > 0 ? [0.6, 0.9, 0.98] : [0.3, 0.7]) {
    for (const reaction of q > 0 ? [0.03, 0.1, 0.25] : [memory]) {
      for (const leverage of o > 0 ? [0, 0.5, 1] : [0]) {
        // `leverage` is the share of the reaction that only falls cause; gamma / 2 is its part of the memory.
        const alpha = reaction * (1 - leverage);
        const gamma = 2 * reaction * leverage;
        const beta = memory - reaction;
        starts.push([
          1 - memory,
          ...new Array<number>(p).fill(alpha / p),
          ...new Array<number>(o).fill(gamma / Math.max(o, 1)),
          ...new Array<number>(q).fill(beta / Math.max(q, 1)),
        ]);
      }
    }
  }
  return starts;
}

/** One lag of each, the case that nearly all fits are: the same recursion without loops over lags. */
function filterOneOne(
  theta: ArrayLike<number>,
  residuals: Float64Array,
  n: number,
  backcast: number,
  { variance, byParameter, byMean }: FilterOutput,
  derivatives: boolean,
  leverage: boolean,
): void {
  const [omega, alpha] = [theta[0] as number, theta[1] as number];
  const gamma = leverage ? (theta[2] as number) : 0;
  const beta = theta[leverage ? 3 : 2] as number;
  const [byOmega, byAlpha, second, third] = byParameter as [Float64Array, Float64Array, Float64Array, Float64Array];
  const byBeta = leverage ? third : second;
  let h = omega + (alpha + 0.5 * gamma + beta) * backcast;
  variance[0] = h;
  if (!derivatives) {
    for (let t = 0; t < n; t++) {
      const e = residuals[t] as number;
      h = omega + (e < 0 ? alpha + gamma : alpha) * e * e + beta * h;
      variance[t + 1] = h;
    }
    return;
  }
  let [dOmega, dAlpha, dGamma, dBeta, dMean] = [1, backcast, 0.5 * backcast, backcast, 0];
  for (let t = 0; t < n; t++) {
    byOmega[t] = dOmega;
    byAlpha[t] = dAlpha;
    if (leverage) second[t] = dGamma;
    byBeta[t] = dBeta;
    byMean[t] = dMean;
    const e = residuals[t] as number;
    const square = e * e;
    const below = e < 0;
    const reaction = below ? alpha + gamma : alpha;
    dOmega = 1 + beta * dOmega;
    dAlpha = square + beta * dAlpha;
    dGamma = (below ? square : 0) + beta * dGamma;
    dBeta = h + beta * dBeta;
    dMean = beta * dMean - 2 * reaction * e;
    h = omega + reaction * square + beta * h;
    variance[t + 1] = h;
  }
}

function filterLags(
  theta: ArrayLike<number>,
  { p, o, q }: GarchOrders,
  residuals: Float64Array,
  n: number,
  backcast: number,
  { variance, byParameter, byMean }: FilterOutput,
  derivatives: boolean,
): void {
  const [alphaAt, gammaAt, betaAt] = [1, 1 + p, 1 + p + o];
  const count = betaAt + q;
  const direct = new Float64Array(count);
  for (let t = 0; t <= n; t++) {
    let h = theta[0] as number;
    let mean = 0;
    direct[0] = 1;
    for (let i = 0; i < p; i++) {
      const e = t - 1 - i < 0 ? Number.NaN : (residuals[t - 1 - i] as number);
      const square = t - 1 - i < 0 ? backcast : e * e;
      h += (theta[alphaAt + i] as number) * square;
      direct[alphaAt + i] = square;
      if (t - 1 - i >= 0) mean -= 2 * (theta[alphaAt + i] as number) * e;
    }
    for (let j = 0; j < o; j++) {
      const e = t - 1 - j < 0 ? Number.NaN : Math.min(residuals[t - 1 - j] as number, 0);
      const square = t - 1 - j < 0 ? 0.5 * backcast : e * e;
      h += (theta[gammaAt + j] as number) * square;
      direct[gammaAt + j] = square;
      if (t - 1 - j >= 0) mean -= 2 * (theta[gammaAt + j] as number) * e;
    }
    for (let k = 0; k < q; k++) {
      const before = t - 1 - k < 0 ? backcast : (variance[t - 1 - k] as number);
      h += (theta[betaAt + k] as number) * before;
      direct[betaAt + k] = before;
    }
    variance[t] = h;
    if (!derivatives || t === n) continue;
    for (let k = 0; k < q; k++) if (t - 1 - k >= 0) mean += (theta[betaAt + k] as number) * (byMean[t - 1 - k] as number);
    byMean[t] = mean;
    for (let at = 0; at < count; at++) {
      const own = byParameter[at] as Float64Array;
      let sum = direct[at] as number;
      for (let k = 0; k < q; k++) if (t - 1 - k >= 0) sum += (theta[betaAt + k] as number) * (own[t - 1 - k] as number);
      own[t] = sum;
    }
  }
}
