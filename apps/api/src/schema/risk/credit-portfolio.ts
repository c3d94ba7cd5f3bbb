import { parseStagingRule } from "@plimsoll/ml/catalog";
import { CREDIT_CLASSES, type CreditLoan, type CreditPortfolioResult, CreditPortfolioSpec, type CreditTotal } from "@plimsoll/schema";
import { callerIn } from "../../context.ts";
import { invalidInput } from "../../errors.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { Run } from "../refs.ts";
import { RunSuccess } from "../run.ts";
import { resultOf } from "../run-result.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { columnsOf, readyDataset } from "../training.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "../user-errors.ts";
import { within } from "../within.ts";
import { checkColumns, ifNamed, NUMBERS } from "./columns.ts";

const CreditClassType = builder.enumType("CreditAssetClass", {
  values: CREDIT_CLASSES,
  description: "Basel's classes, by the formula they share.",
});

const Total = builder.objectRef<CreditTotal & { segment?: string }>("CreditTotal").implement({
  description: "Sums over loans, in the currency of the exposures.",
  fields: (t) => ({
    segment: t.exposeString("segment", { nullable: true, description: "Null for all loans." }),
    nLoans: t.exposeInt("nLoans"),
    ead: t.exposeFloat("ead"),
    meanPd: t.exposeFloat("meanPd", { description: "Weighted by exposure; 1 for loans in default." }),
    meanLgd: t.exposeFloat("meanLgd"),
    riskWeightedAssets: t.exposeFloat("riskWeightedAssets"),
    capital: t.exposeFloat("capital", { description: "8 % of risk-weighted assets." }),
    expectedLoss: t.exposeFloat("expectedLoss", { description: "Regulatory, one year." }),
    allowance: t.exposeFloat("allowance", { description: "IFRS 9 by stage, or lifetime under CECL." }),
    coverage: t.exposeFloat("coverage", { description: "Allowance over exposure." }),
  }),
});
const StageTotal = builder.objectRef<CreditPortfolioResult["stages"][number]>("CreditStageTotal").implement({
  fields: (t) => ({
    stage: t.exposeInt("stage"),
    nLoans: t.exposeInt("nLoans"),
    ead: t.exposeFloat("ead"),
    allowance: t.exposeFloat("allowance"),
    coverage: t.exposeFloat("coverage"),
  }),
});
const Reason = builder.objectRef<CreditPortfolioResult["reasons"][number]>("CreditStageReason").implement({
  fields: (t) => ({ reason: t.exposeString("reason"), nLoans: t.exposeInt("nLoans") }),
});
const Sensitivity = builder.objectRef<CreditPortfolioResult["sensitivity"][number]>("CreditScenarioAllowance").implement({
  description: "The allowance if the scenario were certain, at the stages of the weighted report.",
  fields: (t) => ({ scenario: t.exposeString("scenario"), weight: t.exposeFloat("weight"), allowance: t.exposeFloat("allowance") }),
});
const Band = builder.objectRef<CreditPortfolioResult["bands"][number]>("CreditPdBand").implement({
  fields: (t) => ({ low: t.exposeFloat("low"), high: t.exposeFloat("high"), nLoans: t.exposeInt("nLoans"), ead: t.exposeFloat("ead") }),
});
const Loan = builder.objectRef<CreditLoan>("CreditLoan").implement({
  fields: (t) => ({
    loanId: t.string({ resolve: ({ id }) => id }),
    segment: t.exposeString("segment", { nullable: true }),
    assetClass: t.expose("assetClass", { type: CreditClassType }),
    stage: t.int({ resolve: ({ stage }) => stage }),
    reason: t.exposeString("reason"),
    pd: t.exposeFloat("pd"),
    lgd: t.exposeFloat("lgd"),
    ead: t.exposeFloat("ead"),
    riskWeight: t.exposeFloat("riskWeight"),
    riskWeightedAssets: t.exposeFloat("riskWeightedAssets"),
    expectedLoss: t.exposeFloat("expectedLoss"),
    twelveMonth: t.exposeFloat("twelveMonth", { description: "Expected credit loss of twelve months." }),
    lifetime: t.exposeFloat("lifetime"),
    allowance: t.exposeFloat("allowance"),
  }),
});
const Portfolio = builder.objectRef<CreditPortfolioResult>("CreditPortfolio").implement({
  description: "Capital and loss allowances of a loan tape; every loan is in the run's file.",
  fields: (t) => ({
    total: t.expose("total", { type: Total }),
    segments: t.expose("segments", { type: [Total], complexity: { field: 1, multiplier: 30 } }),
    stages: t.expose("stages", { type: [StageTotal] }),
    reasons: t.expose("reasons", { type: [Reason] }),
    migration: t.field({
      type: t.listRef(t.listRef("Int")),
      nullable: true,
      description: "Loans that moved from the previous stage (row) to this one (column); null where no column says what it was.",
      resolve: ({ migration }) => migration,
    }),
    sensitivity: t.expose("sensitivity", { type: [Sensitivity] }),
    bands: t.expose("bands", { type: [Band], description: "Exposure by one-year PD, loans in default left out." }),
    largest: t.expose("largest", { type: [Loan], complexity: { field: 1, multiplier: 20 }, description: "The fifty largest allowances." }),
  }),
});

