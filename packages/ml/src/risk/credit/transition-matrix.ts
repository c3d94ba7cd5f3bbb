import { invalidInput } from "../../evaluation/inputs.ts";
import { betaQuantile } from "../../numeric/distributions.ts";

/** A rating at the start and at the end of one period; `to: null` = the rating was withdrawn. */
export interface RatingPair {
  from: string;
  to: string | null;
}

/** One obligor's rating from `start` until `end`, in years; `to` is the rating it changed to at `end`, null = still there or withdrawn. */
export interface RatingSpell {
  rating: string;
  start: number;
  end: number;
  to: string | null;
}

export interface TransitionMatrix {
  /** Best to worst; the last one is default and absorbs. */
  ratings: readonly string[];
  /** [k][k] P(to | from) over one period. */
  probabilities: number[][];
}

export interface CohortMatrix extends TransitionMatrix {
  /** [k][k] pairs counted; withdrawn ones are left out. */
  counts: number[][];
  nWithdrawn: number;
  /** [k] 95 % Clopper-Pearson interval of the one-period default probability of each rating. */
  defaultIntervals: { low: number; high: number }[];
}

export interface DurationMatrix extends TransitionMatrix {
  /** [k][k] transitions a year of exposure: rows add up to zero. */
  generator: number[][];
  /** [k] years spent in each rating. */
  exposureYears: number[];
}

/**
 * Transition probabilities by the cohort method: P(to | from) = pairs / pairs that start in `from`, withdrawn ratings left out.
 * @param ratings best to worst, default last. @throws AppError "INVALID_INPUT" for a rating that is not listed, or one without a pair
 * (merge it with a neighbour: an unobserved row has no estimate).
 * Source: Lando and Skodeberg (2002), section 2; Clopper and Pearson (1934).
 */
export function cohortMatrix(pairs: readonly RatingPair[], ratings: readonly string[]): CohortMatrix {
  const place = placesOf(ratings);
  const k = ratings.length;
  const counts = square(k);
  let nWithdrawn = 0;
  for (const { from, to } of pairs) {
    const row = counts[place(from)];
    if (to === null) nWithdrawn++;
    else if (row) row[place(to)] = (row[place(to)] as number) + 1;
  }
  const probabilities = counts.map((row, i) => {
    if (i === k - 1) return absorbing(row, ratings[i] as string, k);
    const total = sumOf(row);
    if (total === 0) throw invalidInput(`No obligor starts a period in rating '${ratings[i]}': merge it with a neighbouring rating.`);
    return row.map((count) => count / total);
  });
  const defaultIntervals = counts.map((row, i) => (i === k - 1 ? { low: 1, high: 1 } : clopperPearson(row[k - 1] as number, sumOf(row))));
  return { ratings, probabilities, counts, nWithdrawn, defaultIntervals };
}

/**
 * Transition probabilities by the duration method: generator q_ij = transitions i to j / years in i, P(years) = exp(years Q). It uses the
 * days of change, so that a rating never seen to default in one period still gets a probability above zero by way of others.
 * @param spells of all obligors. @param years horizon of `probabilities`, > 0.
 * @throws AppError "INVALID_INPUT" as `cohortMatrix`, and for a spell that ends before it starts.
 * Source: Lando and Skodeberg (2002), equation 3.
 */
export function durationMatrix(spells: readonly RatingSpell[], ratings: readonly string[], years = 1): DurationMatrix {
  const place = placesOf(ratings);
  const k = ratings.length;
  const exposureYears = ratings.map(() => 0);
  const moves = square(k);
  spells.forEach(({ rating, start, end, to }, at) => {
    if (!(end >= start && Number.isFinite(end - start)))
      throw invalidInput(`A spell must end after it starts. Spell ${at} runs from ${start} to ${end}.`, { spell: at });
    const from = place(rating);
    exposureYears[from] = (exposureYears[from] as number) + end - start;
    if (to === null || to === rating) return;
    const row = moves[from] as number[];
    row[place(to)] = (row[place(to)] as number) + 1;
  });
  const generator = moves.map((row, i) => {
    if (i === k - 1) return absorbing(row, ratings[i] as string, k).map(() => 0);
    const time = exposureYears[i] as number;
    if (time === 0) throw invalidInput(`No obligor spends time in rating '${ratings[i]}': merge it with a neighbouring rating.`);
    return row.map((count, j) => (j === i ? -sumOf(row) : count) / time);
  });
  return { ratings, generator, exposureYears, probabilities: exponential(generator, years) };
}

