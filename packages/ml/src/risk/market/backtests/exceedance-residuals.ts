import { createRng } from "@plimsoll/features";
import { z } from "zod";
import { wholeNumber } from "../../../architectures/params.ts";
import { defineBacktest, untested } from "./backtest.ts";
import { hitsOf } from "./hits.ts";

/**
 * McNeil and Frey's residuals of the hit days, (loss - ES) / ES: mean zero if ES is right, above zero if it is too low. The p-value of their
 * mean, one-sided, is from the bootstrap of the centred residuals' t statistic. Source: McNeil and Frey (2000), section 4.3.
 */
export const exceedanceResiduals = defineBacktest({
  name: "exceedance-residuals",
  title: "Exceedance residuals (McNeil and Frey)",
  question: "Is the mean loss beyond VaR larger than ES?",
  needsEs: true,
  params: z.strictObject({
    resamples: wholeNumber(5000, [200, 100_000], "Resamples", "Bootstrap samples behind the p-value."),
  }),
  run(forecasts, { resamples }, { seed }) {
    const { losses, es } = forecasts;
    const residuals: number[] = [];
    hitsOf(forecasts).forEach((hit, t) => {
      if (hit && es) residuals.push((losses[t] as number) / (es[t] as number) - 1);
    });
    const m = residuals.length;
    const own = studentised(residuals, 0);
    const reference = `${resamples} bootstrap samples`;
    if (own === null) return untested(reference, `Needs at least 3 hits of different size. There are ${m} hits.`, { x: m });
    const rng = createRng(seed);
    const mean = residuals.reduce((sum, value) => sum + value / m, 0);
    let above = 0;
    for (let round = 0; round < resamples; round++) {
      const sample = Array.from({ length: m }, () => residuals[rng.int(m)] as number);
      // A sample of equal values lies as far from the mean as its sign says.
      const value = studentised(sample, mean) ?? (sample[0] as number) - mean;
      if (value >= own) above++;
    }
    return {
      statistic: own,
      reference,
      pValue: (above + 1) / (resamples + 1),
      finiteSamplePValue: null,
      size: null,
      note: null,
      details: { x: m, meanResidual: mean },
    };
  },
});

/** (mean - centre) / (s / sqrt m); null below three values or without spread. */
function studentised(values: readonly number[], centre: number): number | null {
  const m = values.length;
  if (m < 3) return null;
  const mean = values.reduce((sum, value) => sum + value / m, 0);
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (m - 1);
  return square > 1e-24 ? (mean - centre) / Math.sqrt(square / m) : null;
}
