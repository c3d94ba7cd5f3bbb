import { z } from "zod";
import { innovation } from "../../innovations/index.ts";
import { fitGarch } from "../../volatility/garch/garch-fit.ts";
import { errorDistribution, garchRows } from "../../volatility/models/garch-params.ts";
import { tailRows } from "../empirical-tail.ts";
import { garchTail } from "../garch-tail.ts";
import { defineVarMethod } from "../var-method.ts";
import { pathCount } from "./filtered-historical.ts";
import { processOf, processParam } from "./process-param.ts";

export const garch = defineVarMethod({
  name: "garch",
  title: "GARCH family",
  description: "Quantile of the fitted error distribution times tomorrow's volatility. As right as that distribution is in its tail.",
  needsEngine: false,
  params: z.strictObject({ process: processParam("gjr"), errors: errorDistribution(), paths: pathCount() }),
  minimumRows: (_params, { alphas, horizon }) => Math.max(garchRows(6), horizon > 1 ? tailRows(alphas) : 0),
  fit({ returns }, { process, errors, paths }, context) {
    const distribution = innovation(errors);
    const fit = fitGarch({ process: processOf(process), innovation: distribution, mean: "constant" }, returns, {
      standardErrors: false,
      estimates: context.estimates,
    });
    return garchTail(
      fit,
      {
        tail: (p) => ({ quantile: distribution.quantile(p, fit.shape), mean: distribution.tailMean(p, fit.shape) }),
        draw: (rng) => distribution.draw(rng, fit.shape),
      },
      paths,
      context,
    );
  },
});
