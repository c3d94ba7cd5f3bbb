import { createRng } from "@plimsoll/features";
import { z } from "zod";
import { pause } from "../../../run-control.ts";
import { innovation } from "../../innovations/index.ts";
import { tailRows } from "../../var/empirical-tail.ts";
import { pathCount } from "../../var/methods/filtered-historical.ts";
import { processOf, processParam } from "../../var/methods/process-param.ts";
import { fitGarch, type GarchFit } from "../../volatility/garch/garch-fit.ts";
import { errorDistribution, garchRows } from "../../volatility/models/garch-params.ts";
import { assetColumn } from "../position-book.ts";
import { definePositionMethod } from "../position-method.ts";
import { scenarioModel } from "../scenario-model.ts";

export const filteredHistorical = definePositionMethod({
  name: "filtered-historical",
  title: "Filtered historical simulation",
  description:
    "Each asset's returns over their own volatility at the time, times today's. A scenario takes one day's errors of all assets together, which keeps how they move with each other.",
  params: z.strictObject({ process: processParam("gjr"), errors: errorDistribution(), paths: pathCount() }),
  minimumRows: (_params, { alphas }) => Math.max(garchRows(6), tailRows(alphas)),
  async model({ returns }, { process, errors, paths }, context) {
    const { alphas, horizon, seed } = context;
    const fits: GarchFit[] = [];
    for (const [asset, name] of returns.assets.entries()) {
      await pause(context, `volatility of ${name}`, asset / returns.assets.length);
      const spec = { process: processOf(process), innovation: innovation(errors), mean: "constant" } as const;
      fits.push(fitGarch(spec, assetColumn(returns, asset), { standardErrors: false }));
    }
    const columns = horizon === 1 ? fits.map(nextDay) : simulated(fits, returns.nPeriods, horizon, paths, seed);
    return scenarioModel({ columns, loadings: null, isSimulated: horizon > 1 }, alphas, {});
  },
});

/** Every past day's error at tomorrow's volatility. */
function nextDay({ mean, variance, standardised }: GarchFit): Float64Array {
  const sigma = Math.sqrt(variance.at(-1) as number);
  return standardised.map((z) => Math.max(-1, mean + sigma * z));
}

/** Paths of days drawn from the past, the same days for every asset, each moving its own volatility; compounded. */
function simulated(fits: readonly GarchFit[], nDays: number, horizon: number, paths: number, seed: number): Float64Array[] {
  const rng = createRng(seed);
  const days = Uint32Array.from({ length: paths * horizon }, () => rng.int(nDays));
  return fits.map(({ spec, theta, mean, variance, standardised, backcast }) => {
    const residuals = standardised.map((z, t) => z * Math.sqrt(variance[t] as number));
    const path = spec.process.continuation(theta, { residuals, variance, backcast });
    return Float64Array.from({ length: paths }, (_, s) => {
      path.reset();
      let growth = 1;
      for (let day = 0; day < horizon; day++) {
        const z = standardised[days[s * horizon + day] as number] as number;
        // A position cannot lose more than it is worth.
        growth *= Math.max(0, 1 + mean + Math.sqrt(path.variance()) * z);
        path.next(z);
      }
      return growth - 1;
    });
  });
}
