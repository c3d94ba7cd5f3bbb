import type { Rng } from "@plimsoll/features";
import { blackScholes } from "../closed-form/black-scholes.ts";
import { checkHeston } from "../closed-form/heston.ts";
import { refuse } from "../refuse.ts";

/** What is hedged: one European call or put, sold, by trading its underlying at equal steps until maturity; rate 0. */
export interface HedgeSetting {
  spot: number;
  strike: number;
  /** Years. */
  maturity: number;
  /** Trading moments, the first at the start; the position is closed at maturity. */
  steps: number;
  /** Volatility a year: of the paths under Black-Scholes, of the reference hedge in every market. */
  sigma: number;
  /** Share of the traded value that a trade costs, the closing one included. */
  cost: number;
  call: boolean;
  /** Present for stochastic volatility. */
  heston: { v0: number; kappa: number; theta: number; sigmaV: number; rho: number } | null;
}

/** Paths side by side: the values of one moment stand together. */
export interface HedgePaths {
  n: number;
  steps: number;
  /** [steps + 1, n] */
  spot: Float64Array;
  /** [steps + 1, n] variance a year, where it moves. */
  variance: Float64Array | null;
}

export const HEDGE_DEFAULTS: HedgeSetting = {
  spot: 100,
  strike: 100,
  maturity: 30 / 365,
  steps: 30,
  sigma: 0.2,
  cost: 0,
  call: true,
  heston: null,
};

/** @throws AppError "INVALID_INPUT" naming what is out of range. */
export function hedgeSetting(input: Partial<HedgeSetting> = {}): HedgeSetting {
  const setting = { ...HEDGE_DEFAULTS, ...input };
  for (const name of ["spot", "strike", "maturity", "sigma"] as const)
    if (!(setting[name] > 0 && Number.isFinite(setting[name])))
      throw refuse(`Parameter '${name}' of a hedge must be above 0. Got ${setting[name]}.`);
  if (!Number.isInteger(setting.steps) || setting.steps < 1 || setting.steps > 1000)
    throw refuse(`Parameter 'steps' of a hedge must be a whole number from 1 to 1000. Got ${setting.steps}.`);
  if (!(setting.cost >= 0 && setting.cost < 1))
    throw refuse(`Parameter 'cost' of a hedge must be in [0, 1). Got ${setting.cost}; 10 basis points are 0.001.`);
  if (setting.heston) checkHeston({ spot: setting.spot, strike: setting.strike, maturity: setting.maturity, ...setting.heston });
  return setting;
}

/** Standard normal numbers for one step of all paths; the second half mirrors the first when antithetic. */
function drawNormals(rng: Rng, out: Float64Array, antithetic: boolean): void {
  const drawn = antithetic ? Math.ceil(out.length / 2) : out.length;
  for (let i = 0; i < drawn; i++) out[i] = rng.normal();
  for (let i = drawn; i < out.length; i++) out[i] = -(out[i - drawn] as number);
}

/** Shorter steps inside a trading step, so that the variance's own step is at most a quarter of a day. */
const hestonSubsteps = ({ maturity, steps }: HedgeSetting): number => Math.max(1, Math.ceil((maturity / steps) * 365 * 4));

/** One state of the market after a trading step, from normal draws. */
export function marketStep(
  setting: HedgeSetting,
): (spot: number, variance: number, draw: () => number) => [spot: number, variance: number] {
  const dt = setting.maturity / setting.steps;
  const { heston } = setting;
  if (!heston) {
    const [drift, spread] = [-0.5 * setting.sigma * setting.sigma * dt, setting.sigma * Math.sqrt(dt)];
    return (spot, variance, draw) => [spot * Math.exp(drift + spread * draw()), variance];
  }
  const { kappa, theta, sigmaV, rho } = heston;
  const substeps = hestonSubsteps(setting);
  const h = dt / substeps;
  const root = Math.sqrt(h);
  const across = Math.sqrt(1 - rho * rho);
  // Full truncation: Lord, Koekkoek and van Dijk (2010). The state may dip below 0; what acts is its positive part.
  return (spot, variance, draw) => {
    let [x, v] = [Math.log(spot), variance];
    for (let k = 0; k < substeps; k++) {
      const positive = Math.max(v, 0);
      const deviation = Math.sqrt(positive) * root;
      const [z1, z2] = [draw(), draw()];
      x += -0.5 * positive * h + deviation * z1;
      v += kappa * (theta - positive) * h + sigmaV * deviation * (rho * z1 + across * z2);
    }
    return [Math.exp(x), v];
  };
}

