import { z } from "zod";
import { innovation } from "../../innovations/index.ts";
import { fittedGarch } from "../garch/garch-forecast.ts";
import { garchProcess } from "../garch/garch-process.ts";
import { defineVolatilityModel } from "../volatility-model.ts";
import { errorDistribution, garchRows, leverageLags, meanModel, shockLags, varianceLags } from "./garch-params.ts";

export const gjr = defineVolatilityModel({
  name: "gjr",
  title: "GJR-GARCH",
  description: "GARCH in which a fall adds more to the variance than a rise (Glosten, Jagannathan and Runkle, 1993).",
  needsMeasure: false,
  needsEngine: false,
  params: z.strictObject({ p: shockLags(), o: leverageLags(), q: varianceLags(), errors: errorDistribution(), mean: meanModel() }),
  minimumRows: ({ p, o, q }) => garchRows(p + o + q + 4),
  fit: (data, { p, o, q, errors, mean }, context) =>
    fittedGarch({ process: garchProcess({ p, o, q }), innovation: innovation(errors), mean }, data, context),
});
