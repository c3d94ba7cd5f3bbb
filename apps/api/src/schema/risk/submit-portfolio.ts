import type { ColumnSchema } from "@plimsoll/features";
import { checkVarContext, parseConstraints, parsePortfolioOptions, parsePortfolioWalkForward, positionMethod } from "@plimsoll/ml/catalog";
import { type BookSpec, PortfolioSpec } from "@plimsoll/schema";
import { callerIn } from "../../context.ts";
import { invalidInput } from "../../errors.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { RunSuccess } from "../run.ts";
import { clientKeyOf, submit } from "../submission.ts";
import { columnsOf, readyDataset } from "../training.ts";
import { ColumnError, IdempotencyConflictError, NotReadyError } from "../user-errors.ts";
import { within } from "../within.ts";
import { checkColumns, DATES, ifNamed, NUMBERS } from "./columns.ts";
import { MissingRows, SeriesValues } from "./series.ts";

const MethodInput = builder.inputType("RiskMethodInput", {
  description: "An entry of a registry, with its parameters.",
  fields: (t) => ({ name: t.string({ required: true }), params: t.field({ type: "JSONObject" }) }),
});
const WeightInput = builder.inputType("WeightInput", {
  fields: (t) => ({ asset: t.string({ required: true }), weight: t.float({ required: true }) }),
});
const BoundInput = builder.inputType("WeightBoundInput", {
  fields: (t) => ({ asset: t.string({ required: true }), lower: t.float(), upper: t.float() }),
});
const GroupInput = builder.inputType("WeightGroupInput", {
  fields: (t) => ({
    name: t.string({ required: true }),
    assets: t.stringList({ required: true }),
    lower: t.float(),
    upper: t.float(),
  }),
});
const ConstraintsInput = builder.inputType("PortfolioConstraintsInput", {
  description: "Which weights are allowed; no short positions, fully invested, unless given.",
  fields: (t) => ({
    sum: t.float({ description: "What the weights add up to; the rest is cash." }),
    lower: t.float(),
    upper: t.float(),
    bounds: t.field({ type: [BoundInput] }),
    groups: t.field({ type: [GroupInput] }),
    maxTurnover: t.float({ description: "Largest sum of |new - old weight|." }),
    maxLeverage: t.float({ description: "Largest sum of |weight|; 1.6 allows 130/30." }),
  }),
});
const ExpectedReturnsInput = builder.inputType("ExpectedReturnsInput", {
  fields: (t) => ({
    method: t.field({
      type: builder.enumType("ExpectedReturnsMethod", { values: ["BAYES_STEIN", "SAMPLE"] as const }),
      required: true,
    }),
  }),
});
const AllocationInput = builder.inputType("PortfolioAllocationInput", {
  fields: (t) => ({
    method: t.field({ type: MethodInput, description: "One of `portfolioMethods`; minimum-variance unless given." }),
    covariance: t.field({
      type: MethodInput,
      description: "One of `covarianceEstimators`; ledoit-wolf-constant-correlation unless given.",
    }),
    expectedReturns: t.field({ type: ExpectedReturnsInput, description: "BAYES_STEIN unless given." }),
    constraints: t.field({ type: ConstraintsInput }),
    riskFreeRate: t.float({ description: "A year." }),
    periodsPerYear: t.int({ description: "252 unless given." }),
  }),
});
const ComparedMethodInput = builder.inputType("ComparedPortfolioInput", {
  fields: (t) => ({
    id: t.string({ description: "The method's name unless given." }),
    method: t.field({ type: MethodInput, required: true }),
    covariance: t.field({ type: MethodInput }),
    expectedReturns: t.field({ type: ExpectedReturnsInput }),
  }),
});
const WalkForwardInput = builder.inputType("PortfolioWalkForwardInput", {
  fields: (t) => ({
    methods: t.field({ type: [ComparedMethodInput], required: true, description: "Equal weight is always compared with." }),
    window: t.int({ description: "Periods that each estimate looks back; 500 unless given." }),
    expanding: t.boolean(),
    rebalanceEvery: t.int({ description: "21 periods unless given." }),
    costRate: t.float({ description: "Of the amount traded; 0.001 unless given." }),
    constraints: t.field({ type: ConstraintsInput }),
    riskFreeRate: t.float(),
    periodsPerYear: t.int(),
    replicates: t.int({ description: "Of the bootstrap; 1,000 unless given." }),
    blockLength: t.float(),
    seed: t.int(),
  }),
});
const ShockInput = builder.inputType("ShockInput", {
  fields: (t) => ({
    asset: t.string({ required: true }),
    change: t.float({ required: true, description: "Simple return, such as -0.3." }),
  }),
});
const HistoricalStressInput = builder.inputType("HistoricalStressInput", {
  fields: (t) => ({ name: t.string({ required: true }), from: t.string({ required: true }), to: t.string({ required: true }) }),
});
const ShockStressInput = builder.inputType("ShockStressInput", {
  fields: (t) => ({
    name: t.string({ required: true }),
    shocks: t.field({ type: [ShockInput], required: true }),
    others: t.field({
      type: builder.enumType("UnshockedAssets", { values: ["ZERO", "CONDITIONAL"] as const }),
      description: "What other assets do: nothing (ZERO, unless given), or what the history expects of them given the shocks.",
    }),
  }),
});
const PositionInput = builder.inputType("PositionInput", {
  fields: (t) => ({
    asset: t.string({ required: true }),
    amount: t.float({ required: true, description: "Market value in account currency; below zero = short." }),
  }),
});
const BookInput = builder.inputType("BookInput", {
  fields: (t) => ({
    positions: t.field({ type: [PositionInput], required: true }),
    method: t.string({ description: "One of `positionMethods`; filtered-historical unless given." }),
    params: t.field({ type: "JSONObject" }),
    alphas: t.floatList({ description: "0.95, 0.975 and 0.99 unless given." }),
    horizon: t.int({ description: "Trading days; 1 unless given." }),
    seed: t.int(),
    historicalStress: t.field({ type: [HistoricalStressInput], description: "Days that were." }),
    shockStress: t.field({ type: [ShockStressInput], description: "Returns that are asked about." }),
    worst: t.intList({ description: "Lengths in days of which the worst stretches are looked for; 1 and 10 unless given." }),
  }),
});
const SubmitPortfolioInput = builder.inputType("SubmitPortfolioInput", {
  fields: (t) => ({
    datasetId: t.id({ required: true }),
    timeColumn: t.string({ description: "Orders the rows; the file's order unless given." }),
    from: t.string({ description: "First day read, ISO." }),
    to: t.string({ description: "Last day read, ISO." }),
    assets: t.stringList({ required: true, description: "Columns of prices or returns." }),
    values: t.field({ type: SeriesValues, description: "PRICES unless given." }),
    missing: t.field({ type: MissingRows, description: "REFUSE unless given." }),
    allocation: t.field({ type: AllocationInput }),
    held: t.field({ type: [WeightInput], description: "Weights held now, for limits of turnover." }),
    frontierPoints: t.int({ description: "Asks for the efficient frontier, by the allocation's options." }),
    walkForward: t.field({ type: WalkForwardInput }),
    book: t.field({ type: BookInput }),
    idempotencyKey: t.string(),
  }),
});

