import { z } from "zod";
import { invalidInput } from "../../evaluation/inputs.ts";
import { parseWith } from "../parameters.ts";

const amount = (title: string, description: string) => z.number().meta({ title, description });
const positive = (title: string, description: string) => z.number().min(0, "must be at least 0").meta({ title, description });

/** One year's accounts, in one currency; its amounts are those of OPE10. */
export const BusinessIndicatorYear = z.strictObject({
  interestIncome: positive("Interest income", "From financial assets and leases."),
  interestExpense: positive("Interest expense", "On financial liabilities and leases."),
  interestEarningAssets: positive(
    "Interest earning assets",
    "Gross outstanding loans, interest bearing securities and lease assets at the year's end.",
  ),
  dividendIncome: positive("Dividend income", "From investments that are not consolidated."),
  otherOperatingIncome: positive("Other operating income", "Not in other items of the indicator."),
  otherOperatingExpense: positive("Other operating expense", "Operational losses included."),
  feeIncome: positive("Fee and commission income", "From advice and services."),
  feeExpense: positive("Fee and commission expense", "For advice and services."),
  tradingBookResult: amount("Result of the trading book", "Net profit or loss."),
  bankingBookResult: amount("Result of the banking book", "Net profit or loss."),
});
export type BusinessIndicatorYear = z.output<typeof BusinessIndicatorYear>;

/** How the internal loss multiplier is set. */
export const StandardisedApproach = z.strictObject({
  years: z
    .array(BusinessIndicatorYear)
    .length(3, "needs exactly three years")
    .meta({ title: "Years", description: "The last three, oldest first." }),
  averageAnnualLoss: z
    .number()
    .min(0)
    .nullable()
    .default(null)
    .meta({ title: "Average annual loss", description: "Net losses over the last ten years, a year; none = the multiplier is 1." }),
  multiplier: z.enum(["FORMULA", "ONE"]).default("FORMULA").meta({
    title: "Loss multiplier",
    description:
      "ONE where the supervisor sets it to 1 for all banks (OPE25.11); the first bucket has 1 in any case unless it may use losses.",
  }),
  lossesInFirstBucket: z.boolean().default(false).meta({
    title: "Losses in the first bucket",
    description: "Whether the supervisor lets banks up to 1 billion use their losses (OPE25.12).",
  }),
  currencyPerEuro: z
    .number()
    .gt(0)
    .default(1)
    .meta({ title: "Currency per euro", description: "The buckets are in euro: 1 billion and 30 billion." }),
});
export type StandardisedApproach = z.output<typeof StandardisedApproach>;

export interface BusinessIndicator {
  /** Interest, leases and dividends; services; financial. */
  interest: number;
  services: number;
  financial: number;
  /** Their sum. */
  indicator: number;
  /** 1, 2 or 3. */
  bucket: number;
  /** The business indicator component: 12, 15 and 18 % of the parts in each bucket. */
  component: number;
  /** 15 times the average annual loss; null where losses do not count. */
  lossComponent: number | null;
  /** Internal loss multiplier. */
  multiplier: number;
  /** component * multiplier. */
  capital: number;
  /** 12.5 * capital. */
  riskWeightedAssets: number;
}

const BILLION = 1e9;
/** Upper ends of the buckets in euro, and the marginal coefficient of each. */
const BUCKETS = [
  { upTo: BILLION, coefficient: 0.12 },
  { upTo: 30 * BILLION, coefficient: 0.15 },
  { upTo: Number.POSITIVE_INFINITY, coefficient: 0.18 },
] as const;
/** Net interest counts up to this share of interest earning assets. */
const INTEREST_CAP = 0.0225;
const LOSS_FACTOR = 15;
/** ILM = ln(e - 1 + (LC / BIC)^0.8). */
const LOSS_POWER = 0.8;

/**
 * Capital for operational risk by the standardised approach of Basel III. Net items are made absolute year by year and averaged then; maxima are
 * taken of the averages.
 * ILDC = min(mean |interest income - expense|, 2.25 % mean assets) + mean dividends; SC = max of other income and expense + max of fee income
 * and expense; FC = mean |trading result| + mean |banking result|; BIC in buckets of 12, 15, 18 %; capital = BIC * ILM.
 * @param approach in one currency; see `StandardisedApproach`. @throws AppError "INVALID_INPUT" naming the field.
 * Source: Basel Framework OPE25 (version of January 2023) and OPE10.
 * @example an indicator of 35 billion euro: 0.12 * 1 + 0.15 * 29 + 0.18 * 5 = 5.37 billion
 */
