import type { BusinessIndicatorYearInput, LossMultiplier, StandardisedApproachInput } from "@/generated/graphql.ts";
import { formReader } from "../../../lib/form-reader.ts";
import type { FormReading } from "../use-submit-run.ts";

export type Account = keyof BusinessIndicatorYearInput;

/** The accounts of a year, in the three parts of the indicator. */
export const ACCOUNTS: readonly { name: Account; label: string; part: string }[] = [
  { name: "interestIncome", label: "Interest income", part: "Interest, leases and dividends" },
  { name: "interestExpense", label: "Interest expense", part: "Interest, leases and dividends" },
  { name: "interestEarningAssets", label: "Interest earning assets", part: "Interest, leases and dividends" },
  { name: "dividendIncome", label: "Dividend income", part: "Interest, leases and dividends" },
  { name: "otherOperatingIncome", label: "Other operating income", part: "Services" },
  { name: "otherOperatingExpense", label: "Other operating expense", part: "Services" },
  { name: "feeIncome", label: "Fee income", part: "Services" },
  { name: "feeExpense", label: "Fee expense", part: "Services" },
  { name: "tradingBookResult", label: "Result of the trading book", part: "Financial" },
  { name: "bankingBookResult", label: "Result of the banking book", part: "Financial" },
];
export const YEARS = ["Two years before", "The year before", "Last year"] as const;

export interface StandardisedDraft {
  /** [year][account], oldest year first. */
  years: Record<Account, string>[];
  registerId: string;
  averageAnnualLoss: string;
  multiplier: LossMultiplier;
  lossesInFirstBucket: boolean;
  currencyPerEuro: string;
}

export const newStandardisedDraft = (): StandardisedDraft => ({
  years: YEARS.map(() => Object.fromEntries(ACCOUNTS.map(({ name }) => [name, "0"])) as Record<Account, string>),
  registerId: "",
  averageAnnualLoss: "",
  multiplier: "FORMULA",
  lossesInFirstBucket: false,
  currencyPerEuro: "1",
});

export function readStandardised(draft: StandardisedDraft): FormReading<StandardisedApproachInput> {
  const read = formReader();
  const years = draft.years.map((year, at) => {
    const value = (name: Account): number => read.number(`years.${at}.${name}`, year[name], { required: true }) ?? 0;
    return Object.fromEntries(ACCOUNTS.map(({ name }) => [name, value(name)])) as Record<Account, number>;
  });
  const input: StandardisedApproachInput = {
    years,
    multiplier: draft.multiplier,
    lossesInFirstBucket: draft.lossesInFirstBucket,
    currencyPerEuro: read.number("currencyPerEuro", draft.currencyPerEuro),
    ...(draft.registerId
      ? { registerId: draft.registerId }
      : { averageAnnualLoss: read.number("averageAnnualLoss", draft.averageAnnualLoss) }),
  };
  return { input, problems: read.problems };
}
