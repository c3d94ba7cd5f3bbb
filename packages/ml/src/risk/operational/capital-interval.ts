import { createRng } from "@plimsoll/features";
import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { quantile } from "../../evaluation/bootstrap.ts";
import { uniformSampler } from "../../numeric/samplers.ts";
import { parseWith } from "../parameters.ts";
import { pause, type RunControl } from "../run-control.ts";
import { fourierAggregate } from "./aggregate/fourier.ts";
import { singleLossApproximation } from "./aggregate/single-loss.ts";
import { fitFrequency } from "./fit-frequency.ts";
import { fitSeverity } from "./fit-severity.ts";
import { countSampler } from "./frequency/frequency.ts";
import { frequencyOf } from "./frequency/index.ts";
import { cellLaw, LossModel } from "./loss-model.ts";
import { severityOf } from "./severity/index.ts";

/** A fitted cell and the data behind it. */
export const FittedCell = z.strictObject({
  model: LossModel,
  years: z.int().min(1).meta({ title: "Years of data", description: "Behind the frequency." }),
  fixed: z
    .record(z.string(), z.number())
    .default({})
    .meta({ title: "Given parameters", description: "Of the severity, such as a tail threshold: not fitted anew." }),
});

const IntervalOptions = z.strictObject({
  cells: z.array(FittedCell).min(1).max(100),
  alpha: z.number().gt(0).lt(1).default(0.999),
  replicates: z.int().min(20).max(10_000).default(200),
  method: z.enum(["FOURIER", "SINGLE_LOSS"]).default("FOURIER"),
  confidence: z.number().gt(0).lt(1).default(0.9),
  seed: z.int().min(0).default(1),
});

export interface CapitalInterval {
  /** Value at risk of the fitted models, summed over independent cells (FOURIER) or cell by cell (SINGLE_LOSS). */
  value: number;
  /** Percentile interval over data sets drawn from the models and fitted anew. */
  low: number;
  high: number;
  /** Mean of the replicates over `value`: above one, the fit overstates capital by that factor on average, as heavy tails do. */
  bias: number;
  replicates: number;
  /** Data sets on which no fit was found, left out. */
  nFailed: number;
}

/**
 * How uncertain a capital is because its parameters were estimated: the parametric bootstrap. Each replicate draws as many years as there were,
 * fits frequency and severity again (above the reporting threshold where there is one), and computes the value at risk anew.
 * FOURIER is exact for independent cells; SINGLE_LOSS is fast and adds up the cells (full dependence).
 * @throws AppError "INVALID_INPUT"; "NOT_CONVERGED" if more than a fifth of the data sets could not be fitted; "CANCELLED".
 * Source: Efron and Tibshirani (1993), section 6.5; Cope, Mignola, Antonini and Ugoccioni (2009) for what to expect of it.
 */
export async function capitalInterval(options: unknown, control: RunControl = {}): Promise<CapitalInterval> {
  const { cells, alpha, replicates, method, confidence, seed } = parseWith("capitalInterval", IntervalOptions, options);
  const capital = (models: readonly z.output<typeof LossModel>[]) =>
    method === "FOURIER"
      ? fourierAggregate([...models], alpha, { points: 2 ** 15 }).valueAtRisk
      : models.reduce((sum, model) => sum + singleLossApproximation(model, alpha).valueAtRisk, 0);
  const value = capital(cells.map(({ model }) => model));
  const drawn = new Float64Array(replicates);
  let [done, nFailed] = [0, 0];
  for (let replicate = 0; replicate < replicates; replicate++) {
    const refitted = [];
    for (const [at, cell] of cells.entries()) {
      await pause(control, "parameter uncertainty", (replicate + at / cells.length) / replicates);
      refitted.push(fittedAgain(cell, seed + (replicate * cells.length + at) * 2 ** 32));
    }
    if (refitted.includes(null)) nFailed++;
    else drawn[done++] = capital(refitted.filter((model) => model !== null));
  }
  if (nFailed > replicates / 5)
    throw new AppError(
      "NOT_CONVERGED",
      "numerical",
      `${nFailed} of ${replicates} data sets drawn from the models could not be fitted: the models ask more of so few losses than they can tell. Use simpler distributions.`,
    );
  const sample = drawn.subarray(0, done).sort();
  const edge = (1 - confidence) / 2;
  return {
    value,
    low: quantile(sample, edge),
    high: quantile(sample, 1 - edge),
    bias: sample.reduce((sum, x) => sum + x, 0) / done / value,
    replicates,
    nFailed,
  };
}

/** The model fitted to years drawn from it; null where that fails. */
function fittedAgain({ model, years, fixed }: z.output<typeof FittedCell>, seed: number): z.output<typeof LossModel> | null {
  const { frequency, severity, above } = model;
  // Caps are terms of the business, not of the data: losses are drawn and fitted without them.
  const law = cellLaw({ frequency, severity, above });
  const rng = createRng(seed);
  const count = countSampler(law.frequency, rng);
  const counts = Float64Array.from({ length: years }, count);
  const n = counts.reduce((sum, k) => sum + k, 0);
  const uniform = uniformSampler(rng);
  const losses = Float64Array.from({ length: n }, () => Math.max(above, law.severity.upperQuantile(uniform())));
  try {
    const given = {
      ...Object.fromEntries(severityOf(severity.name).fixed.map((name) => [name, severity.params[name] as number])),
      ...fixed,
    };
    const sizes = fitSeverity(severity.name, { losses, thresholds: above }, given, { errors: false });
    return {
      ...model,
      frequency: { name: frequency.name, params: countsParams(frequency.name, counts) },
      severity: { name: severity.name, params: sizes.params },
    };
  } catch (error) {
    if (error instanceof AppError && (error.kind === "numerical" || error.kind === "data" || n === 0)) return null;
    throw error;
  }
}

/** Counts that happen to vary less than the family allows have its limit: the Poisson distribution, written in its parameters. */
function countsParams(name: string, counts: Float64Array): Record<string, number> {
  try {
    return fitFrequency(name, counts).params;
  } catch (error) {
    if (!(error instanceof AppError && error.kind === "data") || name === "poisson") throw error;
    const { mean } = fitFrequency("poisson", counts).params as { mean: number };
    const limit =
      name === "negative-binomial" ? { mean, size: 1e6 } : { trials: Math.ceil(1000 * mean), chance: mean / Math.ceil(1000 * mean) };
    return frequencyOf(name).parse(limit);
  }
}