/** Two lists of scenarios, since an input has no union, as the one that the run keeps. */
function withStress(book: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  if (!book) return undefined;
  const { historicalStress, shockStress, ...rest } = book;
  const tagged = (kind: string, list: unknown) => (Array.isArray(list) ? list : []).map((scenario: object) => ({ kind, ...scenario }));
  return { ...rest, stress: [...tagged("HISTORICAL", historicalStress), ...tagged("SHOCK", shockStress)] };
}

/** @throws AppError for columns, options of the catalog and names of assets that do not fit together. @returns the spec with all defaults. */
async function checkPortfolio(spec: PortfolioSpec, columns: readonly ColumnSchema[]): Promise<PortfolioSpec> {
  const { assets, timeColumn, allocation, walkForward, held, frontierPoints, book } = spec;
  if (new Set(assets).size < assets.length) throw invalidInput("'assets' names a column twice.", ["assets"]);
  if (assets.includes(timeColumn ?? "")) throw invalidInput("The time column is no asset.", ["assets"]);
  checkColumns(columns, [
    ...assets.map((name) => ({ name, types: NUMBERS, path: ["assets"] })),
    ...ifNamed(timeColumn, DATES, ["timeColumn"]),
  ]);
  if (timeColumn === null && (spec.from ?? spec.to) !== null) throw invalidInput("'from' and 'to' need a time column.", ["timeColumn"]);
  if (!allocation && !walkForward && !book)
    throw invalidInput("Ask for at least one of 'allocation', 'walkForward' and 'book'.", ["allocation"]);
  if (frontierPoints !== null && !allocation)
    throw invalidInput("The frontier needs the options of an allocation: give 'allocation' too.", ["frontierPoints"]);
  checkAssets(held, assets, ["held"]);
  const parsedAllocation =
    allocation &&
    (await within("allocation", async () => {
      const parsed = parsePortfolioOptions(allocation);
      parseConstraints(parsed.constraints, assets);
      return parsed;
    }));
  const parsedWalk =
    walkForward &&
    (await within("walkForward", async () => {
      const parsed = parsePortfolioWalkForward(walkForward);
      parseConstraints(parsed.constraints, assets);
      return { ...parsed };
    }));
  const parsedBook = book && (await within("book", async () => checkBook(book, spec)));
  return { ...spec, allocation: parsedAllocation, walkForward: parsedWalk, book: parsedBook };
}

