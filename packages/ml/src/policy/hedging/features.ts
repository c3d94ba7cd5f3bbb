import { normalCdf } from "../../numeric/distributions.ts";
import { blackScholes } from "../closed-form/black-scholes.ts";
import type { HedgeSetting, HedgeView } from "./market.ts";

/** What the network reads of a path at one moment; all of it is known then. */
export const HEDGE_FEATURES = ["d1", "delta", "time_left", "gains_less_value", "curvature", "held_less_delta"] as const;
export const GAINS = HEDGE_FEATURES.indexOf("gains_less_value");
export const HELD = HEDGE_FEATURES.indexOf("held_less_delta");

export interface HedgeFeatures {
  names: readonly string[];
  /** d gains_less_value / d gains. */
  gainsSlope: number;
  /**
   * Fills rows [n, names] and the reference deltas [n].
   * d1 within -6 and 6, thirds; gains less the change of the option's reference value, over the usual hedge error; delta (1 - delta).
   */
  fill(view: HedgeView, rows: Float32Array, deltas: Float64Array): void;
}

/**
 * @param useGains without it the running gains are hidden from the network (as 0): a comparison of what they are worth.
 * Source of the usual error sqrt(pi / 4) * vega * sigma / sqrt(N): Kamal and Derman (1999).
 */
export function hedgeFeatures(setting: HedgeSetting, useGains: boolean): HedgeFeatures {
  const { strike, maturity, steps, sigma, heston, call } = setting;
  const names = [...HEDGE_FEATURES, ...(heston ? ["volatility"] : [])];
  const width = names.length;
  const start = blackScholes({ spot: setting.spot, strike, maturity, sigma, call });
  const usual = (Math.sqrt(Math.PI / 4) * start.vega * sigma) / Math.sqrt(steps);
  const slope = useGains ? 1 / Math.max(usual, 1e-6 * strike) : 0;
  return {
    names,
    gainsSlope: slope,
    fill({ step, n, spot, variance, held, gains }, rows, deltas) {
      const left = 1 - step / steps;
      const spread = sigma * Math.sqrt(maturity * left);
      for (let i = 0; i < n; i++) {
        const s = spot[i] as number;
        const d1 = Math.log(s / strike) / spread + spread / 2;
        const [n1, n2] = [normalCdf(d1), normalCdf(d1 - spread)];
        const delta = call ? n1 : n1 - 1;
        const value = s * n1 - strike * n2 - (call ? 0 : s - strike);
        const at = i * width;
        deltas[i] = delta;
        rows[at] = Math.min(Math.max(d1, -6), 6) / 3;
        rows[at + 1] = delta;
        rows[at + 2] = left;
        rows[at + GAINS] = slope * ((gains[i] as number) - (value - start.price));
        rows[at + 4] = 4 * n1 * (1 - n1);
        rows[at + HELD] = (held[i] as number) - delta;
        if (variance) rows[at + 6] = Math.sqrt(Math.max(variance[i] as number, 0)) / sigma - 1;
      }
    },
  };
}
