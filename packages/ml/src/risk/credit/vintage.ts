import { invalidInput } from "../../evaluation/inputs.ts";

/** One loan as a vintage analysis sees it. */
export interface VintageLoan {
  /** Cohort, such as "2024-Q1". */
  vintage: string;
  /** Amount lent, > 0. */
  amount: number;
  /** Whole months on book when it defaulted, >= 1; null if it did not. */
  defaultMonth: number | null;
  /** Whole months on book so far, >= 1: at closing or at the reporting date. */
  observedMonths: number;
  /** Months on book that the vintage had reached at the reporting date: what the oldest loan could show. */
  vintageAge: number;
}

export interface VintageCurve {
  vintage: string;
  nLoans: number;
  amount: number;
  /** Months on book that every loan of the vintage has had the time to reach. */
  matureMonths: number;
  /** [matureMonths] defaults by the end of each month on book over loans made; closed loans stay in the denominator. */
  cumulativeRate: Float64Array;
  /** [matureMonths] the same by amount. */
  cumulativeRateByAmount: Float64Array;
}

/**
 * Vintage curves: the cumulative default rate of each cohort by months on book, only as far as all its loans have had the time to get,
 * so that a young month is not read as a safe one.
 * @returns in order of the vintages' names. @throws AppError "INVALID_INPUT" naming the loan's row.
 * @example two loans of one vintage, one default in month 2, both 3 months old: [0, 0.5, 0.5]
 */
export function vintageCurves(loans: readonly VintageLoan[]): VintageCurve[] {
  const cohorts = new Map<string, VintageLoan[]>();
  loans.forEach((loan, row) => {
    checkLoan(loan, row);
    const cohort = cohorts.get(loan.vintage);
    if (cohort) cohort.push(loan);
    else cohorts.set(loan.vintage, [loan]);
  });
  return [...cohorts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([vintage, cohort]) => curveOf(vintage, cohort));
}

function curveOf(vintage: string, loans: readonly VintageLoan[]): VintageCurve {
  const matureMonths = loans.reduce((least, loan) => Math.min(least, loan.vintageAge), Number.POSITIVE_INFINITY);
  const amount = loans.reduce((sum, loan) => sum + loan.amount, 0);
  const count = new Float64Array(matureMonths);
  const money = new Float64Array(matureMonths);
  for (const { defaultMonth, amount: lent } of loans) {
    if (defaultMonth === null || defaultMonth > matureMonths) continue;
    count[defaultMonth - 1] = (count[defaultMonth - 1] as number) + 1;
    money[defaultMonth - 1] = (money[defaultMonth - 1] as number) + lent;
  }
  return {
    vintage,
    nLoans: loans.length,
    amount,
    matureMonths,
    cumulativeRate: cumulated(count, loans.length),
    cumulativeRateByAmount: cumulated(money, amount),
  };
}

function cumulated(values: Float64Array, total: number): Float64Array {
  let sum = 0;
  return values.map((value) => {
    sum += value;
    return sum / total;
  });
}

function checkLoan({ vintage, amount, defaultMonth, observedMonths, vintageAge }: VintageLoan, row: number): void {
  const refuse = (message: string) => invalidInput(`Loan ${row} (vintage '${vintage}'): ${message}`, { row });
  if (!(amount > 0 && Number.isFinite(amount))) throw refuse(`'amount' must be above zero. Got ${amount}.`);
  for (const [name, value] of Object.entries({ observedMonths, vintageAge, ...(defaultMonth === null ? {} : { defaultMonth }) }))
    if (!Number.isInteger(value) || value < 1) throw refuse(`'${name}' must be a whole number of months >= 1. Got ${value}.`);
  if (observedMonths > vintageAge) throw refuse(`it was observed for ${observedMonths} months, but is only ${vintageAge} months old.`);
  if (defaultMonth !== null && defaultMonth > observedMonths)
    throw refuse(`it defaulted in month ${defaultMonth}, after its ${observedMonths} observed months.`);
}
