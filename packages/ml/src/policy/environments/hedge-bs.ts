import { z } from "zod";
import { defineEnv } from "../env.ts";
import { hedgeSetting } from "../hedging/market.ts";
import { hedgeEnv, hedgeParams } from "./hedge.ts";

/** Hedging a sold option on an underlying of constant volatility. */
export const hedgeBs = defineEnv({
  id: "hedge-bs",
  version: 1,
  title: "Hedging, constant volatility",
  description: "A sold option is hedged with its underlying, which moves as in the Black-Scholes model.",
  actions: "box",
  params: z.strictObject(hedgeParams),
  create: (params) => hedgeEnv("hedge-bs", hedgeSetting(params)),
});
