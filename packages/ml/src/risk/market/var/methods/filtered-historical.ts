import { z } from "zod";
import { wholeNumber } from "../../../../architectures/params.ts";
import { innovation } from "../../innovations/index.ts";
import { fitGarch } from "../../volatility/garch/garch-fit.ts";
import { errorDistribution, garchRows } from "../../volatility/models/garch-params.ts";
import { empiricalTail, tailRows } from "../empirical-tail.ts";
import { garchTail } from "../garch-tail.ts";
import { defineVarMethod } from "../var-method.ts";
import { processOf, processParam } from "./process-param.ts";

export const pathCount = () => wholeNumber(10_000, [1000, 1_000_000], "Paths", "Simulated paths behind a horizon of several days.");

export const filteredHistorical = defineVarMethod({
  name: "filtered-historical",
  title: "Filtered historical simulation",
  description:
    "The empirical quantile of the returns over their own volatility at the time, times today's: follows the volatility and keeps the tails as they were (Barone-Adesi, Giannopoulos and Vosper, 1999). The default, with GJR.",
  needsEngine: false,
  params: z.strictObject({ process: processParam("gjr"), errors: errorDistribution(), paths: pathCount() }),
  minimumRows: (_params, { alphas }) => Math.max(garchRows(6), tailRows(alphas)),
  fit({ returns }, { process, errors, paths }, context) {
    const fit = fitGarch({ process: processOf(process), innovation: innovation(errors), mean: "constant" }, returns, {
      standardErrors: false,
      estimates: context.estimates,
    });
    // The errors of the fit's own rows stay the sample until the next fit.
    const sample = fit.standardised.slice().sort();
    return garchTail(
      fit,
      {
        tail: (p) => empiricalTail(sample, p),
        draw: (rng) => sample[rng.int(sample.length)] as number,
      },
      paths,
      context,
    );
  },
});
