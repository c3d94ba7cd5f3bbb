import { binomialCdf } from "../../../numeric/distributions.ts";

export type Zone = "GREEN" | "YELLOW" | "RED";

/** Multipliers by the number of hits in 250 days at 99 %, the last for ten and more. */
const LADDERS = {
  /** Basel Committee (1996), supervisory framework for backtesting, table 2: 3 plus the scaling factor. */
  basel1996: [3, 3, 3, 3, 3, 3.4, 3.5, 3.65, 3.75, 3.85, 4],
  /** Basel Framework MAR32.9, table 1 (in force since 2023): 1.5 plus the add-on. */
  mar32: [1.5, 1.5, 1.5, 1.5, 1.5, 1.7, 1.76, 1.83, 1.88, 1.92, 2],
} as const;
const SUPERVISORY_DAYS = 250;
const SUPERVISORY_LEVEL = 0.99;

export interface TrafficLight {
  n: number;
  x: number;
  alpha: number;
  zone: Zone;
  /** P(X <= x) if the model is right. */
  cumulativeProbability: number;
  /** P(X >= x) if the model is right: the error of rejecting from x hits on. */
  errorProbability: number;
  /** The most hits of the green and of the yellow zone. */
  greenMost: number;
  yellowMost: number;
  /** Capital multipliers; null at other than 250 days and 99 %, for which no ladder exists. */
  multipliers: { basel1996: number; mar32: number } | null;
}

/**
 * The Basel zones: yellow from the number of hits whose cumulative probability reaches 95 %, red from 99.99 %.
 * @param x hits in n days. @example trafficLight(5, 250, 0.99).zone === "YELLOW"
 */
export function trafficLight(x: number, n: number, alpha: number): TrafficLight {
  const p = 1 - alpha;
  const [green, yellow] = [mostBelow(0.95, n, p), mostBelow(0.9999, n, p)];
  const supervisory = n === SUPERVISORY_DAYS && Math.abs(alpha - SUPERVISORY_LEVEL) < 1e-12;
  const step = Math.min(x, 10);
  return {
    n,
    x,
    alpha,
    zone: x <= green ? "GREEN" : x <= yellow ? "YELLOW" : "RED",
    cumulativeProbability: binomialCdf(x, n, p),
    errorProbability: x === 0 ? 1 : 1 - binomialCdf(x - 1, n, p),
    greenMost: green,
    yellowMost: yellow,
    multipliers: supervisory ? { basel1996: LADDERS.basel1996[step] as number, mar32: LADDERS.mar32[step] as number } : null,
  };
}

/** The largest x with P(X <= x) < probability; -1 where none has. */
function mostBelow(probability: number, n: number, p: number): number {
  let x = -1;
  while (x < n && binomialCdf(x + 1, n, p) < probability) x++;
  return x;
}

export interface RollingTrafficLight {
  /** Hits of the 250 days that end with each day from the 250th on. */
  hits: Int32Array;
  mostHits: number;
  redDays: number;
  yellowDays: number;
}

/** The traffic light of every stretch of 250 days; null for fewer days than that. */
export function rollingTrafficLight(hits: Uint8Array, alpha: number): RollingTrafficLight | null {
  const days = hits.length - SUPERVISORY_DAYS + 1;
  if (days < 1) return null;
  const { greenMost, yellowMost } = trafficLight(0, SUPERVISORY_DAYS, alpha);
  const counts = new Int32Array(days);
  let x = 0;
  hits.forEach((hit, t) => {
    x += hit - (hits[t - SUPERVISORY_DAYS] ?? 0);
    if (t >= SUPERVISORY_DAYS - 1) counts[t - SUPERVISORY_DAYS + 1] = x;
  });
  return {
    hits: counts,
    mostHits: counts.reduce((most, count) => Math.max(most, count), 0),
    redDays: counts.filter((count) => count > yellowMost).length,
    yellowDays: counts.filter((count) => count > greenMost && count <= yellowMost).length,
  };
}