function checkAssets(named: readonly { asset: string }[], assets: readonly string[], path: string[]): void {
  const known = new Set(assets);
  const unknown = named.find(({ asset }) => !known.has(asset));
  if (unknown) throw invalidInput(`'${unknown.asset}' is not among the assets of the run: ${assets.join(", ")}.`, path);
  if (new Set(named.map(({ asset }) => asset)).size < named.length) throw invalidInput("An asset is named twice.", path);
}

function checkBook(book: BookSpec, { assets, timeColumn }: PortfolioSpec): BookSpec {
  checkVarContext(book);
  checkAssets(book.positions, assets, ["positions"]);
  for (const scenario of book.stress) {
    if (scenario.kind === "SHOCK") checkAssets(scenario.shocks, assets, ["shockStress"]);
    else if (timeColumn === null)
      throw invalidInput(`Scenario '${scenario.name}' names days, which need a time column.`, ["historicalStress"]);
  }
  const params = positionMethod(book.method).parse(book.params) as Record<string, unknown>;
  return { ...book, params };
}

defineMutation("submitPortfolio", {
  description:
    "Chooses a portfolio, draws the frontier, compares methods over time, and measures and stresses positions: whichever is asked for; see `run.portfolio`.",
  access: access.develop,
  input: SubmitPortfolioInput,
  success: RunSuccess("SubmitPortfolioSuccess"),
  errors: [ColumnError, NotReadyError, IdempotencyConflictError],
  resolve: async ({ idempotencyKey: key, book, ...given }, context) => {
    const requested = withoutNulls({ ...given, book: withStress(withoutNulls(book) as Record<string, unknown> | undefined) });
    const spec = parseInput(PortfolioSpec, requested);
    const clientKey = clientKeyOf(key);
    const { db } = context.services.database;
    const dataset = await readyDataset(db, callerIn(context), spec.datasetId);
    const input = await checkPortfolio(spec, await columnsOf(db, dataset));
    const run = await submit(context, {
      job: "market.portfolio",
      mutation: "submitPortfolio",
      clientKey,
      requested,
      input,
      datasetId: spec.datasetId,
      facts: { assets: spec.assets.length },
    });
    return { run };
  },
});
