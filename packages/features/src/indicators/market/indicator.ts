import { AppError } from "@plimsoll/schema";
import { z } from "zod";

/** The quotes of one period; `volume` in units traded. */
export const ROLES = ["open", "high", "low", "close", "volume"] as const;
export type Role = (typeof ROLES)[number];

export const MARKET_GROUPS = [
  "RETURNS",
  "VOLATILITY",
  "TREND",
  "MOMENTUM",
  "VOLUME",
  "RISK",
  "TERM_STRUCTURE",
  "REGIME",
  "CALENDAR",
] as const;
export type MarketGroup = (typeof MARKET_GROUPS)[number];

/** One series, oldest first, without gaps in what the indicator reads. */
export interface MarketSeries {
  n: number;
  /** Milliseconds since 1970. */
  times: Float64Array;
  /** @throws RangeError for a role that was not declared. */
  role(name: Role): Float64Array;
  /** A column that the parameters name. */
  column(name: string): Float64Array;
}

export interface MarketReads {
  roles?: readonly Role[];
  columns?: readonly string[];
  /** Those of them that must be above 0: prices that a logarithm is taken of. */
  positive?: readonly string[];
}

/**
 * One kind of figure of a price series. `compute` gives [n] for each output; the value at t is made of rows up to and including t and
 * of nothing after it. NaN = not yet defined (too few rows) or undefined (no movement, say).
 */
export interface MarketIndicator<Params = unknown> {
  name: string;
  title: string;
  group: MarketGroup;
  description: string;
  formula: string;
  source: string;
  /** Of each output. */
  unit: string;
  params: z.ZodType<Params>;
  reads(params: Params): MarketReads;
  /** Names of the outputs; one output is called `""` and takes the feature's own name. */
  outputs(params: Params): readonly string[];
  /** The feature's name when the user gives none. */
  label(params: Params): string;
  compute(series: MarketSeries, params: Params): Float64Array[];
}

export interface AnyMarketIndicator extends Omit<MarketIndicator, "params" | "reads" | "outputs" | "label" | "compute"> {
  params: z.ZodType;
  reads(params: unknown): MarketReads;
  outputs(params: unknown): readonly string[];
  label(params: unknown): string;
  compute(series: MarketSeries, params: unknown): Float64Array[];
}

export function defineMarketIndicator<Params>(indicator: MarketIndicator<Params>): AnyMarketIndicator {
  const parse = (params: unknown): Params => {
    const result = indicator.params.safeParse(params);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    const where = issue?.path.length ? `Parameter '${issue.path.join(".")}'` : "A parameter";
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `${where} of market indicator '${indicator.name}' is not valid: ${issue?.message ?? "unknown"}`,
      {
        path: ["features", indicator.name, ...(issue?.path ?? []).map(String)],
      },
    );
  };
  return {
    ...indicator,
    reads: (params) => indicator.reads(parse(params)),
    outputs: (params) => indicator.outputs(parse(params)),
    label: (params) => indicator.label(parse(params)),
    compute: (series, params) => indicator.compute(series, parse(params)),
  };
}

export const ONE_OUTPUT = [""] as const;

/** Periods of a window. */
export const Periods = (byDefault: number, least = 1) => z.int().min(least).max(10_000).default(byDefault);

/** Factor by which a variance per period becomes one per year; 1 = left per period. */
export const PeriodsPerYear = z.number().positive().max(1e6).default(1);
