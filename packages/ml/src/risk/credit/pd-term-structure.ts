import { invalidInput, type Values } from "../../evaluation/inputs.ts";

/** Default probabilities of one exposure over equal periods t = 1..n. */
export interface PdTermStructure {
  /** [n] P(default in t | alive at the end of t - 1). */
  hazard: Float64Array;
  /** [n] P(alive at the end of t) = product of (1 - hazard). */
  survival: Float64Array;
  /** [n] P(default in t) = survival(t - 1) * hazard(t). */
  marginal: Float64Array;
  /** [n] P(default by the end of t) = 1 - survival. */
  cumulative: Float64Array;
}

/** The term structure of discrete-time hazards. @param hazard [n] each in [0, 1]. @throws AppError "INVALID_INPUT". */
export function termStructureOf(hazard: Values): PdTermStructure {
  const n = hazard.length;
  if (n === 0) throw invalidInput("A term structure needs at least one period.");
  const out = {
    hazard: Float64Array.from(hazard),
    survival: new Float64Array(n),
    marginal: new Float64Array(n),
    cumulative: new Float64Array(n),
  };
  let alive = 1;
  for (let t = 0; t < n; t++) {
    const h = hazard[t] as number;
    if (!(h >= 0 && h <= 1)) throw invalidInput(`A hazard must be in [0, 1]. Period ${t + 1} has ${h}.`, { period: t + 1 });
    out.marginal[t] = alive * h;
    alive *= 1 - h;
    out.survival[t] = alive;
    out.cumulative[t] = 1 - alive;
  }
  return out;
}

/**
 * Hazards under another macro scenario: h' = h * multiplier.
 * @param multiplier >= 0, one for all periods or [n]. @throws AppError "INVALID_INPUT" where a hazard would exceed one.
 */
export function scaledHazards(hazard: Values, multiplier: number | Values): Float64Array {
  const factor = (t: number) => (typeof multiplier === "number" ? multiplier : (multiplier[t] as number));
  if (typeof multiplier !== "number" && multiplier.length !== hazard.length)
    throw invalidInput(`A scenario needs one multiplier or ${hazard.length}, one a period. Got ${multiplier.length}.`);
  return Float64Array.from(hazard, (h, t) => {
    const scaled = h * factor(t);
    if (factor(t) >= 0 && scaled <= 1) return scaled;
    throw invalidInput(
      `Multiplier ${factor(t)} takes the hazard ${h} of period ${t + 1} outside [0, 1]. Use a smaller one, or give the scenario's own hazards.`,
    );
  });
}

/** Hazards of a curve of cumulative default probabilities: h_t = (F_t - F_(t-1)) / (1 - F_(t-1)). @throws AppError "INVALID_INPUT" if it falls or leaves [0, 1]. */
export function hazardsOfCumulative(cumulative: Values): Float64Array {
  let before = 0;
  return Float64Array.from(cumulative, (now, t) => {
    if (!(now >= before && now <= 1))
      throw invalidInput(`Cumulative probabilities must rise within [0, 1]. Period ${t + 1} has ${now} after ${before}.`);
    const hazard = before === 1 ? 1 : (now - before) / (1 - before);
    before = now;
    return hazard;
  });
}
