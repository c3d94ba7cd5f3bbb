import type { GarchOrders } from "./garch-process.ts";
import type { Continuation, FilterOutput, VarianceProcess } from "./variance-process.ts";

/** E|z| of a normal error, the point from which the size of a shock is counted whatever the errors' distribution. */
const MEAN_SIZE = Math.sqrt(2 / Math.PI);

/**
 * EGARCH: ln h_t = omega + sum alpha_i (|z_(t-i)| - sqrt(2 / pi)) + sum gamma_j z_(t-j) + sum beta_k ln h_(t-k), z = e / sqrt(h).
 * Before the sample the shocks are zero and ln h is the backcast's. Allowed: sum of beta < 1 and alpha_1 >= 0; h is positive by itself.
 * Its derivatives by |z| jump at z = 0, a single point that no residual hits. Source: Nelson (1991).
 */
export function egarchProcess({ p, o, q }: GarchOrders): VarianceProcess {
  const names = ["omega", ...lags("alpha", p), ...lags("gamma", o), ...lags("beta", q)];
  const betaAt = 1 + p + o;
  const betaRow = names.map((_, at) => (at >= betaAt ? 1 : 0));
  return {
    parameters: names.map((name) => {
      if (name === "omega") return { name, lower: -10, upper: 10 };
      if (name.startsWith("beta")) return { name, lower: q > 1 ? -1 : 0, upper: 0.99999 };
      // A first lag below zero lets today's variance hang ever more on the first one's: the filter would no longer forget its start.
      return { name, lower: name === "alpha[1]" ? 0 : -2, upper: 2 };
    }),
    rows: q > 1 ? [{ coefficients: betaRow, upper: 0.99999 }] : [],
    starts: startsOf({ p, o, q }),
    // ln h moves by ln factor^2; the share of it that does not come back through beta is omega's.
    rescaleOmega(theta, factor) {
      let beta = 0;
      for (let k = 0; k < q; k++) beta += theta[betaAt + k] as number;
      return (theta[0] as number) + 2 * Math.log(factor) * (1 - beta);
    },

    filter(theta, residuals, n, backcast, out, derivatives) {
      filterLags(theta, { p, o, q }, residuals, n, Math.log(backcast), out, derivatives);
    },

    persistence(theta) {
      let beta = 0;
      for (let k = 0; k < q; k++) beta += theta[betaAt + k] as number;
      return beta;
    },

    // The mean of exp of a sum of shocks hangs on all moments of the errors: simulation gives it.
    longRunVariance: () => null,
    expected: (_theta, _innovation, _shape, { residuals, variance }, horizon) =>
      horizon === 1 ? Float64Array.of(variance[residuals.length] as number) : null,

    continuation(theta, { residuals, variance, backcast }): Continuation {
      const n = residuals.length;
      const shocks = Array.from({ length: Math.max(p, o) }, (_, i) =>
        n - 1 - i < 0 ? Number.NaN : (residuals[n - 1 - i] as number) / Math.sqrt(variance[n - 1 - i] as number),
      );
      const logs = Array.from({ length: Math.max(q, 1) }, (_, k) => Math.log(n - k < 0 ? backcast : (variance[n - k] as number)));
      const z = Float64Array.from(shocks);
      const ln = Float64Array.from(logs);
      return {
        reset() {
          z.set(shocks);
          ln.set(logs);
        },
        variance: () => Math.exp(ln[0] as number),
        next(error) {
          z.copyWithin(1, 0);
          z[0] = error;
          let sum = theta[0] as number;
          // A shock before the sample is none.
          for (let i = 0; i < p; i++) if (!Number.isNaN(z[i])) sum += (theta[1 + i] as number) * (Math.abs(z[i] as number) - MEAN_SIZE);
          for (let j = 0; j < o; j++) if (!Number.isNaN(z[j])) sum += (theta[1 + p + j] as number) * (z[j] as number);
          for (let k = 0; k < q; k++) sum += (theta[betaAt + k] as number) * (ln[k] as number);
          ln.copyWithin(1, 0);
          ln[0] = sum;
          return Math.exp(sum);
        },
      };
    },
  };
}

