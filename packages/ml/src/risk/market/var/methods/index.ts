import { entryOf } from "../../../parameters.ts";
import type { VarMethod } from "../var-method.ts";
import { filteredHistorical } from "./filtered-historical.ts";
import { garch } from "./garch.ts";
import { historical } from "./historical.ts";
import { parametric } from "./parametric.ts";

/** Every VaR method of a single series, one line each; the first is the default. */
export const varMethods: readonly VarMethod[] = [filteredHistorical, historical, parametric, garch];

/** The method of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export const varMethod = (name: string): VarMethod => entryOf("VaR method", varMethods, name);
