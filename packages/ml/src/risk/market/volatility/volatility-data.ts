import { AppError } from "@plimsoll/schema";
import { invalidInput } from "../../../evaluation/inputs.ts";
import type { MarketSeries } from "../series.ts";
import { checkSeries } from "../series.ts";
import type { VolatilityContext } from "./volatility-model.ts";

/** What every volatility model asks of its data and horizons before it is fitted; the errors are those of `VolatilityModel.fit`. */
export function checkVolatilityData(
  model: { name: string; needsMeasure: boolean; needsEngine: boolean },
  { returns, measure }: MarketSeries,
  minimum: number,
  { horizons, engine }: Pick<VolatilityContext, "horizons" | "engine">,
): void {
  checkHorizons(horizons);
  checkSeries(returns, { name: "returns", minimum });
  if (model.needsEngine && !engine)
    throw invalidInput(`Volatility model '${model.name}' trains a network and needs an engine; pass loadEngine()'s.`);
  if (!model.needsMeasure) return;
  if (!measure) {
    throw invalidInput(
      `Volatility model '${model.name}' reads a daily range or realised measure. Give high and low prices or a realised variance, or take a model of returns such as gjr.`,
    );
  }
  checkMeasure(measure, returns.length);
}

/** @throws AppError "INVALID_INPUT" unless horizons are ascending whole numbers in [1, 250]. */
export function checkHorizons(horizons: readonly number[]): void {
  const ascending = horizons.every((days, i) => Number.isInteger(days) && days >= 1 && days <= 250 && days > (horizons[i - 1] ?? 0));
  if (horizons.length === 0 || !ascending)
    throw invalidInput(`Horizons must be ascending whole numbers of days in [1, 250]. Got [${horizons.join(", ")}].`);
}

function checkMeasure(measure: Float64Array, n: number): void {
  if (measure.length !== n) throw invalidInput(`'measure' must have one value for each return. Got ${measure.length} for ${n}.`);
  const bad = measure.findIndex((value) => !(value >= 0 && value < Number.POSITIVE_INFINITY));
  if (bad >= 0) throw invalidInput(`'measure' must be finite and not negative. Row ${bad} is ${measure[bad]}.`, { row: bad });
  if (measure.every((value) => value === 0))
    throw new AppError(
      "DEGENERATE_SERIES",
      "data",
      "'measure' is zero on every day: high and low are equal throughout. Use a model of returns.",
    );
}