/** exp(t Q) of a generator by uniformisation: sum of Poisson weights times powers of I + Q / q, whose terms are all positive. @param t >= 0. */
export function exponential(generator: readonly (readonly number[])[], t: number): number[][] {
  if (!(t >= 0 && Number.isFinite(t))) throw invalidInput(`A horizon must be finite and >= 0 years. Got ${t}.`);
  const k = generator.length;
  const rate = Math.max(...generator.map((row, i) => -(row[i] as number)), 0) || 1;
  // Halved until the Poisson weights of few terms suffice, then squared back.
  const halvings = Math.max(0, Math.ceil(Math.log2(rate * t)));
  const mean = (rate * t) / 2 ** halvings;
  const step = generator.map((row, i) => row.map((q, j) => q / rate + Number(i === j)));
  let power = square(k).map((row, i) => row.map((_, j) => Number(i === j)));
  let weight = Math.exp(-mean);
  let total = power.map((row) => row.map((value) => value * weight));
  for (let n = 1; n <= 40; n++) {
    power = multiply(power, step);
    weight *= mean / n;
    total = total.map((row, i) => row.map((value, j) => value + weight * ((power[i] as number[])[j] as number)));
  }
  for (let n = 0; n < halvings; n++) total = multiply(total, total);
  return total.map((row) => row.map((value) => value / sumOf(row)));
}

/** P over several periods: the matrix to the power `periods`. @param periods whole, >= 1. */
export function transitionOver({ ratings, probabilities }: TransitionMatrix, periods: number): TransitionMatrix {
  if (!Number.isInteger(periods) || periods < 1) throw invalidInput(`'periods' must be a whole number >= 1. Got ${periods}.`);
  let power = probabilities;
  for (let n = 1; n < periods; n++) power = multiply(power, probabilities);
  return { ratings, probabilities: power };
}

/** The cumulative default probability of a rating after 1..nPeriods periods of a constant matrix. @returns [nPeriods]. */
export function cumulativeDefault(matrix: TransitionMatrix, rating: string, nPeriods: number): Float64Array {
  const at = placesOf(matrix.ratings)(rating);
  const k = matrix.ratings.length;
  let state = matrix.ratings.map((_, i) => Number(i === at));
  return Float64Array.from({ length: nPeriods }, () => {
    state = state.map((_, j) => state.reduce((sum, p, i) => sum + p * ((matrix.probabilities[i] as number[])[j] as number), 0));
    return state[k - 1] as number;
  });
}

const square = (k: number): number[][] => Array.from({ length: k }, () => new Array<number>(k).fill(0));
const sumOf = (row: readonly number[]): number => row.reduce((sum, value) => sum + value, 0);

function multiply(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] {
  return a.map((row) => row.map((_, j) => row.reduce((sum, value, k) => sum + value * ((b[k] as number[])[j] as number), 0)));
}

function absorbing(row: readonly number[], name: string, k: number): number[] {
  const leaving = row.findIndex((count, j) => count > 0 && j < k - 1);
  if (leaving < 0) return row.map((_, j) => Number(j === k - 1));
  throw invalidInput(`An obligor leaves '${name}', the last rating, which is default and absorbs. Start a new obligor after a cure.`);
}

function placesOf(ratings: readonly string[]): (rating: string) => number {
  if (ratings.length < 2 || new Set(ratings).size < ratings.length)
    throw invalidInput(`Ratings must be at least two different names, best to worst, default last. Got ${ratings.join(", ") || "none"}.`);
  const places = new Map(ratings.map((rating, i) => [rating, i]));
  return (rating) => {
    const at = places.get(rating);
    if (at === undefined) throw invalidInput(`Rating '${rating}' is not in the list: ${ratings.join(", ")}.`, { rating });
    return at;
  };
}

function clopperPearson(events: number, n: number): { low: number; high: number } {
  return {
    low: events === 0 ? 0 : betaQuantile(0.025, events, n - events + 1),
    high: events === n ? 1 : betaQuantile(0.975, events + 1, n - events),
  };
}
