import type { PortfolioConstraintsInput, PortfolioMethodsQuery, SubmitPortfolioInput } from "@/generated/graphql.ts";
import { type FormReader, formReader } from "../../../lib/form-reader.ts";
import { type MethodChoice, readMethod } from "../method-choice.ts";
import { newSeriesDraft, type SeriesDataset, type SeriesDraft, seriesRows } from "../series-draft.ts";
import type { FormReading } from "../use-submit-run.ts";
import { readStress, type StressDraft } from "./stress-draft.ts";

export interface AssetDraft {
  position: string;
  held: string;
  lower: string;
  upper: string;
}

export interface GroupDraft {
  name: string;
  assets: string;
  lower: string;
  upper: string;
}

/** The form's own state: texts as they are typed, one question for each part of the run. */
export interface PortfolioDraft {
  series: SeriesDraft;
  asks: { allocation: boolean; walkForward: boolean; book: boolean };
  method: MethodChoice;
  covariance: MethodChoice;
  expectedReturns: "BAYES_STEIN" | "SAMPLE";
  riskFreeRate: string;
  periodsPerYear: string;
  frontierPoints: string;
  constraints: { sum: string; lower: string; upper: string; maxTurnover: string; maxLeverage: string };
  groups: GroupDraft[];
  assets: Record<string, AssetDraft>;
  compared: string[];
  window: string;
  rebalanceEvery: string;
  costRate: string;
  expanding: boolean;
  positionMethod: MethodChoice;
  alphas: string;
  horizon: string;
  stress: StressDraft[];
}

const PROPOSED = ["minimum-variance", "risk-parity", "hierarchical-risk-parity", "mean-variance"];
export const NO_ASSET: AssetDraft = { position: "", held: "", lower: "", upper: "" };
const FIRST_POSITION = "100000";

export function newPortfolioDraft(dataset: SeriesDataset, methods: PortfolioMethodsQuery): PortfolioDraft {
  const series = newSeriesDraft(dataset);
  const first = (list: readonly { name: string }[]): MethodChoice => ({ name: list[0]?.name ?? "", params: {} });
  const names = methods.portfolioMethods.map(({ name }) => name);
  return {
    series,
    asks: { allocation: true, walkForward: true, book: true },
    method: { name: names.includes("minimum-variance") ? "minimum-variance" : (names[0] ?? ""), params: {} },
    covariance: first(methods.covarianceEstimators),
    expectedReturns: "BAYES_STEIN",
    riskFreeRate: "0",
    periodsPerYear: "252",
    frontierPoints: "25",
    constraints: { sum: "1", lower: "0", upper: "1", maxTurnover: "", maxLeverage: "" },
    groups: [],
    assets: Object.fromEntries(series.columns.map((name) => [name, { ...NO_ASSET, position: FIRST_POSITION }])),
    compared: PROPOSED.filter((name) => names.includes(name)),
    window: "500",
    rebalanceEvery: "21",
    costRate: "0.001",
    expanding: false,
    positionMethod: first(methods.positionMethods),
    alphas: "0.95, 0.975, 0.99",
    horizon: "1",
    stress: [],
  };
}

