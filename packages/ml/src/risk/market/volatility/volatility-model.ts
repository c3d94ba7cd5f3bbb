import type { z } from "zod";
import type { Engine } from "../../../engine/engine.ts";
import { type Parameters, parametersOf } from "../../parameters.ts";
import type { RunControl } from "../../run-control.ts";
import type { Estimates } from "../estimates.ts";
import type { MarketSeries } from "../series.ts";
import type { FittedParameter } from "./garch/garch-fit.ts";
import { checkVolatilityData } from "./volatility-data.ts";

export interface VolatilityContext extends RunControl {
  /** Days that forecasts span, ascending. */
  horizons: readonly number[];
  /** Of simulated forecasts and initial weights. */
  seed: number;
  /** Estimate standard errors too, which a walk through time needs for its last fit only. */
  standardErrors: boolean;
  /** Where networks are trained; null where no network is asked for. */
  engine: Engine | null;
  /** Where what is searched for is kept, or taken from; nothing is kept unless given. */
  estimates?: Estimates | undefined;
}

export interface FittedVolatility {
  /** Estimates with their standard errors, where the model has any. */
  parameters: FittedParameter[];
  /** Log-likelihood, persistence and the like, by name. */
  statistics: Record<string, number>;
  /**
   * Expected variance of the sum of the returns of rows o to o + h - 1, from the rows before o alone, parameters fixed.
   * @param data begins with the row that the fit's data began with, and may go on after its end. @param from first origin o. @param to the one
   * after the last: n + 1 makes the last origin n, the day after the data.
   * @returns [to - from, horizons] row-major.
   */
  forecast(data: MarketSeries, from: number, to: number): Float64Array;
}

export interface VolatilityModelDefinition<Schema extends z.ZodType> {
  name: string;
  title: string;
  description: string;
  /** It reads `measure`. */
  needsMeasure: boolean;
  /** It trains a network, and needs an engine. */
  needsEngine: boolean;
  params: Schema;
  /** The fewest rows it can be fitted on. */
  minimumRows(params: z.output<Schema>, horizons: readonly number[]): number;
  fit(data: MarketSeries, params: z.output<Schema>, context: VolatilityContext): Promise<FittedVolatility> | FittedVolatility;
}

/** One entry of the registry of volatility models. */
export interface VolatilityModel extends Parameters<unknown> {
  name: string;
  title: string;
  description: string;
  needsMeasure: boolean;
  needsEngine: boolean;
  minimumRows(params: unknown, horizons: readonly number[]): number;
  /**
   * @throws AppError "INVALID_INPUT" (parameters, too few rows, values that are not finite, no measure), "DEGENERATE_SERIES", "NOT_CONVERGED",
   * "DIVERGED", "CANCELLED".
   */
  fit(data: MarketSeries, params: unknown, context: VolatilityContext): Promise<FittedVolatility>;
}

export function defineVolatilityModel<Schema extends z.ZodType>(definition: VolatilityModelDefinition<Schema>): VolatilityModel {
  const parameters = parametersOf(`volatility model '${definition.name}'`, definition.params);
  return {
    ...definition,
    ...parameters,
    minimumRows: (params, horizons) => definition.minimumRows(parameters.parse(params), horizons),
    async fit(data, params, context) {
      const parsed = parameters.parse(params);
      checkVolatilityData(definition, data, definition.minimumRows(parsed, context.horizons), context);
      return definition.fit(data, parsed, context);
    },
  };
}
