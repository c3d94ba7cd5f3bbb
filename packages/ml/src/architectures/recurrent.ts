import { z } from "zod";
import type { Block } from "../engine/blocks/block.ts";
import type { Engine } from "../engine/engine.ts";
import type { NetworkDesign } from "../engine/network.ts";
import type { BuildInput } from "./architecture.ts";
import { dropoutRate, layerUnits, weightPenalty } from "./params.ts";

/** The parameters of every recurrent architecture; `name` is the layer's in words. */
export const recurrentParams = (name: string) =>
  z.strictObject({
    units: layerUnits([128], `Units of each ${name} layer, first to last.`),
    bidirectional: z
      .boolean("must be true or false")
      .default(false)
      .meta({ title: "Bidirectional", description: "Read the steps in both orders with separate weights, and join the two results." }),
    dropout: dropoutRate("Share of each layer's outputs dropped while training."),
    recurrentDropout: dropoutRate("Share of the recurrent weights dropped for a batch while training.", { title: "Recurrent dropout" }),
    l2: weightPenalty("L2", "Weight of the squared kernels in the loss."),
  });

type RecurrentParams = z.output<ReturnType<typeof recurrentParams>>;

/** Recurrent layers one on another, and a linear head on the last state. */
export function recurrentDesign(kind: "gru" | "lstm" | "rnn", { engine, params, nOutputs }: BuildInput<RecurrentParams>): NetworkDesign {
  const { units, bidirectional, dropout, recurrentDropout, l2 } = params;
  const layers = units.flatMap((size, at) => {
    const returnSequences = at < units.length - 1;
    const one = () => engine.block[kind]({ units: size, returnSequences, recurrentDropout, penalty: l2 > 0 ? { l1: 0, l2 } : undefined });
    return [
      bidirectional ? bothWays(engine, one, returnSequences) : one(),
      ...(dropout > 0 ? [engine.block.dropout({ rate: dropout })] : []),
    ];
  });
  return { input: "steps", body: engine.sequence([...layers, engine.block.dense({ units: nOutputs })]) };
}

/** Two layers, one of which reads the steps last to first; with all states, each state stands at its own step again. */
function bothWays(engine: Engine, layer: () => Block, returnSequences: boolean): Block {
  const flip = () => engine.block.reverse({});
  return engine.parallel([layer(), engine.sequence([flip(), layer(), ...(returnSequences ? [flip()] : [])])]);
}
