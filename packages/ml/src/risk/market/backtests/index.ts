import { entryOf } from "../../parameters.ts";
import { acerbiSzekelyZ1 } from "./acerbi-szekely-z1.ts";
import { acerbiSzekelyZ2 } from "./acerbi-szekely-z2.ts";
import type { Backtest } from "./backtest.ts";
import { christoffersenIndependence } from "./christoffersen-independence.ts";
import { christoffersenJoint } from "./christoffersen-joint.ts";
import { dynamicQuantile } from "./dynamic-quantile.ts";
import { exceedanceResiduals } from "./exceedance-residuals.ts";
import { kupiec } from "./kupiec.ts";

/** Every test of VaR and ES forecasts, one line each. */
export const backtests: readonly Backtest[] = [
  kupiec,
  christoffersenIndependence,
  christoffersenJoint,
  dynamicQuantile,
  acerbiSzekelyZ1,
  acerbiSzekelyZ2,
  exceedanceResiduals,
];

/** The test of that name. @throws AppError "INVALID_INPUT" naming those that exist. */
export const backtest = (name: string): Backtest => entryOf("Backtest", backtests, name);
