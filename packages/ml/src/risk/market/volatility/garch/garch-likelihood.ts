import type { Innovation } from "../../innovations/innovation.ts";
import type { VarianceProcess } from "./variance-process.ts";

export interface GarchSpec {
  process: VarianceProcess;
  innovation: Innovation;
  /** A constant mean that is estimated along, or none. */
  mean: "constant" | "zero";
}

/** The log-likelihood of one series under one specification, with memory that every evaluation reuses. */
export interface GarchLikelihood {
  /** Parameters in their order: the mean (where there is one), the process's, the errors' shapes. */
  readonly count: number;
  readonly nObservations: number;
  /** Whether the first parameter is the mean. */
  readonly hasMean: boolean;
  /**
   * sum over t of ln f(z_t) - ln(h_t) / 2, z = (r - mu) / sqrt(h).
   * @param gradient [count], filled where given. @returns NaN or an infinity where the parameters leave the domain.
   */
  evaluate(parameters: ArrayLike<number>, gradient?: Float64Array): number;
  /** Each day's part of the gradient, [n, count] row-major, at the parameters of the last `evaluate` with a gradient. */
  scores(): Float64Array;
  /** Variances [n + 1] and residuals [n] at the parameters of the last evaluation: views, to be copied by who keeps them. */
  variance(): Float64Array;
  residuals(): Float64Array;
}

/** @param returns [n], finite. @param backcast variance before the first day, in squared units of the returns. */
export function garchLikelihood({ process, innovation, mean }: GarchSpec, returns: Float64Array, backcast: number): GarchLikelihood {
  const n = returns.length;
  const hasMean = mean === "constant";
  const nProcess = process.parameters.length;
  const nShape = innovation.shapes.length;
  const count = Number(hasMean) + nProcess + nShape;
  const row = () => new Float64Array(n);
  const out = { variance: new Float64Array(n + 1), byParameter: process.parameters.map(row), byMean: row() };
  const density = { density: row(), byZ: row(), byShape: innovation.shapes.map(row) };
  const [residuals, z, sigma, byVariance] = [row(), row(), row(), row()];

  return {
    count,
    nObservations: n,
    hasMean,
    variance: () => out.variance,
    residuals: () => residuals,

    evaluate(parameters, gradient) {
      const mu = hasMean ? (parameters[0] as number) : 0;
      const theta = Array.prototype.slice.call(parameters, Number(hasMean), Number(hasMean) + nProcess) as number[];
      const shape = Array.prototype.slice.call(parameters, Number(hasMean) + nProcess) as number[];
      for (let t = 0; t < n; t++) residuals[t] = (returns[t] as number) - mu;
      process.filter(theta, residuals, n, backcast, out, gradient !== undefined);
      // ln of a product of sigmas instead of a sum of logarithms: a logarithm for each 16 days.
      let [logs, product] = [0, 1];
      for (let t = 0; t < n; t++) {
        const root = Math.sqrt(out.variance[t] as number);
        sigma[t] = root;
        z[t] = (residuals[t] as number) / root;
        product *= root;
        if ((t & 15) === 15) {
          logs += Math.log(product);
          product = 1;
        }
      }
      logs += Math.log(product);
      innovation.evaluate(z, n, shape, density);
      let total = -logs;
      for (let t = 0; t < n; t++) total += density.density[t] as number;
      if (!gradient) return total;

      let byMu = 0;
      for (let t = 0; t < n; t++) {
        const slope = density.byZ[t] as number;
        const weight = (-0.5 * (1 + slope * (z[t] as number))) / (out.variance[t] as number);
        byVariance[t] = weight;
        byMu += weight * (out.byMean[t] as number) - slope / (sigma[t] as number);
      }
      let at = 0;
      if (hasMean) gradient[at++] = byMu;
      for (const own of out.byParameter) {
        let sum = 0;
        for (let t = 0; t < n; t++) sum += (byVariance[t] as number) * (own[t] as number);
        gradient[at++] = sum;
      }
      for (const own of density.byShape) {
        let sum = 0;
        for (let t = 0; t < n; t++) sum += own[t] as number;
        gradient[at++] = sum;
      }
      return total;
    },

    scores() {
      const scores = new Float64Array(n * count);
      for (let t = 0; t < n; t++) {
        let at = t * count;
        const weight = byVariance[t] as number;
        if (hasMean) scores[at++] = weight * (out.byMean[t] as number) - (density.byZ[t] as number) / (sigma[t] as number);
        for (const own of out.byParameter) scores[at++] = weight * (own[t] as number);
        for (const own of density.byShape) scores[at++] = own[t] as number;
      }
      return scores;
    },
  };
}