/**
 * Paths of the underlying. Black-Scholes steps are exact; Heston's are Euler's with full truncation, a quarter of a day or less each.
 * @param n paths. @param antithetic mirrors each second half: same mean, less noise.
 */
export function simulatePaths(setting: HedgeSetting, n: number, rng: Rng, antithetic = true): HedgePaths {
  const { steps, heston } = setting;
  const spot = new Float64Array((steps + 1) * n);
  const variance = heston ? new Float64Array((steps + 1) * n) : null;
  spot.fill(setting.spot, 0, n);
  variance?.fill(heston?.v0 ?? 0, 0, n);
  const advance = marketStep(setting);
  const perStep = heston ? 2 * hestonSubsteps(setting) : 1;
  const draws = Array.from({ length: perStep }, () => new Float64Array(n));
  for (let t = 0; t < steps; t++) {
    for (const normals of draws) drawNormals(rng, normals, antithetic);
    const [now, next] = [t * n, (t + 1) * n];
    for (let i = 0; i < n; i++) {
      let used = 0;
      const [s, v] = advance(spot[now + i] as number, variance?.[now + i] ?? 0, () => draws[used++]?.[i] as number);
      spot[next + i] = s;
      if (variance) variance[next + i] = v;
    }
  }
  return { n, steps, spot, variance };
}

export const payoff = ({ strike, call }: HedgeSetting, spot: number): number => Math.max(call ? spot - strike : strike - spot, 0);

/** The Black-Scholes delta with the setting's volatility: the hedge that every other is measured against. */
export function referenceDelta({ strike, maturity, steps, sigma, call }: HedgeSetting, step: number, spot: number): number {
  return blackScholes({ spot, strike, maturity: maturity * (1 - step / steps), sigma, call }).delta;
}

/** Chooses the positions of all paths at one moment, from what is known then. */
export interface HedgeView {
  step: number;
  n: number;
  /** [n] at this moment. */
  spot: Float64Array;
  variance: Float64Array | null;
  /** [n] position held until now. */
  held: Float64Array;
  /** [n] gains less costs so far. */
  gains: Float64Array;
}
export type Hedge = (view: HedgeView) => Float64Array;

export const deltaHedge =
  (setting: HedgeSetting): Hedge =>
  ({ step, spot }) =>
    spot.map((s) => referenceDelta(setting, step, s));

export const noHedge: Hedge = ({ n }) => new Float64Array(n);

/**
 * What hedging costs on each path: L = payoff - sum delta_k (S_{k+1} - S_k) + costs, positive = money lost, the premium not taken in.
 * A trade costs cost * S * |change of position|, the first and the closing one included.
 * @returns [n].
 */
export function hedgeLosses(setting: HedgeSetting, paths: HedgePaths, hedge: Hedge): Float64Array {
  const { n, steps, spot, variance } = paths;
  const { cost } = setting;
  const gains = new Float64Array(n);
  let held: Float64Array = new Float64Array(n);
  for (let step = 0; step < steps; step++) {
    const now = spot.subarray(step * n, (step + 1) * n);
    const next = spot.subarray((step + 1) * n, (step + 2) * n);
    const position = hedge({ step, n, spot: now, variance: variance?.subarray(step * n, (step + 1) * n) ?? null, held, gains });
    for (let i = 0; i < n; i++) {
      const [s, d] = [now[i] as number, position[i] as number];
      gains[i] = (gains[i] as number) + d * ((next[i] as number) - s) - cost * s * Math.abs(d - (held[i] as number));
    }
    held = position;
  }
  const last = spot.subarray(steps * n);
  return Float64Array.from({ length: n }, (_loss, i) => {
    const s = last[i] as number;
    return payoff(setting, s) - (gains[i] as number) + cost * s * Math.abs(held[i] as number);
  });
}
