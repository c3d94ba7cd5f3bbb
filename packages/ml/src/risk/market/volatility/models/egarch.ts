import { z } from "zod";
import { innovation } from "../../innovations/index.ts";
import { egarchProcess } from "../garch/egarch-process.ts";
import { fittedGarch } from "../garch/garch-forecast.ts";
import { defineVolatilityModel } from "../volatility-model.ts";
import { errorDistribution, garchRows, leverageLags, meanModel, shockLags, varianceLags } from "./garch-params.ts";

export const egarch = defineVolatilityModel({
  name: "egarch",
  title: "EGARCH",
  description:
    "The logarithm of the variance from size and sign of standardised residuals (Nelson, 1991). Beyond a day forecasts are simulated.",
  needsMeasure: false,
  needsEngine: false,
  params: z.strictObject({ p: shockLags(), o: leverageLags(), q: varianceLags(), errors: errorDistribution(), mean: meanModel() }),
  minimumRows: ({ p, o, q }) => garchRows(p + o + q + 4),
  fit: (data, { p, o, q, errors, mean }, context) =>
    fittedGarch({ process: egarchProcess({ p, o, q }), innovation: innovation(errors), mean }, data, context),
});
