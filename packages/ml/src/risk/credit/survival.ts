import { checkFinite, checkSameLength, invalidInput, type Values } from "../../evaluation/inputs.ts";
import { normalQuantile } from "../../numeric/distributions.ts";

/** One time with at least one event. */
export interface SurvivalStep {
  time: number;
  /** Subjects with a time >= `time`. */
  atRisk: number;
  events: number;
  /** Kaplan-Meier estimate of P(T > time). */
  survival: number;
  /** 95 % interval of the survival by Greenwood's variance on the scale ln(-ln S), which stays in [0, 1]; equal to it where S is 0. */
  low: number;
  high: number;
  /** Nelson-Aalen estimate of the cumulative hazard. */
  cumulativeHazard: number;
}

/**
 * Kaplan-Meier survival and Nelson-Aalen cumulative hazard of right-censored times.
 * S(t) = product over t_i <= t of (1 - d_i / n_i); H(t) = sum of d_i / n_i. At equal times events come before censorings.
 * @param time [n] >= 0. @param event [n] 1 = the event happened at that time, 0 = censored.
 * @returns one step for each distinct time of an event, ascending; empty without events.
 * @throws AppError "INVALID_INPUT" for a negative or non-finite time, an event other than 0 and 1, or lengths that differ.
 * Source: Kaplan and Meier (1958); Aalen (1978); Kalbfleisch and Prentice (2002), section 1.4.
 */
export function kaplanMeier(time: Values, event: Values): SurvivalStep[] {
  checkTimes(time, event);
  const order = Uint32Array.from({ length: time.length }, (_, i) => i).sort((a, b) => (time[a] as number) - (time[b] as number));
  const steps: SurvivalStep[] = [];
  let [survival, greenwood, cumulativeHazard] = [1, 0, 0];
  for (let at = 0; at < order.length; ) {
    const now = time[order[at] as number] as number;
    const atRisk = order.length - at;
    let events = 0;
    for (; at < order.length && time[order[at] as number] === now; at++) events += event[order[at] as number] as number;
    if (events === 0) continue;
    survival *= 1 - events / atRisk;
    cumulativeHazard += events / atRisk;
    greenwood += events / (atRisk * (atRisk - events));
    steps.push({ time: now, atRisk, events, survival, ...interval(survival, greenwood), cumulativeHazard });
  }
  return steps;
}

function interval(survival: number, greenwood: number): { low: number; high: number } {
  if (survival === 0) return { low: 0, high: 0 };
  const logSurvival = Math.log(survival);
  const halfWidth = (normalQuantile(0.975) * Math.sqrt(greenwood)) / Math.abs(logSurvival);
  return { low: survival ** Math.exp(halfWidth), high: survival ** Math.exp(-halfWidth) };
}

/**
 * Harrell's concordance: of the pairs whose order in time is known, the share in which the one with the earlier event has the higher
 * risk score; ties of the score count one half. Pair (i, j) counts when i had the event and t_i < t_j, or t_i = t_j and j was censored.
 * @returns value in [0, 1], 0.5 = no order, and the number of pairs. O(n^2).
 * @throws AppError "INVALID_INPUT" as `kaplanMeier`, or without any such pair.
 * Source: Harrell, Lee and Mark (1996).
 */
export function harrellConcordance(time: Values, event: Values, riskScore: Values): { value: number; nPairs: number } {
  checkTimes(time, event);
  checkSameLength("time", time.length, "riskScore", riskScore.length);
  checkFinite("riskScore", riskScore);
  let [concordant, nPairs] = [0, 0];
  for (let i = 0; i < time.length; i++) {
    if (event[i] !== 1) continue;
    for (let j = 0; j < time.length; j++) {
      const later = (time[j] as number) - (time[i] as number);
      if (!(later > 0 || (later === 0 && event[j] === 0))) continue;
      nPairs++;
      const difference = (riskScore[i] as number) - (riskScore[j] as number);
      concordant += difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
    }
  }
  if (nPairs === 0)
    throw invalidInput("No pair of subjects has a known order in time: concordance needs at least one event before another time.");
  return { value: concordant / nPairs, nPairs };
}

function checkTimes(time: Values, event: Values): void {
  checkSameLength("time", time.length, "event", event.length);
  checkFinite("time", time);
  for (let i = 0; i < time.length; i++) {
    if ((time[i] as number) < 0) throw invalidInput(`'time' must not be negative. Row ${i} is ${time[i]}.`, { row: i });
    if (event[i] !== 0 && event[i] !== 1) throw invalidInput(`'event' must be 0 or 1. Row ${i} is ${event[i]}.`, { row: i });
  }
}
