import { invalidInput } from "../../../evaluation/inputs.ts";

/** Forecasts and what came of them, day by day, oldest first. */
export interface VarForecasts {
  /** [n] realised losses, positive = money lost. */
  losses: Float64Array;
  /** [n] VaR forecast for the same day before it began, in the losses' unit. */
  var: Float64Array;
  /** [n] expected shortfall; null where the method gives none. */
  es: Float64Array | null;
  /** Confidence level, such as 0.99. */
  alpha: number;
}

/** 1 where the loss is above the VaR (strictly: a loss of exactly the VaR is covered), [n]. */
export function hitsOf({ losses, var: valueAtRisk }: Pick<VarForecasts, "losses" | "var">): Uint8Array {
  return Uint8Array.from(losses, (loss, t) => Number(loss > (valueAtRisk[t] as number)));
}

/** Counts of a hit sequence and of its n - 1 transitions; `n01` is the days without a hit that a hit follows. */
export interface HitCounts {
  n: number;
  x: number;
  n00: number;
  n01: number;
  n10: number;
  n11: number;
}

export function countHits(hits: Uint8Array): HitCounts {
  const counts = { n: hits.length, x: 0, n00: 0, n01: 0, n10: 0, n11: 0 };
  for (let t = 0; t < hits.length; t++) {
    counts.x += hits[t] as number;
    if (t === 0) continue;
    const key = hits[t - 1] ? (hits[t] ? "n11" : "n10") : hits[t] ? "n01" : "n00";
    counts[key]++;
  }
  return counts;
}

/** @throws AppError "INVALID_INPUT" if lengths differ, a value is not finite, there are fewer than two days or alpha is not in (0.5, 1). */
export function checkForecasts({ losses, var: valueAtRisk, es, alpha }: VarForecasts): void {
  const n = losses.length;
  if (n < 2) throw invalidInput(`A backtest needs at least 2 days. Got ${n}.`);
  checkLevel(alpha);
  for (const [name, values] of [["losses", losses], ["var", valueAtRisk], ...(es ? [["es", es] as const] : [])] as const) {
    if (values.length !== n) throw invalidInput(`'${name}' has ${values.length} values for ${n} days; pass one a day.`);
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw invalidInput(`'${name}' must be finite. Day ${bad} is ${values[bad]}.`, { row: bad });
  }
}

/** A confidence level such as 0.99. @throws AppError "INVALID_INPUT" for one that is a tail probability or a percentage. */
export function checkLevel(alpha: number): void {
  if (!(alpha > 0.5 && alpha < 1))
    throw invalidInput(`'alpha' is the confidence level, in (0.5, 1). Got ${alpha}; pass for example 0.99.`, { alpha });
}
