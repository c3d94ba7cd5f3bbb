import { z } from "zod";
import { defineEnv } from "../env.ts";
import { hedgeSetting } from "../hedging/market.ts";
import { hedgeEnv, hedgeParams } from "./hedge.ts";
import { positive } from "./params.ts";

const params = z.strictObject({
  ...hedgeParams,
  v0: positive(0.04, "Variance now", "Variance a year at the start."),
  kappa: positive(1, "Mean reversion", "Speed at which the variance returns to its mean, 1 / year."),
  theta: positive(0.04, "Mean variance", "Long-run variance a year."),
  sigmaV: positive(2, "Volatility of variance", "Volatility of the variance."),
  rho: z
    .number("must be a number in (-1, 1)")
    .gt(-1, "must be above -1")
    .lt(1, "must be below 1")
    .default(-0.7)
    .meta({ title: "Correlation", description: "Of the moves of price and variance." }),
});

/** The setting behind the parameters of the environment, for simulators that work on many paths at once. */
export const hestonHedgeSetting = (input: unknown = {}) => {
  const { v0, kappa, theta, sigmaV, rho, ...setting } = params.parse(input);
  return hedgeSetting({ ...setting, heston: { v0, kappa, theta, sigmaV, rho } });
};

/** Hedging a sold option on an underlying whose volatility moves by itself. */
export const hedgeHeston = defineEnv({
  id: "hedge-heston",
  version: 1,
  title: "Hedging, stochastic volatility",
  description:
    "A sold option is hedged with its underlying, which moves as in the Heston model; the volatility is seen, and cannot be traded.",
  actions: "box",
  params,
  create: (setting) => hedgeEnv("hedge-heston", hestonHedgeSetting(setting)),
});
