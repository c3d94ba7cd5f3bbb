import { entryOf } from "../../../parameters.ts";
import type { VarMethod } from "../var-method.ts";
import { extremeValue } from "./extreme-value.ts";
import { filteredHistorical } from "./filtered-historical.ts";
import { garch } from "./garch.ts";
import { historical } from "./historical.ts";
import { lstmQuantile } from "./lstm-quantile.ts";
import { parametric } from "./parametric.ts";
import { volatilityFiltered } from "./volatility-filtered.ts";

/** Every VaR method of a single series, one line each; the first is the default. */
export const varMethods: readonly VarMethod[] = [
  filteredHistorical,
  historical,
  parametric,
  garch,
  extremeValue,
  volatilityFiltered,
  lstmQuantile,
];

/** The method of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export const varMethod = (name: string): VarMethod => entryOf("VaR method", varMethods, name);
