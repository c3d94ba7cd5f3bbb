import type { z } from "zod";
import { type Parameters, parametersOf } from "../../parameters.ts";
import type { VarForecasts } from "./hits.ts";

/** What a test needs beside the forecasts. */
export interface BacktestContext {
  /** Level of the tests, such as 0.05. */
  level: number;
  /** Of the simulated p-values and sizes. */
  seed: number;
  signal?: AbortSignal | undefined;
}

/**
 * The chance that the test, used at its level with the critical value of its reference distribution, rejects a model that is right: its true
 * size at this number of days and this alpha, which a table's 5 % is not.
 */
export interface TestSize {
  value: number;
  method: "exact" | "simulated";
  /** Of a simulated size; 0 for an exact one. */
  standardError: number;
}

export interface BacktestResult {
  name: string;
  title: string;
  /** What a rejection says. */
  question: string;
  /** null where the sample cannot tell, with the reason in `note`. */
  statistic: number | null;
  /** What the p-value is read from: "chi-squared (2)" or "2000 simulations". */
  reference: string;
  pValue: number | null;
  /** The p-value from the statistic's own distribution at this number of days: enumerated for hit counts, simulated for the dynamic quantile. */
  finiteSamplePValue: number | null;
  size: TestSize | null;
  rejected: boolean | null;
  note: string | null;
  details: Record<string, number>;
}

/** What a test itself finds; the registry adds its name and whether it rejects. */
export type BacktestOutcome = Omit<BacktestResult, "name" | "title" | "question" | "rejected">;

/** The outcome where the sample cannot tell. */
export const untested = (reference: string, note: string, details: Record<string, number> = {}): BacktestOutcome => ({
  statistic: null,
  reference,
  pValue: null,
  finiteSamplePValue: null,
  size: null,
  note,
  details,
});

export interface BacktestDefinition<Schema extends z.ZodType> {
  name: string;
  title: string;
  question: string;
  /** The test reads expected shortfall. */
  needsEs: boolean;
  params: Schema;
  run(forecasts: VarForecasts, params: z.output<Schema>, context: BacktestContext): BacktestOutcome;
}

/** One entry of the registry. */
export interface Backtest extends Parameters<unknown> {
  name: string;
  title: string;
  question: string;
  needsEs: boolean;
  /** @throws AppError "INVALID_INPUT" for parameters that are not the test's. */
  run(forecasts: VarForecasts, params: unknown, context: BacktestContext): BacktestResult;
}

export function defineBacktest<Schema extends z.ZodType>(definition: BacktestDefinition<Schema>): Backtest {
  const { name, title, question, needsEs } = definition;
  const parameters = parametersOf(`backtest '${name}'`, definition.params);
  return {
    ...parameters,
    name,
    title,
    question,
    needsEs,
    run(forecasts, params, context) {
      const result = definition.run(forecasts, parameters.parse(params), context);
      return { name, title, question, rejected: result.pValue === null ? null : result.pValue < context.level, ...result };
    },
  };
}
