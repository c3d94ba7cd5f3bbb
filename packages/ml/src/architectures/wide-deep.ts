import { z } from "zod";
import { defineArchitecture } from "./architecture.ts";
import { categoryPlaces } from "./categories.ts";
import { numberBlocks, numberParams } from "./numbers.ts";
import { dropoutRate, layerUnits, weightPenalty, wholeNumber } from "./params.ts";

export const wideDeep = defineArchitecture({
  name: "wide-deep",
  title: "Wide and deep",
  description:
    "A linear model and a multilayer perceptron on the same row, trained together and added: rules that hold one by one beside those that combine.",
  tasks: ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST"],
  engines: ["NATIVE", "WASM", "CPU"],
  params: z.strictObject({
    units: layerUnits([64, 32], "Units of each hidden layer of the deep part, first to last."),
    embedding: wholeNumber(
      0,
      [0, 64],
      "Embedding",
      "Numbers that each level of a category becomes for the deep part, trained with it; 0: the deep part reads the levels themselves.",
    ),
    ...numberParams(0),
    dropout: dropoutRate("Share of each hidden layer's outputs dropped while training."),
    l1: weightPenalty("L1", "Weight of the absolute kernel of the wide part in the loss."),
    l2: weightPenalty("L2", "Weight of the squared kernels of the deep part in the loss."),
  }),
  build({ engine, params: { units, embedding, dropout, l1, l2, ...numbers }, nOutputs, inputs }) {
    const { block, sequence, sum, parallel, pick } = engine;
    const ofDeep = l2 > 0 ? { l1: 0, l2 } : undefined;
    const hidden = units.flatMap((size) => [
      block.dense({ units: size, activation: "relu", penalty: ofDeep }),
      ...(dropout > 0 ? [block.dropout({ rate: dropout })] : []),
    ]);
    const wide = block.dense({ units: nOutputs, penalty: l1 > 0 ? { l1, l2: 0 } : undefined });
    const layers = [...hidden, block.dense({ units: nOutputs })];
    const encoded = () => sequence(numberBlocks(engine, numbers));
    const { categories, others } = categoryPlaces(embedding > 0 ? (inputs ?? []) : []);
    if (categories.length === 0)
      return { input: "rows", body: sequence([...numberBlocks(engine, numbers), sum([wide, sequence(layers)])]) };
    const levels = categories.map(({ length }) => length);
    const vectors = pick(categories.flat(), block.entityEmbedding({ levels, size: embedding, penalty: ofDeep }));
    const read = others.length > 0 ? parallel([pick(others, encoded()), vectors]) : vectors;
    return { input: "rows", body: sum([sequence([encoded(), wide]), sequence([read, ...layers])]) };
  },
});
