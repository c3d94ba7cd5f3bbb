import { z } from "zod";
import { hestonHedgeSetting } from "../environments/hedge-heston.ts";
import { count, positive } from "../environments/params.ts";
import { HEDGE_HEADS } from "../hedging/heads.ts";
import { type HedgeSetting, hedgeSetting } from "../hedging/market.ts";
import { RiskMeasure } from "../hedging/risk-measures.ts";
import { defineAgent } from "./agent.ts";
import { hiddenUnits } from "./params.ts";

const params = z.strictObject({
  measure: RiskMeasure.prefault({}).meta({ title: "Risk measure", description: "What the hedge minimises." }),
  head: z.enum(HEDGE_HEADS).default("POSITION").meta({
    title: "Head",
    description: "POSITION trades to a position; BAND leaves positions alone inside a band, for markets with costs.",
  }),
  units: hiddenUnits([32, 32]),
  activation: z
    .enum(["relu", "tanh", "elu"])
    .default("relu")
    .meta({ title: "Activation", description: "Function applied to each hidden unit." }),
  useGains: z
    .boolean()
    .default(true)
    .meta({ title: "Gains so far", description: "Whether the network sees the running gains. The best hedge of a tail needs them." }),
  steps: count(600, 1_000_000, "Steps", "Training steps, each on fresh paths."),
  batch: count(4096, 262_144, "Batch", "Paths of a training step."),
  learningRate: positive(0.005, "Learning rate", "Of Adam; falls along a half cosine."),
});

/** A hedge by gradients through the market's simulator. */
export const deepHedge = defineAgent({
  name: "deep-hedge",
  title: "Deep hedging",
  description: "A hedge of a sold option, trained by the gradient of a risk measure through simulated paths, costs included.",
  learnsFrom: "ENVIRONMENT",
  environments: ["hedge-bs", "hedge-heston"],
  params,
  async train({ engine, source, params: own, seed, point, progress, signal }) {
    const { trainHedge } = await import("../hedging/train-hedge.ts");
    return trainHedge(
      engine,
      { ...own, setting: hedgeSettingOf(source.environment.id, source.environment.parse(source.params)), seed },
      {
        signal,
        onStep({ step, risk }) {
          if (step % 10 === 0) point({ step, name: "risk", value: risk });
          progress(step / own.steps);
        },
      },
    );
  },
});

/** The setting of a hedging environment with these parameters. */
export const hedgeSettingOf = (id: string, given: Record<string, unknown>): HedgeSetting =>
  id === "hedge-heston" ? hestonHedgeSetting(given) : hedgeSetting(given);
