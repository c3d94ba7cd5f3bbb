import type { CrossValidation as CrossValidationValue, FoldScore as FoldValue } from "@plimsoll/schema";
import { builder } from "./builder.ts";
import { ValidationMethod } from "./enums.ts";
import { Run } from "./refs.ts";

const FoldMetric = builder.objectRef<FoldValue["metrics"][number]>("FoldMetric").implement({
  fields: (t) => ({ name: t.exposeString("name"), value: t.exposeFloat("value") }),
});

export const FoldScore = builder.objectRef<FoldValue>("FoldScore").implement({
  description: "One fold's model, judged on the rows it was not trained on.",
  fields: (t) => ({
    fold: t.exposeInt("fold", { description: "From 1." }),
    trainRows: t.expose("trainRows", { type: "BigInt" }),
    testRows: t.expose("testRows", { type: "BigInt" }),
    epochs: t.exposeInt("epochs", { nullable: true, description: "Null for what trains in none." }),
    seconds: t.exposeFloat("seconds", { description: "Spent training and predicting." }),
    metrics: t.expose("metrics", { type: [FoldMetric] }),
  }),
});

const FoldSummary = builder.objectRef<CrossValidationValue["metrics"][number]>("FoldSummary").implement({
  description:
    "A metric over the folds. The 95 % interval of its mean is corrected for the training rows that folds share (Nadeau and Bengio).",
  fields: (t) => ({
    name: t.exposeString("name"),
    mean: t.exposeFloat("mean"),
    standardDeviation: t.exposeFloat("standardDeviation"),
    low: t.exposeFloat("low", { nullable: true, description: "Null where the folds are blocks of time." }),
    high: t.exposeFloat("high", { nullable: true }),
  }),
});

const CrossValidation = builder.objectRef<CrossValidationValue>("CrossValidation").implement({
  description: "How a model did on folds of the rows that are not kept for the test.",
  fields: (t) => ({
    method: t.expose("method", { type: ValidationMethod }),
    folds: t.expose("folds", { type: [FoldScore], complexity: { field: 1, multiplier: 5 } }),
    metrics: t.expose("metrics", { type: [FoldSummary] }),
  }),
});

builder.objectFields(Run, (t) => ({
  crossValidation: t.field({
    type: CrossValidation,
    nullable: true,
    description: "Of a training that asked for folds, once it has succeeded.",
    resolve: async ({ id, job }, _args, { loaders }) => {
      if (job !== "model.train") return null;
      const stored = (await loaders.runResult.load(id))?.result as { crossValidation?: CrossValidationValue } | null | undefined;
      return stored?.crossValidation ?? null;
    },
  }),
}));