builder.objectFields(Run, (t) => ({
  creditPortfolio: t.field({
    type: Portfolio,
    nullable: true,
    resolve: (run, _args, context) => resultOf<CreditPortfolioResult>(run, "credit.portfolio", context),
  }),
}));

const ColumnsInput = builder.inputType("CreditColumnsInput", {
  description: "Which columns of a loan tape are what. Rates are decimals.",
  fields: (t) => ({
    id: t.string({ description: "Names a loan; its row unless given." }),
    pd: t.string({ required: true, description: "Of the next twelve months; such as a scoring run's probability." }),
    pdAtOrigination: t.string({ description: "Without it no increase is seen." }),
    lgd: t.string({ required: true }),
    ead: t.string({ required: true }),
    assetClass: t.string(),
    maturityYears: t.string({ description: "Remaining life; one year unless given." }),
    effectiveRate: t.string({ description: "A year." }),
    salesMillions: t.string({ description: "EUR a year; SME_CORPORATE needs it." }),
    daysPastDue: t.string(),
    defaulted: t.string({ description: "1 or true: in default now." }),
    previousStage: t.string({ description: "1 to 3; empty = a new loan." }),
    segment: t.string({ description: "Totals are made by its values." }),
  }),
});
const ScenarioInput = builder.inputType("CreditScenarioInput", {
  fields: (t) => ({
    name: t.string({ required: true }),
    weight: t.float({ required: true, description: "Probability; all add up to one." }),
    hazardMultiplier: t.float({ description: "Of default rates; 1 unless given." }),
    lgdMultiplier: t.float(),
  }),
});

defineMutation("submitCreditPortfolio", {
  description: "Basel capital (CRE31) and IFRS 9 or CECL allowances of a loan tape; see `run.creditPortfolio`.",
  access: access.develop,
  input: builder.inputType("SubmitCreditPortfolioInput", {
    fields: (t) => ({
      datasetId: t.id({ required: true }),
      columns: t.field({ type: ColumnsInput, required: true }),
      assetClass: t.field({ type: CreditClassType, description: "Of all loans; OTHER_RETAIL unless given." }),
      effectiveRate: t.float({ description: "Of all loans, a year; 0 unless given." }),
      periodsPerYear: t.int({ description: "1, 2, 4 or 12; 12 unless given." }),
      repayment: t.field({
        type: builder.enumType("CreditRepayment", { values: ["LINEAR", "BULLET"] as const }),
        description: "LINEAR, to nothing in equal steps, unless given.",
      }),
      scenarios: t.field({ type: [ScenarioInput], description: "One of weight 1 unless given." }),
      staging: t.field({
        type: "JSONObject",
        description: "Options of the staging rule: relativeIncrease, absoluteIncrease, pastDueDays and others.",
      }),
      lifetimeFromStart: t.boolean({ description: "CECL: no stages, the whole life from the first day." }),
      idempotencyKey: t.string(),
    }),
  }),
  success: RunSuccess("SubmitCreditPortfolioSuccess"),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, lifetimeFromStart, ...given }, context) => {
    if (lifetimeFromStart && given.staging) throw invalidInput("CECL has no stages: leave 'staging' out.", ["staging"]);
    const requested = { ...(withoutNulls(given) as object), ...(lifetimeFromStart ? { staging: null } : {}) };
    const spec = parseInput(CreditPortfolioSpec, requested);
    const clientKey = clientKeyOf(key);
    const weights = spec.scenarios.reduce((sum, { weight }) => sum + weight, 0);
    if (Math.abs(weights - 1) > 1e-9)
      throw invalidInput(`The weights of the scenarios must add up to 1. They give ${weights}.`, ["scenarios"]);
    if (new Set(spec.scenarios.map(({ name }) => name)).size < spec.scenarios.length)
      throw invalidInput("Two scenarios have one name.", ["scenarios"]);
    const staging = spec.staging && { ...parseStagingRule(spec.staging) };
    const { db } = context.services.database;
    const dataset = await readyDataset(db, callerIn(context), spec.datasetId);
    const columns = await columnsOf(db, dataset);
    const { id, assetClass, defaulted, segment, ...figures } = spec.columns;
    await within("columns", async () =>
      checkColumns(columns, [
        ...Object.entries({ id, assetClass, defaulted, segment }).flatMap(([field, name]) => ifNamed(name, null, [field])),
        ...Object.entries(figures).flatMap(([field, name]) => ifNamed(name, NUMBERS, [field])),
      ]),
    );
    const run = await submit(context, {
      job: "credit.portfolio",
      mutation: "submitCreditPortfolio",
      clientKey,
      requested,
      input: { ...spec, staging },
      datasetId: spec.datasetId,
      facts: { scenarios: spec.scenarios.length },
    });
    return { run };
  },
});
