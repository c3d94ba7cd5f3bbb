import { z } from "zod";
import { innovation } from "../../innovations/index.ts";
import { fittedGarch } from "../garch/garch-forecast.ts";
import { garchProcess } from "../garch/garch-process.ts";
import { defineVolatilityModel } from "../volatility-model.ts";
import { errorDistribution, garchRows, meanModel, shockLags } from "./garch-params.ts";

export const arch = defineVolatilityModel({
  name: "arch",
  title: "ARCH",
  description: "Variance from the last p squared residuals (Engle, 1982). Its memory ends after p days.",
  needsMeasure: false,
  needsEngine: false,
  params: z.strictObject({ p: shockLags(), errors: errorDistribution(), mean: meanModel() }),
  minimumRows: ({ p }) => garchRows(p + 4),
  fit: (data, { p, errors, mean }, context) =>
    fittedGarch({ process: garchProcess({ p, o: 0, q: 0 }), innovation: innovation(errors), mean }, data, context),
});
