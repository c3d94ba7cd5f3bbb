import { checkBinary, checkProbabilities, type Values } from "../evaluation/inputs.ts";
import { wilsonInterval } from "../evaluation/report.ts";
import { betaCdf, binomialCdf, binomialPmf } from "../numeric/distributions.ts";
import { gradeOf, type MasterScale, type RatingGrade } from "./master-scale.ts";

/** One grade on held-out rows: what it stands for against what happened. */
export interface GradeResult extends RatingGrade {
  count: number;
  events: number;
  /** Mean PD of the rows in the grade; null when it has none. */
  meanPredicted: number | null;
  /** Null when the grade has no rows, as all below. */
  observedRate: number | null;
  low: number | null;
  high: number | null;
  /** P(at least so many events | the grade's pd): small = the pd is too low. */
  pTooLow: number | null;
  /** P(at most so many events | the grade's pd): small = the pd is too high. */
  pTooHigh: number | null;
  /** Exact two-sided binomial test, before and after Holm's correction for the number of grades. */
  pValue: number | null;
  pAdjusted: number | null;
  /** Posterior probability that the true rate is at most the grade's pd, Jeffreys prior: the supervisor's form of `pTooLow`. */
  jeffreys: number | null;
}

export interface GradeReport {
  grades: GradeResult[];
  /** Whether observed rates rise from grade to grade, grades without rows left out. */
  isMonotone: boolean;
  /** Share of the rows in each grade, squared and added: 1 = all in one grade. */
  concentration: number;
}

/**
 * Observed against expected defaults of every grade, each with binomial tests of the grade's pd. Defaults are taken as independent; with
 * correlated ones the tests reject too often.
 * @param y [n] labels 0 or 1. @param pd [n] calibrated PDs, in [0, 1]. @param scale given or built on other rows.
 * @throws AppError "INVALID_INPUT" if empty, lengths differ or values are not what they claim.
 * Source: Basel Committee (2005), working paper 14, section on calibration; ECB (2019), "Instructions for reporting the validation results
 * of internal models", section 2.5.3 (Jeffreys test); Holm (1979).
 */
export function gradeReport(y: Values, pd: Values, scale: MasterScale): GradeReport {
  checkBinary(y, pd);
  checkProbabilities("pd", pd);
  const cells = scale.grades.map(() => ({ count: 0, events: 0, sum: 0 }));
  for (let i = 0; i < y.length; i++) {
    const cell = cells[gradeOf(scale, pd[i] as number)];
    if (!cell) continue;
    cell.count++;
    cell.events += y[i] as number;
    cell.sum += pd[i] as number;
  }
  const grades = scale.grades.map((grade, at) => resultOf(grade, cells[at] as Cell));
  adjust(grades);
  const rates = grades.flatMap(({ observedRate }) => (observedRate === null ? [] : [observedRate]));
  return {
    grades,
    isMonotone: rates.every((rate, at) => at === 0 || rate >= (rates[at - 1] as number)),
    concentration: cells.reduce((sum, { count }) => sum + (count / y.length) ** 2, 0),
  };
}

/** Exact two-sided binomial test: the probabilities of all outcomes no likelier than this one, added up. @example binomialTest(0, 10, 0.5) === 2 / 1024 */
export function binomialTest(events: number, n: number, p: number): number {
  const own = binomialPmf(events, n, p) * (1 + 1e-7);
  const mean = n * p;
  if (events === mean) return 1;
  // Probabilities fall away from the mean on both sides, so each tail is one run of outcomes.
  if (events < mean) {
    let k = n;
    let [low, high] = [Math.ceil(mean), n + 1];
    while (low < high) {
      k = (low + high) >> 1;
      if (binomialPmf(k, n, p) <= own) high = k;
      else low = k + 1;
    }
    return Math.min(1, binomialCdf(events, n, p) + (low > n ? 0 : upper(low, n, p)));
  }
  let [low, high] = [-1, Math.floor(mean)];
  while (low < high) {
    const k = (low + high + 1) >> 1;
    if (binomialPmf(k, n, p) <= own) low = k;
    else high = k - 1;
  }
  return Math.min(1, upper(events, n, p) + (low < 0 ? 0 : binomialCdf(low, n, p)));
}

/** P(X >= k), by the beta distribution so that a small tail keeps its digits. */
const upper = (k: number, n: number, p: number): number => (k <= 0 ? 1 : betaCdf(p, k, n - k + 1));

interface Cell {
  count: number;
  events: number;
  sum: number;
}

const NO_ROWS = {
  meanPredicted: null,
  observedRate: null,
  low: null,
  high: null,
  pTooLow: null,
  pTooHigh: null,
  pValue: null,
  pAdjusted: null,
  jeffreys: null,
};

function resultOf(grade: RatingGrade, { count, events, sum }: Cell): GradeResult {
  if (count === 0) return { ...grade, count, events, ...NO_ROWS };
  const { pd } = grade;
  return {
    ...grade,
    count,
    events,
    meanPredicted: sum / count,
    observedRate: events / count,
    ...wilsonInterval(events, count),
    pTooLow: upper(events, count, pd),
    pTooHigh: binomialCdf(events, count, pd),
    pValue: binomialTest(events, count, pd),
    pAdjusted: null,
    jeffreys: betaCdf(pd, events + 0.5, count - events + 0.5),
  };
}

/** Holm's step-down correction, in place: each p-value times the number of tests not yet passed, never below the one before. */
function adjust(grades: GradeResult[]): void {
  const tested = grades.filter((grade) => grade.pValue !== null).sort((a, b) => (a.pValue as number) - (b.pValue as number));
  let reached = 0;
  tested.forEach((grade, rank) => {
    reached = Math.max(reached, Math.min(1, (grade.pValue as number) * (tested.length - rank)));
    grade.pAdjusted = reached;
  });
}
