import { averageAnnualLoss, type BusinessIndicator, type BusinessIndicatorYear, standardisedApproach } from "@plimsoll/ml/catalog";
import type { LOSS_DATE_NAMES } from "@plimsoll/schema";
import { invalidInput, notFound } from "../../errors.ts";
import type { LossRegisterRecord } from "../../loaders.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, withoutNulls } from "../mutation.ts";
import { LossDate } from "./taxonomy.ts";

/** Every account of a year, with what it is. */
const ACCOUNTS: Record<keyof BusinessIndicatorYear, string> = {
  interestIncome: "From financial assets and leases.",
  interestExpense: "On financial liabilities and leases.",
  interestEarningAssets: "Gross loans, interest bearing securities and lease assets at the year's end.",
  dividendIncome: "From investments that are not consolidated.",
  otherOperatingIncome: "Not in other items.",
  otherOperatingExpense: "Operational losses included.",
  feeIncome: "From advice and services.",
  feeExpense: "For advice and services.",
  tradingBookResult: "Net profit or loss.",
  bankingBookResult: "Net profit or loss.",
};

const YearInput = builder.inputType("BusinessIndicatorYearInput", {
  description: "One year's accounts in one currency (OPE10).",
  fields: (t) => {
    const account = (name: keyof BusinessIndicatorYear) => t.float({ required: true, description: ACCOUNTS[name] });
    return {
      interestIncome: account("interestIncome"),
      interestExpense: account("interestExpense"),
      interestEarningAssets: account("interestEarningAssets"),
      dividendIncome: account("dividendIncome"),
      otherOperatingIncome: account("otherOperatingIncome"),
      otherOperatingExpense: account("otherOperatingExpense"),
      feeIncome: account("feeIncome"),
      feeExpense: account("feeExpense"),
      tradingBookResult: account("tradingBookResult"),
      bankingBookResult: account("bankingBookResult"),
    };
  },
});

interface Losses {
  average: number;
  fromYear: number | null;
  toYear: number | null;
  nYears: number | null;
}
interface Outcome extends BusinessIndicator {
  losses: Losses | null;
}

const LossesUsed = builder.objectRef<Losses>("AverageAnnualLoss").implement({
  fields: (t) => ({
    average: t.exposeFloat("average"),
    fromYear: t.exposeInt("fromYear", { nullable: true, description: "Null where the average was given." }),
    toYear: t.exposeInt("toYear", { nullable: true }),
    nYears: t.exposeInt("nYears", { nullable: true }),
  }),
});

const Success = builder.objectRef<Outcome>("StandardisedApproachSuccess").implement({
  description: "Capital for operational risk by Basel's OPE25.",
  fields: (t) => ({
    interest: t.exposeFloat("interest", { description: "Interest, leases and dividends." }),
    services: t.exposeFloat("services"),
    financial: t.exposeFloat("financial"),
    indicator: t.exposeFloat("indicator"),
    bucket: t.exposeInt("bucket", { description: "1, 2 or 3." }),
    component: t.exposeFloat("component", { description: "12, 15 and 18 % of the parts of the indicator in each bucket." }),
    lossComponent: t.exposeFloat("lossComponent", {
      nullable: true,
      description: "15 times the average annual loss; null where losses do not count.",
    }),
    multiplier: t.exposeFloat("multiplier"),
    capital: t.exposeFloat("capital"),
    riskWeightedAssets: t.exposeFloat("riskWeightedAssets"),
    losses: t.expose("losses", { type: LossesUsed, nullable: true }),
  }),
});

defineMutation("standardisedApproach", {
  description: "The standardised approach of Basel III, computed at once; nothing is kept.",
  access: access.score,
  input: builder.inputType("StandardisedApproachInput", {
    fields: (t) => ({
      years: t.field({ type: [YearInput], required: true, description: "The last three, oldest first." }),
      averageAnnualLoss: t.float({ description: "Net, of the last ten years." }),
      registerId: t.id({ description: "Or a loss register to take it from." }),
      throughYear: t.int({ description: "The last year of the register that counts; its last unless given." }),
      date: t.field({
        type: LossDate,
        description: "By which the register's losses are counted; ACCOUNTED, else DISCOVERED, else OCCURRED unless given.",
      }),
      multiplier: t.field({
        type: builder.enumType("LossMultiplier", { values: ["FORMULA", "ONE"] as const }),
        description: "FORMULA unless given; ONE where the supervisor sets it to 1 for all banks.",
      }),
      lossesInFirstBucket: t.boolean({ description: "Whether the supervisor lets banks of the first bucket use their losses." }),
      currencyPerEuro: t.float({ description: "The buckets are in euro; 1 unless given." }),
    }),
  }),
  success: Success,
  resolve: async ({ registerId, throughYear, date, ...given }, context) => {
    if (registerId && given.averageAnnualLoss != null)
      throw invalidInput("Give 'averageAnnualLoss' or 'registerId', not both.", ["averageAnnualLoss"]);
    if (!registerId && (throughYear != null || date))
      throw invalidInput("'throughYear' and 'date' are of a register: give 'registerId'.", ["registerId"]);
    let losses: Losses | null =
      given.averageAnnualLoss == null ? null : { average: given.averageAnnualLoss, fromYear: null, toYear: null, nYears: null };
    if (registerId) {
      const register = await context.loaders.lossRegister.load(registerId);
      if (!register) throw notFound(["registerId"]);
      losses = averageAnnualLoss(yearsOf(register, date ?? null), throughYear ?? undefined);
    }
    const approach = { ...(withoutNulls(given) as object), averageAnnualLoss: losses?.average ?? null };
    return { ...standardisedApproach(approach), losses };
  },
});

function yearsOf({ summary }: LossRegisterRecord, date: (typeof LOSS_DATE_NAMES)[number] | null) {
  const order = date ? [date] : (["ACCOUNTED", "DISCOVERED", "OCCURRED"] as const);
  const found = order.map((name) => summary.years.find((entry) => entry.date === name)).find((entry) => entry !== undefined);
  if (found) return found.years;
  throw invalidInput(`No loss of the register has ${date ? `the date ${date}` : "a date"}: give 'averageAnnualLoss' itself.`, [
    "registerId",
  ]);
}