export function standardisedApproach(approach: unknown): BusinessIndicator {
  const { years, averageAnnualLoss, multiplier, lossesInFirstBucket, currencyPerEuro } = parseWith(
    "standardisedApproach",
    StandardisedApproach,
    approach,
  );
  const mean = (pick: (year: BusinessIndicatorYear) => number) => years.reduce((sum, year) => sum + pick(year), 0) / years.length;
  const netInterest = mean((year) => Math.abs(year.interestIncome - year.interestExpense));
  const interest = Math.min(netInterest, INTEREST_CAP * mean((year) => year.interestEarningAssets)) + mean((year) => year.dividendIncome);
  const services =
    Math.max(
      mean((year) => year.otherOperatingIncome),
      mean((year) => year.otherOperatingExpense),
    ) +
    Math.max(
      mean((year) => year.feeIncome),
      mean((year) => year.feeExpense),
    );
  const financial = mean((year) => Math.abs(year.tradingBookResult)) + mean((year) => Math.abs(year.bankingBookResult));
  const indicator = interest + services + financial;
  const { component, bucket } = indicatorComponent(indicator, currencyPerEuro);
  const usesLosses = multiplier === "FORMULA" && averageAnnualLoss !== null && (bucket > 1 || lossesInFirstBucket);
  const lossComponent = usesLosses ? LOSS_FACTOR * averageAnnualLoss : null;
  const factor = lossComponent === null ? 1 : lossMultiplier(lossComponent, component);
  return {
    interest,
    services,
    financial,
    indicator,
    bucket,
    component,
    lossComponent,
    multiplier: factor,
    capital: component * factor,
    riskWeightedAssets: 12.5 * component * factor,
  };
}

export interface AverageAnnualLoss {
  average: number;
  fromYear: number;
  toYear: number;
  nYears: number;
}

const MOST_YEARS = 10;
const LEAST_YEARS = 5;

/**
 * The average annual loss of the last ten years, or of those there are, five at least: what the loss multiplier is made of.
 * @param years net losses of calendar years in a row, years without losses included. @param through the last year that counts; the last there is
 * when nothing is said.
 * @throws AppError "INVALID_INPUT" for fewer than five years. Source: Basel Framework OPE25.7 and OPE25.10.
 * @example five years of 10: average 10
 */
export function averageAnnualLoss(years: readonly { year: number; net: number }[], through?: number): AverageAnnualLoss {
  const last = through ?? years.at(-1)?.year ?? Number.NaN;
  const counted = years.filter(({ year }) => year <= last && year > last - MOST_YEARS);
  const [first, end] = [counted[0]?.year, counted.at(-1)?.year];
  if (first === undefined || end !== last || counted.length < LEAST_YEARS)
    throw invalidInput(
      `The average annual loss needs at least ${LEAST_YEARS} years up to ${last}. There are ${counted.length}${counted.length > 0 ? `, ${first} to ${end}` : ""}: give the average itself, or set the multiplier to ONE.`,
      { path: ["averageAnnualLoss"] },
    );
  return {
    average: counted.reduce((sum, { net }) => sum + net, 0) / counted.length,
    fromYear: first,
    toYear: last,
    nYears: counted.length,
  };
}

/** The component of an indicator, and the bucket that it reaches. @param indicator >= 0, currency. */
export function indicatorComponent(indicator: number, currencyPerEuro = 1): { component: number; bucket: number } {
  if (!(indicator >= 0 && Number.isFinite(indicator)))
    throw invalidInput(`A business indicator must be finite and >= 0. Got ${indicator}.`);
  let [component, from, bucket] = [0, 0, 0];
  for (const { upTo, coefficient } of BUCKETS) {
    const end = upTo * currencyPerEuro;
    component += coefficient * (Math.min(indicator, end) - from);
    bucket++;
    if (indicator <= end) break;
    from = end;
  }
  return { component, bucket };
}

/** ln(e - 1 + (LC / BIC)^0.8): one where losses are 1/15 of the component a year. A business without income has no multiplier but one. */
function lossMultiplier(lossComponent: number, component: number): number {
  if (component === 0) return 1;
  return Math.log(Math.E - 1 + (lossComponent / component) ** LOSS_POWER);
}
