import { entryOf } from "../../parameters.ts";
import { gamma } from "./gamma.ts";
import { generalisedPareto } from "./generalised-pareto.ts";
import { lognormal } from "./lognormal.ts";
import { pareto } from "./pareto.ts";
import type { SeverityDistribution } from "./severity.ts";
import { gammaPareto, lognormalPareto, weibullPareto } from "./spliced.ts";
import { weibull } from "./weibull.ts";

/** Every distribution of loss sizes, one line each. */
export const severities: readonly SeverityDistribution[] = [
  lognormal,
  gamma,
  weibull,
  pareto,
  generalisedPareto,
  lognormalPareto,
  gammaPareto,
  weibullPareto,
];

/** The distribution of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export const severityOf = (name: string): SeverityDistribution => entryOf("Severity", severities, name);