const lags = (name: string, count: number) => Array.from({ length: count }, (_, k) => `${name}[${k + 1}]`);

/** Omega zero: the long-run ln variance is that of the sample, zero in its units. */
function startsOf({ p, o, q }: GarchOrders): number[][] {
  const starts: number[][] = [];
  for (const memory of q > 0 ? [0.7, 0.95, 0.99] : [0]) {
    for (const size of [0.05, 0.15, 0.3]) {
      for (const sign of o > 0 ? [-0.1, 0] : [0]) {
        starts.push([
          0,
          ...new Array<number>(p).fill(size / Math.max(p, 1)),
          ...new Array<number>(o).fill(sign / Math.max(o, 1)),
          ...new Array<number>(q).fill(memory / Math.max(q, 1)),
        ]);
      }
    }
  }
  return starts;
}

function filterLags(
  theta: ArrayLike<number>,
  { p, o, q }: GarchOrders,
  residuals: Float64Array,
  n: number,
  logBackcast: number,
  { variance, byParameter, byMean }: FilterOutput,
  derivatives: boolean,
): void {
  const [alphaAt, gammaAt, betaAt] = [1, 1 + p, 1 + p + o];
  const count = betaAt + q;
  const ln = new Float64Array(n + 1);
  const z = new Float64Array(n);
  const direct = new Float64Array(count);
  for (let t = 0; t <= n; t++) {
    let sum = theta[0] as number;
    direct.fill(0);
    direct[0] = 1;
    for (let i = 0; i < p && i < t; i++) {
      const size = Math.abs(z[t - 1 - i] as number) - MEAN_SIZE;
      sum += (theta[alphaAt + i] as number) * size;
      direct[alphaAt + i] = size;
    }
    for (let j = 0; j < o && j < t; j++) {
      sum += (theta[gammaAt + j] as number) * (z[t - 1 - j] as number);
      direct[gammaAt + j] = z[t - 1 - j] as number;
    }
    for (let k = 0; k < q; k++) {
      const before = t - 1 - k < 0 ? logBackcast : (ln[t - 1 - k] as number);
      sum += (theta[betaAt + k] as number) * before;
      direct[betaAt + k] = before;
    }
    ln[t] = sum;
    const h = Math.exp(sum);
    variance[t] = h;
    if (t === n) break;
    z[t] = (residuals[t] as number) / Math.sqrt(h);
    if (!derivatives) continue;
    // What a move of ln h_(t-i) or of the mean does through the shock z_(t-i): dz = -z / 2 d ln h - d mean / sqrt(h).
    let mean = 0;
    const reach = Math.max(p, o, q);
    for (let at = 0; at < count; at++) (byParameter[at] as Float64Array)[t] = direct[at] as number;
    for (let lag = 0; lag < reach && lag < t; lag++) {
      const before = t - 1 - lag;
      const shock = z[before] as number;
      const byShock =
        (lag < p ? (theta[alphaAt + lag] as number) * Math.sign(shock) : 0) + (lag < o ? (theta[gammaAt + lag] as number) : 0);
      const carry = (lag < q ? (theta[betaAt + lag] as number) : 0) - 0.5 * byShock * shock;
      mean += carry * (byMean[before] as number) - byShock / Math.sqrt(variance[before] as number);
      for (let at = 0; at < count; at++) {
        const own = byParameter[at] as Float64Array;
        own[t] = (own[t] as number) + carry * (own[before] as number);
      }
    }
    byMean[t] = mean;
  }
  if (!derivatives) return;
  // Derivatives of ln h so far: of h from here on.
  for (let t = 0; t < n; t++) {
    const h = variance[t] as number;
    byMean[t] = h * (byMean[t] as number);
    for (let at = 0; at < count; at++) {
      const own = byParameter[at] as Float64Array;
      own[t] = h * (own[t] as number);
    }
  }
}
