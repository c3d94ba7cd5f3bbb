import { applyPipeline, referenceTable } from "@plimsoll/features";
import { pause } from "../risk/run-control.ts";
import { attributionsOf, likeliestClasses } from "./attributions.ts";
import type { Background } from "./background.ts";
import type { ExplainerDefinition } from "./explainer.ts";
import { pathAttributions } from "./path-attributions.ts";

export const expectedGradients: ExplainerDefinition = {
  name: "EXPECTED_GRADIENTS",
  title: "Expected gradients",
  description:
    "Gradients along the straight paths from the version's background rows to the applicant; for every network, step by step of a sequence.",
  explain: (model, x, n, options) => alongPaths(model, x, n, options, model.background),
};

export const integratedGradients: ExplainerDefinition = {
  name: "INTEGRATED_GRADIENTS",
  title: "Integrated gradients",
  description: "The same from one row alone: the median or most frequent value of every column.",
  explain: (model, x, n, options) => alongPaths(model, x, n, options, referenceBackground(model.pipeline)),
};

/** The reference row of a pipeline as a background of one. */
export function referenceBackground(pipeline: Parameters<typeof referenceTable>[0]): Background {
  return { rows: applyPipeline(pipeline, referenceTable(pipeline)).data, n: 1, weights: Float64Array.of(1) };
}

const alongPaths = async (
  { predictor, map }: Parameters<ExplainerDefinition["explain"]>[0],
  x: Float32Array,
  n: number,
  options: Parameters<ExplainerDefinition["explain"]>[3] = {},
  background: Background,
): ReturnType<ExplainerDefinition["explain"]> => {
  const classes = likeliestClasses(predictor, x, n);
  const between = (done: number) => pause(options, "Explaining", done);
  const { tolerance } = options;
  const encoded = await pathAttributions({
    model: predictor,
    x,
    n,
    background,
    classes,
    between,
    ...(tolerance === undefined ? {} : { tolerance }),
  });
  return attributionsOf(map, encoded, classes);
};
