import { z } from "zod";
import { defineArchitecture } from "./architecture.ts";
import { inputDirections } from "./directions.ts";
import { dropoutRate, layerUnits, weightPenalty } from "./params.ts";

const DIRECTION = "must be 1 (the output rises with the column) or -1 (it falls)";

export const monotone = defineArchitecture({
  name: "monotone",
  title: "Monotone network",
  description:
    "A multilayer perceptron whose output can only rise, or only fall, with the features it is told so for, whatever the data say; one output.",
  tasks: ["BINARY", "REGRESSION", "FORECAST"],
  engines: ["NATIVE", "WASM", "CPU"],
  params: z.strictObject({
    units: layerUnits([64, 32], "Units of each hidden layer, first to last."),
    directions: z
      .record(z.string(), z.union([z.literal(1), z.literal(-1)], DIRECTION))
      .default({})
      .meta({
        title: "Directions",
        description: "By column or sequence group: 1 the output never falls as it rises, -1 it never rises. Columns not named are free.",
      }),
    dropout: dropoutRate("Share of each hidden layer's outputs dropped while training."),
    l2: weightPenalty("L2", "Weight of the squared kernels in the loss."),
  }),
  directions: ({ directions }) => directions,
  build({ engine: { block, sequence }, params: { units, directions, dropout, l2 }, nOutputs, inputs }) {
    const ofInputs = inputDirections(directions, inputs ?? []);
    const penalty = l2 > 0 ? { l1: 0, l2 } : undefined;
    const layers = [...units, nOutputs].flatMap((size, at) => {
      const curved = at < units.length;
      // Above the first layer every input is monotone in the features already, and every layer must keep that.
      const layer = block.monotoneDense({ units: size, directions: at === 0 ? ofInputs : [1], curved, penalty });
      return [layer, ...(curved && dropout > 0 ? [block.dropout({ rate: dropout })] : [])];
    });
    return { input: "rows", body: sequence(layers) };
  },
});