export function readPortfolio(draft: PortfolioDraft, datasetId: string, methods: PortfolioMethodsQuery): FormReading<SubmitPortfolioInput> {
  const read = formReader();
  const { series, asks } = draft;
  if (series.columns.length === 0) read.problems.assets = "Tick at least one column.";
  if (!asks.allocation && !asks.walkForward && !asks.book) read.problems.allocation = "Tick at least one question.";
  const annual = {
    riskFreeRate: read.number("riskFreeRate", draft.riskFreeRate),
    periodsPerYear: read.number("periodsPerYear", draft.periodsPerYear, { integer: true }),
  };
  const constraints = asks.allocation || asks.walkForward ? readConstraints(draft, read) : undefined;
  const held = readAssets(draft, "held", read).map(({ asset, value }) => ({ asset, weight: value }));
  const input: SubmitPortfolioInput = {
    datasetId,
    ...seriesRows(series),
    assets: series.columns,
    values: series.values,
    missing: series.missing,
    ...(held.length > 0 ? { held } : {}),
  };
  const estimates = {
    covariance: readMethod(methods.covarianceEstimators, draft.covariance, "allocation.covariance", read.problems),
    expectedReturns: { method: draft.expectedReturns },
  };
  if (asks.allocation) {
    const method = readMethod(methods.portfolioMethods, draft.method, "allocation.method", read.problems);
    input.allocation = { method, ...estimates, constraints, ...annual };
    input.frontierPoints = read.number("frontierPoints", draft.frontierPoints, { integer: true });
  }
  if (asks.walkForward) {
    if (draft.compared.length === 0) read.problems["walkForward.methods"] = "Tick at least one method to compare.";
    input.walkForward = {
      // A method that is also the chosen one is compared with the parameters chosen for it.
      methods: draft.compared.map((name) => ({
        method: readMethod(methods.portfolioMethods, { ...draft.method, name }, "walkForward.methods", read.problems),
        ...estimates,
      })),
      window: read.number("walkForward.window", draft.window, { integer: true }),
      rebalanceEvery: read.number("walkForward.rebalanceEvery", draft.rebalanceEvery, { integer: true }),
      costRate: read.number("walkForward.costRate", draft.costRate),
      expanding: draft.expanding,
      constraints,
      ...annual,
    };
  }
  if (asks.book) input.book = readBook(draft, methods, read);
  return { input, problems: read.problems };
}

function readBook(draft: PortfolioDraft, methods: PortfolioMethodsQuery, read: FormReader): SubmitPortfolioInput["book"] {
  const positions = readAssets(draft, "position", read).map(({ asset, value }) => ({ asset, amount: value }));
  if (positions.length === 0) read.problems["book.positions"] = "Give at least one position.";
  const method = readMethod(methods.positionMethods, draft.positionMethod, "book.method", read.problems);
  return {
    positions,
    method: method.name,
    params: method.params,
    alphas: read.numbers("book.alphas", draft.alphas),
    horizon: read.number("book.horizon", draft.horizon, { integer: true }),
    ...readStress(draft.stress, read),
  };
}

function readConstraints({ constraints, groups, assets, series }: PortfolioDraft, read: FormReader): PortfolioConstraintsInput {
  const limit = (name: keyof PortfolioDraft["constraints"]) => read.number(`constraints.${name}`, constraints[name]);
  const bounds = series.columns.flatMap((asset) => {
    const lower = read.number(`assets.${asset}.lower`, assets[asset]?.lower ?? "");
    const upper = read.number(`assets.${asset}.upper`, assets[asset]?.upper ?? "");
    return lower === undefined && upper === undefined ? [] : [{ asset, lower, upper }];
  });
  return {
    sum: limit("sum"),
    lower: limit("lower"),
    upper: limit("upper"),
    maxTurnover: limit("maxTurnover"),
    maxLeverage: limit("maxLeverage"),
    ...(bounds.length > 0 ? { bounds } : {}),
    ...(groups.length > 0
      ? {
          groups: groups.map((group, at) => ({
            name: read.text(`groups.${at}.name`, group.name, true) ?? "",
            assets: group.assets
              .split(/[,;\n]+/)
              .map((name) => name.trim())
              .filter(Boolean),
            lower: read.number(`groups.${at}.lower`, group.lower),
            upper: read.number(`groups.${at}.upper`, group.upper),
          })),
        }
      : {}),
  };
}

const readAssets = ({ assets, series }: PortfolioDraft, field: "position" | "held", read: FormReader): { asset: string; value: number }[] =>
  series.columns.flatMap((asset) => {
    const value = read.number(`assets.${asset}.${field}`, assets[asset]?.[field] ?? "");
    return value === undefined ? [] : [{ asset, value }];
  });
