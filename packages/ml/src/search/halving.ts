import { AppError } from "@plimsoll/schema";

const MOST_RUNGS = 4;

/**
 * Epochs at which the trials of a search are compared, ascending; the last is the full length. Each rung is eta times the one before it:
 * epochs, epochs / eta, epochs / eta^2, ... rounded, down to `minEpochs`, or to four rungs where that is not given.
 * @throws AppError "INVALID_INPUT" if minEpochs is above epochs.
 * Source: Jamieson and Talwalkar (2016), Non-stochastic best arm identification, algorithm 1, with geometric resources.
 * @example rungsOf(27, 3, null) === [1, 3, 9, 27]
 */
export function rungsOf(epochs: number, eta: number, minEpochs: number | null): number[] {
  if (minEpochs !== null && minEpochs > epochs) {
    throw new AppError("INVALID_INPUT", "input", `minEpochs (${minEpochs}) is above the ${epochs} epochs of a full training. Lower it.`, {
      path: ["search", "minEpochs"],
    });
  }
  const rungs = [epochs];
  for (let at = 1; minEpochs !== null || rungs.length < MOST_RUNGS; at++) {
    const rung = Math.round(epochs / eta ** at);
    if (rung < Math.max(1, minEpochs ?? 1) || rung === rungs[0]) break;
    rungs.unshift(rung);
  }
  return rungs;
}

/** Trials that go on to the next rung: the best 1 / eta of those that entered this one, at least one. */
export const promotedCount = (entered: number, eta: number): number => Math.max(1, Math.floor(entered / eta));

/** Epochs that a whole search trains if no trial fails. */
export function plannedEpochs(trials: number, rungs: readonly number[], eta: number): number {
  let entered = trials;
  let total = 0;
  rungs.forEach((epochs, rung) => {
    if (rung > 0) entered = promotedCount(entered, eta);
    total += entered * (epochs - (rungs[rung - 1] ?? 0));
  });
  return total;
}

export interface Contender {
  number: number;
  /** The metric at each rung reached. */
  values: readonly number[];
  /** Failed or cancelled: it loses to every other at the rungs that it did not reach. */
  dropped: boolean;
}

export interface Standing {
  /** The rung, from 0, that trials are being trained to. */
  rung: number;
  /** Trials that may train to it, best of the last rung first. */
  entrants: number[];
  /** Trials of a finished rung that go no further. */
  stopped: number[];
  /**
   * The trials of the last rung, best first, once all are there; null before. Where every trial of a rung was dropped, those that the rung
   * before it stopped.
   */
  finished: number[] | null;
}

/**
 * Where a search stands, told from the results alone: a rung ends when each of its trials has reached it or is dropped, and the best
 * 1 / eta of those that entered it go on. It hangs on no clock: the same results give the same decisions, in whatever order they came.
 * @param trials every trial of the search, those without a result yet too. @param better which way the metric points.
 */
export function standingOf(trials: readonly Contender[], rungs: readonly number[], eta: number, better: "higher" | "lower"): Standing {
  const byNumber = new Map(trials.map((trial) => [trial.number, trial]));
  const sign = better === "higher" ? -1 : 1;
  let entrants = trials.map(({ number }) => number);
  const stopped: number[] = [];
  let reserve: number[] = [];
  for (let rung = 0; ; rung++) {
    const entered = entrants.map((number) => byNumber.get(number) as Contender);
    if (entered.some(({ values, dropped }) => !dropped && values.length <= rung)) return { rung, entrants, stopped, finished: null };
    const ranked = entered
      .filter(({ values }) => values.length > rung)
      .sort((a, b) => sign * ((a.values[rung] as number) - (b.values[rung] as number)) || a.number - b.number)
      .map(({ number }) => number);
    if (ranked.length === 0) return { rung, entrants, stopped, finished: reserve };
    if (rung === rungs.length - 1) return { rung, entrants, stopped, finished: ranked };
    const count = promotedCount(entrants.length, eta);
    reserve = ranked.slice(count);
    stopped.push(...reserve);
    entrants = ranked.slice(0, count);
  }
}
