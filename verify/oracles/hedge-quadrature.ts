import { blackScholes } from "../../packages/ml/src/policy/closed-form/black-scholes.ts";
import type { HedgeSetting } from "../../packages/ml/src/policy/hedging/market.ts";

const OUTER = 201;
const INNER = 401;
const REACH = 7;

/** Nodes z and weights of the normal density, by the trapezoid rule. */
function normalNodes(count: number): { z: number; w: number }[] {
  const h = (2 * REACH) / (count - 1);
  return Array.from({ length: count }, (_node, k) => {
    const z = -REACH + k * h;
    return { z, w: (h * Math.exp(-0.5 * z * z)) / Math.sqrt(2 * Math.PI) };
  });
}

/**
 * Standard deviation of the error of delta hedging at discrete times, and the least that any policy in the underlying can reach, both exact:
 * errors of different steps are uncorrelated, so the variance is the sum of E Var(C_{k+1} - delta_k S_{k+1} | S_k), and the least of each is
 * Var C - Cov(C, S)^2 / Var S.
 */
export function exactHedgeErrors({ spot, strike, maturity, steps, sigma }: HedgeSetting): { delta: number; least: number } {
  const dt = maturity / steps;
  const inner = normalNodes(INNER);
  const outer = normalNodes(OUTER);
  let [ofDelta, ofBest] = [0, 0];
  for (let k = 0; k < steps; k++) {
    const left = maturity - (k + 1) * dt;
    for (const { z, w } of k === 0 ? [{ z: 0, w: 1 }] : outer) {
      const s = spot * Math.exp(-0.5 * sigma * sigma * k * dt + sigma * Math.sqrt(k * dt) * z);
      const { delta } = blackScholes({ spot: s, strike, maturity: maturity - k * dt, sigma });
      let [c, cc, x, xx, cx] = [0, 0, 0, 0, 0];
      for (const node of inner) {
        const next = s * Math.exp(-0.5 * sigma * sigma * dt + sigma * Math.sqrt(dt) * node.z);
        const price = left > 1e-12 ? blackScholes({ spot: next, strike, maturity: left, sigma }).price : Math.max(next - strike, 0);
        c += node.w * price;
        cc += node.w * price * price;
        x += node.w * next;
        xx += node.w * next * next;
        cx += node.w * price * next;
      }
      const [varC, varX, cov] = [cc - c * c, xx - x * x, cx - c * x];
      ofDelta += w * (varC - 2 * delta * cov + delta * delta * varX);
      ofBest += w * (varC - (cov * cov) / varX);
    }
  }
  return { delta: Math.sqrt(ofDelta), least: Math.sqrt(ofBest) };
}
