import { normalPdf } from "../../numeric/distributions.ts";
import { blackScholes } from "../closed-form/black-scholes.ts";
import type { HedgeSetting } from "./market.ts";

const REACH = 8;

/** Nodes and weights of the standard normal on an even grid: the trapezoid's error falls exponentially while the integrand is smooth between nodes. */
function grid(nodes: number): { z: number[]; weight: number[] } {
  const width = (2 * REACH) / nodes;
  const z = Array.from({ length: nodes + 1 }, (_node, k) => -REACH + width * k);
  return { z, weight: z.map((at) => normalPdf(at) * width) };
}

/**
 * The smallest standard deviation of the loss that any hedge can have at the setting's trading moments, without costs:
 * S is a martingale and V_k = E(payoff | S_k), so that Var = sum over k of E[Var_k(dV) - Cov_k(dV, dS)^2 / Var_k(dS)], by quadrature over two
 * normal variables a step. A hedge below it has looked into the future.
 * @returns null with costs or stochastic volatility, where no such bound is known here. Source: Foellmer and Schweizer (1989).
 */
export function hedgeStdBound({ spot, strike, maturity, steps, sigma, cost, call, heston }: HedgeSetting): number | null {
  if (heston || cost > 0) return null;
  const dt = maturity / steps;
  const spread = sigma * Math.sqrt(dt);
  let variance = 0;
  for (let k = 0; k < steps; k++) {
    const left = steps - k - 1;
    // Within a step the value is smooth but at the end, where the payoff has its kink.
    const inner = grid(left === 0 ? 400 : 48);
    const growth = inner.z.map((z) => Math.exp(-0.5 * spread * spread + spread * z));
    const valueAfter = table(strike, maturity - (k + 1) * dt, sigma, call);
    // The later the step, the narrower the prices around the strike at which anything happens.
    const outer = k === 0 ? { z: [0], weight: [1] } : grid(Math.ceil(64 * Math.max(1, Math.sqrt(k / (left + 1)))));
    const past = sigma * Math.sqrt(k * dt);
    outer.z.forEach((z, i) => {
      const now = spot * Math.exp(-0.5 * past * past + past * z);
      variance += (outer.weight[i] as number) * residual(now, growth, inner.weight, valueAfter);
    });
  }
  return Math.sqrt(variance);
}

const table =
  (strike: number, maturity: number, sigma: number, call: boolean) =>
  (spot: number): number =>
    blackScholes({ spot, strike, maturity: Math.max(maturity, 0), sigma, call }).price;

/** Var(V) - Cov(V, S)^2 / Var(S) over one step from a price. */
function residual(now: number, growth: readonly number[], weights: readonly number[], valueAfter: (spot: number) => number): number {
  let [v1, s1, v2, s2, vs] = [0, 0, 0, 0, 0];
  growth.forEach((factor, i) => {
    const weight = weights[i] as number;
    const [s, v] = [now * factor, valueAfter(now * factor)];
    v1 += weight * v;
    s1 += weight * s;
    v2 += weight * v * v;
    s2 += weight * s * s;
    vs += weight * v * s;
  });
  const covariance = vs - v1 * s1;
  return Math.max(v2 - v1 * v1 - covariance ** 2 / (s2 - s1 * s1), 0);
}
