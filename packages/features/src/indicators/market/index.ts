import { AppError } from "@plimsoll/schema";
import { nearest } from "../../suggest.ts";
import type { AnyMarketIndicator } from "./indicator.ts";
import { atr } from "./kinds/atr.ts";
import { bollinger } from "./kinds/bollinger.ts";
import { calendar } from "./kinds/calendar.ts";
import { beta, correlation } from "./kinds/co-movement.ts";
import { drawdown } from "./kinds/drawdown.ts";
import { ewmaVolatility } from "./kinds/ewma-volatility.ts";
import { harTerms } from "./kinds/har-terms.ts";
import { macd } from "./kinds/macd.ts";
import { kurtosis, skewness } from "./kinds/moments.ts";
import { momentum } from "./kinds/momentum.ts";
import { exponentialAverage, simpleAverage, weightedAverage } from "./kinds/moving-average.ts";
import { obv } from "./kinds/obv.ts";
import {
  closeVolatility,
  garmanKlassVolatility,
  parkinsonVolatility,
  rogersSatchellVolatility,
  yangZhangVolatility,
} from "./kinds/realised-volatility.ts";
import { bearRegime, trendRegime, volatilityRegime } from "./kinds/regime.ts";
import { logReturn, simpleReturn } from "./kinds/returns.ts";
import { rsi } from "./kinds/rsi.ts";
import { stochastic } from "./kinds/stochastic.ts";
import { termStructure } from "./kinds/term-structure.ts";

/** Every indicator of a price series: a definition in `kinds` and a line in this list. */
export const marketIndicatorKinds: readonly AnyMarketIndicator[] = [
  simpleReturn,
  logReturn,
  ewmaVolatility,
  closeVolatility,
  parkinsonVolatility,
  garmanKlassVolatility,
  rogersSatchellVolatility,
  yangZhangVolatility,
  harTerms,
  bollinger,
  atr,
  simpleAverage,
  exponentialAverage,
  weightedAverage,
  macd,
  rsi,
  stochastic,
  momentum,
  obv,
  drawdown,
  beta,
  correlation,
  skewness,
  kurtosis,
  termStructure,
  volatilityRegime,
  trendRegime,
  bearRegime,
  calendar,
];

const byName = new Map(marketIndicatorKinds.map((kind) => [kind.name, kind]));

/** @throws AppError INVALID_INPUT with the nearest name. */
export function marketIndicatorKind(name: string): AnyMarketIndicator {
  const found = byName.get(name);
  if (found) return found;
  const near = nearest(name, [...byName.keys()]);
  throw new AppError("INVALID_INPUT", "input", `There is no market indicator '${name}'${near ? ` (did you mean '${near}'?)` : ""}.`, {
    path: ["features"],
  });
}
