import { normalQuantile } from "../../../numeric/distributions.ts";
import { upperOrder } from "../../operational/aggregate/order-statistics.ts";
import { tailCount } from "../var/empirical-tail.ts";
import type { PositionLevel, PositionModel } from "./position-method.ts";

/** Scenarios on each side of the VaR whose asset losses are averaged for its components, as a share of the tail. */
const NEIGHBOURS = 0.1;
const Z = normalQuantile(0.975);

/** Joint returns of the assets, equally likely. */
export interface Scenarios {
  /** [scenarios] each: the assets' returns over the horizon, or the factors that `loadings` makes them from. */
  columns: readonly Float64Array[];
  /** Asset i's return is mean_i + sum of loading_ik * column k, [assets, columns] row-major; null where the columns are the assets. */
  loadings: { factor: Float64Array; mean: Float64Array } | null;
  /** Drawn at random, so that VaR has a standard error; else days that were. */
  isSimulated: boolean;
}

/**
 * Risk by scenarios. VaR is the floor(p n)-th largest loss, ES the mean of these; the components of ES are the assets' mean losses in the same
 * scenarios. The components of VaR are the assets' mean losses in the scenarios next to the VaR (a tenth of the tail on each side, for one
 * scenario alone is noise), brought to add up to it. Source: Tasche (1999); Epperlein and Smillie (2006) for averaging neighbours.
 */
export function scenarioModel(scenarios: Scenarios, alphas: readonly number[], statistics: Record<string, number>): PositionModel {
  const losses = (positions: Float64Array) => lossesOf(scenarios, positions);
  return {
    statistics: { ...statistics, scenarios: scenarios.columns[0]?.length ?? 0 },
    losses,
    risk(positions) {
      const own = losses(positions);
      return alphas.map((alpha) => levelOf(own, scenarios, positions, alpha));
    },
  };
}

/** [scenarios] -sum of position * return. With loadings the positions are first turned into exposures, so that no asset's returns are made. */
function lossesOf({ columns, loadings }: Scenarios, positions: Float64Array): Float64Array {
  const n = columns[0]?.length ?? 0;
  const exposures = loadings
    ? columns.map((_, k) => positions.reduce((sum, position, i) => sum + position * (loadings.factor[i * columns.length + k] as number), 0))
    : Array.from(positions);
  const expected = loadings ? positions.reduce((sum, position, i) => sum + position * (loadings.mean[i] as number), 0) : 0;
  const out = new Float64Array(n).fill(-expected);
  const empty = new Float64Array(n);
  const held = columns.flatMap((column, k) => (exposures[k] === 0 ? [] : [{ column, exposure: exposures[k] as number }]));
  // Four columns in one sweep: the losses are read and written a quarter as often.
  for (let k = 0; k < held.length; k += 4) {
    const [a, b, c, d] = [0, 1, 2, 3].map((offset) => held[k + offset] ?? { column: empty, exposure: 0 }) as [Held, Held, Held, Held];
    addFour(out, a, b, c, d);
  }
  return out;
}

interface Held {
  column: Float64Array;
  exposure: number;
}

function addFour(out: Float64Array, a: Held, b: Held, c: Held, d: Held): void {
  const [wa, wb, wc, wd] = [a.exposure, b.exposure, c.exposure, d.exposure];
  const [xa, xb, xc, xd] = [a.column, b.column, c.column, d.column];
  for (let s = 0; s < out.length; s++)
    out[s] = (out[s] as number) - (wa * (xa[s] as number) + wb * (xb[s] as number) + (wc * (xc[s] as number) + wd * (xd[s] as number)));
}

function levelOf(losses: Float64Array, scenarios: Scenarios, positions: Float64Array, alpha: number): PositionLevel {
  const n = losses.length;
  const k = tailCount(n, 1 - alpha);
  const near = Math.floor(NEIGHBOURS * k);
  const spread = Math.ceil(Z * Math.sqrt(k));
  const wanted = Math.min(n, k + Math.max(near, spread) + 1);
  const top = upperOrder(losses, 1 - wanted / n).values;
  const ranked = (rank: number) => top[Math.max(0, top.length - Math.max(1, rank))] as number;
  const valueAtRisk = ranked(k);
  let es = 0;
  for (let rank = 1; rank <= k; rank++) es += ranked(rank) / k;
  const [low, high] = [ranked(k + near), ranked(k - near)];
  const tail: number[] = [];
  const around: number[] = [];
  for (let s = 0; s < n; s++) {
    const loss = losses[s] as number;
    if (loss < low) continue;
    if (loss <= high) around.push(s);
    if (loss >= valueAtRisk) tail.push(s);
  }
  return {
    alpha,
    var: valueAtRisk,
    es,
    standardError: scenarios.isSimulated ? (ranked(k - spread) - ranked(k + spread)) / (2 * Z) : null,
    componentVar: broughtTo(meanLosses(scenarios, positions, around), valueAtRisk),
    componentEs: broughtTo(meanLosses(scenarios, positions, tail), es),
  };
}

/** [assets] each asset's mean loss over some scenarios. */
function meanLosses({ columns, loadings }: Scenarios, positions: Float64Array, chosen: readonly number[]): Float64Array {
  const means = columns.map((column) => chosen.reduce((sum, s) => sum + (column[s] as number), 0) / chosen.length);
  if (!loadings) return positions.map((position, i) => -position * (means[i] as number));
  return positions.map((position, i) => {
    const factors = means.reduce((sum, mean, k) => sum + mean * (loadings.factor[i * columns.length + k] as number), 0);
    return -position * ((loadings.mean[i] as number) + factors);
  });
}

/** The parts with what their sum lacks of the whole spread over them by their size. */
function broughtTo(parts: Float64Array, whole: number): Float64Array {
  let [sum, size] = [0, 0];
  for (const part of parts) {
    sum += part;
    size += Math.abs(part);
  }
  return size > 0 ? parts.map((part) => part + ((whole - sum) * Math.abs(part)) / size) : parts;
}
