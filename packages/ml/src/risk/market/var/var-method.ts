import type { z } from "zod";
import type { Engine } from "../../../engine/engine.ts";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { type Parameters, parametersOf } from "../../parameters.ts";
import type { RunControl } from "../../run-control.ts";
import { checkLevel } from "../backtests/hits.ts";
import type { Estimates } from "../estimates.ts";
import { checkSeries, type MarketSeries } from "../series.ts";
import type { FittedParameter } from "../volatility/garch/garch-fit.ts";

export interface VarContext extends RunControl {
  /** Confidence levels, such as [0.95, 0.975, 0.99]. */
  alphas: readonly number[];
  /** Trading days that a loss is counted over. */
  horizon: number;
  /** Of simulated paths and initial weights. */
  seed: number;
  /** Where networks are trained; null where no network is asked for. */
  engine: Engine | null;
  /** Where what is searched for is kept, or taken from; nothing is kept unless given. */
  estimates?: Estimates | undefined;
}

/** VaR and ES of several days, [days, alphas] row-major each, losses positive, in the unit of the returns. */
export interface TailForecasts {
  var: Float64Array;
  es: Float64Array;
}

export interface FittedVar {
  parameters: FittedParameter[];
  statistics: Record<string, number>;
  /**
   * VaR and ES of the loss -(r_o + ... + r_(o+h-1)) for the origins o from `from` to `to` - 1, each from the rows before o alone, parameters fixed.
   * @param series begins with the row that the fit's series began with, and may go on after its end.
   */
  forecast(series: MarketSeries, from: number, to: number): TailForecasts;
}

export interface VarMethodDefinition<Schema extends z.ZodType> {
  name: string;
  title: string;
  description: string;
  needsEngine: boolean;
  /** Whether it trains a network with these parameters, where that hangs on them; `needsEngine` unless given. */
  usesEngine?(params: z.output<Schema>): boolean;
  params: Schema;
  /** The fewest returns it can be fitted on. */
  minimumRows(params: z.output<Schema>, context: Pick<VarContext, "alphas" | "horizon">): number;
  fit(series: MarketSeries, params: z.output<Schema>, context: VarContext): Promise<FittedVar> | FittedVar;
}

/** One entry of the registry of methods. */
export interface VarMethod extends Parameters<unknown> {
  name: string;
  title: string;
  description: string;
  needsEngine: boolean;
  /** Whether it trains a network with these parameters. */
  usesEngine(params: unknown): boolean;
  minimumRows(params: unknown, context: Pick<VarContext, "alphas" | "horizon">): number;
  /** @throws AppError "INVALID_INPUT" (parameters, too few rows, a value that is not finite), "DEGENERATE_SERIES", "NOT_CONVERGED", "CANCELLED". */
  fit(series: MarketSeries, params: unknown, context: VarContext): Promise<FittedVar>;
}

export function defineVarMethod<Schema extends z.ZodType>(definition: VarMethodDefinition<Schema>): VarMethod {
  const parameters = parametersOf(`VaR method '${definition.name}'`, definition.params);
  const usesEngine = (params: z.output<Schema>): boolean => definition.usesEngine?.(params) ?? definition.needsEngine;
  return {
    ...definition,
    ...parameters,
    usesEngine: (params) => usesEngine(parameters.parse(params)),
    minimumRows: (params, context) => definition.minimumRows(parameters.parse(params), context),
    async fit(series, params, context) {
      const parsed = parameters.parse(params);
      checkVarContext(context);
      if (usesEngine(parsed) && !context.engine)
        throw invalidInput(`VaR method '${definition.name}' trains a network and needs an engine; pass loadEngine()'s.`);
      checkSeries(series.returns, { name: "returns", minimum: definition.minimumRows(parsed, context) });
      return definition.fit(series, parsed, context);
    },
  };
}

/** @throws AppError "INVALID_INPUT" unless levels are distinct and in (0.5, 1), and the horizon is a whole number of days in [1, 250]. */
export function checkVarContext({ alphas, horizon }: Pick<VarContext, "alphas" | "horizon">): void {
  if (alphas.length === 0 || new Set(alphas).size !== alphas.length)
    throw invalidInput(`'alphas' must be distinct confidence levels. Got [${alphas.join(", ")}].`);
  for (const alpha of alphas) checkLevel(alpha);
  if (!Number.isInteger(horizon) || horizon < 1 || horizon > 250)
    throw invalidInput(`'horizon' must be a whole number of trading days in [1, 250]. Got ${horizon}.`);
}
