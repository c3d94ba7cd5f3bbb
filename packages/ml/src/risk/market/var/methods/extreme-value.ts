import { createRng } from "@plimsoll/features";
import { z } from "zod";
import { innovation } from "../../innovations/index.ts";
import { fitGarch } from "../../volatility/garch/garch-fit.ts";
import { errorDistribution, garchRows } from "../../volatility/models/garch-params.ts";
import { empiricalTail } from "../empirical-tail.ts";
import { garchTail } from "../garch-tail.ts";
import { fitParetoTail } from "../pareto-tail.ts";
import { defineVarMethod } from "../var-method.ts";
import { pathCount } from "./filtered-historical.ts";
import { PROCESS_NAMES, type ProcessName, processOf } from "./process-param.ts";

const LEAST_ABOVE = 20;

export const extremeValue = defineVarMethod({
  name: "extreme-value",
  title: "Extreme value theory (peaks over threshold)",
  description:
    "A generalised Pareto distribution for the worst losses, by default of returns over their own volatility (McNeil and Frey, 2000): says something of levels that the sample has not seen.",
  needsEngine: false,
  params: z.strictObject({
    filter: z
      .enum(["none", ...PROCESS_NAMES], `must be none, ${PROCESS_NAMES.join(", ")}`)
      .default("gjr")
      .meta({ title: "Filter", description: "Volatility that returns are divided by before the tail is fitted." }),
    tailShare: z
      .number("must be a number in [0.02, 0.3]")
      .min(0.02, "must be at least 0.02")
      .max(0.3, "must be at most 0.3")
      .default(0.1)
      .meta({ title: "Tail share", description: "Share of the rows, the worst ones, that the tail is fitted to." }),
    errors: errorDistribution(),
    paths: pathCount(),
  }),
  minimumRows: ({ tailShare }) => Math.max(garchRows(6), Math.ceil(LEAST_ABOVE / tailShare)),
  fit({ returns }, { filter, tailShare, errors, paths }, context) {
    const fit =
      filter === "none"
        ? null
        : fitGarch({ process: processOf(filter as ProcessName), innovation: innovation(errors), mean: "constant" }, returns, {
            standardErrors: false,
            estimates: context.estimates,
          });
    const sample = fit ? fit.standardised : returns;
    const tail = fitParetoTail(
      sample.map((value) => -value),
      tailShare,
      context.estimates,
    );
    const statistics = {
      threshold: tail.threshold,
      nAbove: tail.nAbove,
      shape: tail.shape,
      scale: tail.scale,
      ...(tail.shapeError === null ? {} : { shapeError: tail.shapeError }),
    };
    // A day of the sample; where it lies beyond the threshold, a day of the fitted tail.
    const draw = (rng: { int(n: number): number; next(): number }): number => {
      const value = sample[rng.int(sample.length)] as number;
      return -value > tail.threshold ? -tail.beyond(1 - rng.next()) : value;
    };
    const lower = (p: number) => {
      const { var: valueAtRisk, es } = tail.at(1 - p);
      return { quantile: -valueAtRisk, mean: -es };
    };
    const { alphas, horizon, seed } = context;
    if (fit) {
      const fitted = garchTail(fit, { tail: lower, draw }, paths, context);
      return { ...fitted, statistics: { ...fitted.statistics, ...statistics } };
    }
    const sums = horizon === 1 ? null : independentSums(draw, horizon, paths, seed);
    const known = alphas.map((alpha) => (sums ? empiricalTail(sums, 1 - alpha) : lower(1 - alpha)));
    return {
      parameters: [],
      statistics,
      forecast(_series, from, to) {
        const at = (part: "quantile" | "mean") =>
          Float64Array.from(
            { length: (to - from) * alphas.length },
            (_, k) => -(known[k % alphas.length] as { quantile: number; mean: number })[part],
          );
        return { var: at("quantile"), es: at("mean") };
      },
    };
  },
});

function independentSums(draw: (rng: ReturnType<typeof createRng>) => number, horizon: number, paths: number, seed: number): Float64Array {
  const rng = createRng(seed);
  return Float64Array.from({ length: paths }, () => {
    let sum = 0;
    for (let day = 0; day < horizon; day++) sum += draw(rng);
    return sum;
  }).sort();
}
