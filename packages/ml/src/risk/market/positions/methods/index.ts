import { entryOf } from "../../../parameters.ts";
import type { PositionMethod } from "../position-method.ts";
import { filteredHistorical } from "./filtered-historical.ts";
import { historical } from "./historical.ts";
import { monteCarlo } from "./monte-carlo.ts";
import { parametric } from "./parametric.ts";
import { proForma } from "./pro-forma.ts";

/** Every VaR method of positions, one line each; the first is the default. */
export const positionMethods: readonly PositionMethod[] = [filteredHistorical, historical, parametric, monteCarlo, proForma];

/** The method of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export const positionMethod = (name: string): PositionMethod => entryOf("Position method", positionMethods, name);
