import { createRng } from "@plimsoll/features";
import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { wholeNumber } from "../../../../architectures/params.ts";
import { cholesky } from "../../../../numeric/cholesky.ts";
import { gammaSampler, normalFiller } from "../../../../numeric/samplers.ts";
import { pause } from "../../../run-control.ts";
import { tailRows } from "../../var/empirical-tail.ts";
import { fitStudentScale } from "../../var/standardised-shape.ts";
import { covarianceParams, momentsOf } from "../covariance-param.ts";
import { assetColumn, type PositionBook } from "../position-book.ts";
import { definePositionMethod, type PositionContext, type PositionModel } from "../position-method.ts";
import { scenarioModel } from "../scenario-model.ts";
import { fitTCopula, marginalMap } from "../t-copula.ts";

/** Numbers kept at once: 800 MB. */
const MOST_NUMBERS = 1e8;

export const monteCarlo = definePositionMethod({
  name: "monte-carlo",
  title: "Monte Carlo",
  description:
    "Simulated joint returns: normal by the Cholesky factor of the covariance, or Student's t for each asset joined by a t copula, in which the worst days of assets fall together.",
  params: z.strictObject({
    ...covarianceParams,
    copula: z.enum(["gaussian", "t"], "must be gaussian or t").default("gaussian").meta({
      title: "Copula",
      description: "gaussian: normal returns with the covariance given. t: fitted t returns with fitted t dependence.",
    }),
    paths: wholeNumber(100_000, [1000, 5_000_000], "Paths", "Simulated scenarios."),
  }),
  minimumRows: ({ copula }, { alphas }) => Math.max(copula === "t" ? 250 : 60, tailRows(alphas)),
  model(book, params, context) {
    const d = book.returns.assets.length;
    if (d * params.paths > MOST_NUMBERS) {
      throw new AppError(
        "OUT_OF_MEMORY",
        "resource",
        `${params.paths} paths of ${d} assets are ${d * params.paths} numbers; at most ${MOST_NUMBERS} are kept. Use ${Math.floor(MOST_NUMBERS / d)} paths or fewer.`,
      );
    }
    return params.copula === "t" ? tModel(book, params, context) : normalModel(book, params, context);
  },
});

type Params = { covariance: string; mean: "sample" | "zero"; paths: number };

/** r = mean + L z with L L' = covariance, both times the horizon. */
function normalModel({ returns }: PositionBook, params: Params, { alphas, horizon, seed }: PositionContext): PositionModel {
  const { mean, covariance } = momentsOf(returns, params);
  const d = returns.assets.length;
  const factor = cholesky(
    covariance.map((value) => value * horizon),
    d,
    { semidefinite: true },
  );
  const fill = normalFiller(createRng(seed));
  const columns = returns.assets.map(() => new Float64Array(params.paths));
  for (const column of columns) fill(column);
  return scenarioModel({ columns, loadings: { factor, mean: mean.map((value) => value * horizon) }, isSimulated: true }, alphas, {});
}

/** Days of t returns joined by the copula, compounded over the horizon. */
async function tModel({ returns }: PositionBook, params: Params, context: PositionContext): Promise<PositionModel> {
  const { alphas, horizon, seed } = context;
  const d = returns.assets.length;
  const { mean } = momentsOf(returns, params);
  const centred = returns.assets.map((_, asset) => assetColumn(returns, asset).map((value) => value - (mean[asset] as number)));
  await pause(context, "fitting the copula", 0);
  const copula = fitTCopula(centred);
  const nu = copula.degreesOfFreedom;
  const marginals = centred.map((column) => marginalMap(nu, fitStudentScale(column)));
  const [normalRng, gammaRng] = [createRng(seed), createRng(seed + 2 ** 32)];
  const fill = normalFiller(normalRng);
  const gamma = gammaSampler(gammaRng, nu / 2);
  const columns = returns.assets.map(() => new Float64Array(params.paths).fill(1));
  const shock = new Float64Array(d);
  for (let s = 0; s < params.paths; s++) {
    if (s % 20_000 === 0) await pause(context, "simulating", s / params.paths);
    for (let day = 0; day < horizon; day++) {
      fill(shock);
      // A chi-squared number of nu degrees is twice a gamma number of shape nu / 2.
      const scale = Math.sqrt(nu / (2 * gamma()));
      for (let i = 0; i < d; i++) {
        let sum = 0;
        for (let k = 0; k <= i; k++) sum += (copula.factor[i * d + k] as number) * (shock[k] as number);
        const value = (mean[i] as number) + (marginals[i] as (x: number) => number)(sum * scale);
        const column = columns[i] as Float64Array;
        // A position cannot lose more than it is worth.
        column[s] = (column[s] as number) * Math.max(0, 1 + value);
      }
    }
  }
  for (const column of columns) for (let s = 0; s < column.length; s++) column[s] = (column[s] as number) - 1;
  return scenarioModel({ columns, loadings: null, isSimulated: true }, alphas, { degreesOfFreedom: nu, shrinkage: copula.shrinkage });
}
