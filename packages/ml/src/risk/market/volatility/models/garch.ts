import { z } from "zod";
import { innovation } from "../../innovations/index.ts";
import { fittedGarch } from "../garch/garch-forecast.ts";
import { garchProcess } from "../garch/garch-process.ts";
import { defineVolatilityModel } from "../volatility-model.ts";
import { errorDistribution, garchRows, meanModel, shockLags, varianceLags } from "./garch-params.ts";

export const garch = defineVolatilityModel({
  name: "garch",
  title: "GARCH",
  description:
    "Variance from the last p squared residuals and q variances (Bollerslev, 1986). A rise and a fall of one size count the same.",
  needsMeasure: false,
  needsEngine: false,
  params: z.strictObject({ p: shockLags(), q: varianceLags(), errors: errorDistribution(), mean: meanModel() }),
  minimumRows: ({ p, q }) => garchRows(p + q + 4),
  fit: (data, { p, q, errors, mean }, context) =>
    fittedGarch({ process: garchProcess({ p, o: 0, q }), innovation: innovation(errors), mean }, data, context),
});
