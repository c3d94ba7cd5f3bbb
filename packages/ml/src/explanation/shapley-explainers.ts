import { createRng } from "@plimsoll/features";
import { invalidInput } from "../evaluation/inputs.ts";
import { pause } from "../risk/run-control.ts";
import { type Attributions, type ExplainedModel, likeliestClasses } from "./attributions.ts";
import type { ExplainerDefinition, ExplainOptions } from "./explainer.ts";
import { exactShapley, kernelShapley, MOST_PLAYERS, type Worth } from "./shapley.ts";

/** Rows through the network at once. */
const POINTS = 16_384;

export const kernelShap: ExplainerDefinition = {
  name: "KERNEL_SHAP",
  title: "KernelSHAP",
  description:
    "Shapley values of the features by scores alone: features left out take the values of the background rows. Slow; exact for few features.",
  explain: (model, x, n, options = {}) => {
    const players = model.map.features.length;
    const rng = createRng(options.seed ?? 1);
    const samples = options.samples ?? 2 * players + 2_048;
    return byWorth(model, x, n, options, (worth) => kernelShapley(players, worth, { samples, rng }));
  },
};

export const exactShap: ExplainerDefinition = {
  name: "EXACT_SHAPLEY",
  title: "Exact Shapley values",
  description: `Shapley values by their definition, from all coalitions of at most ${MOST_PLAYERS} features.`,
  explain: (model, x, n, options = {}) => {
    const players = model.map.features.length;
    if (players > MOST_PLAYERS)
      throw invalidInput(
        `EXACT_SHAPLEY takes models of at most ${MOST_PLAYERS} features. This one has ${players}; use KERNEL_SHAP or EXPECTED_GRADIENTS.`,
      );
    return byWorth(model, x, n, options, (worth) => exactShapley(players, worth));
  },
};

/** Each row as a game: v(S) = sum over background rows b of w_b * margin of the row whose features outside S are those of b. */
async function byWorth(
  { predictor, background, map }: ExplainedModel,
  x: Float32Array,
  n: number,
  options: ExplainOptions,
  solve: (worth: Worth) => Float64Array,
): Promise<Attributions> {
  const classes = likeliestClasses(predictor, x, n);
  const players = map.features.length;
  const width = predictor.nSteps * predictor.nFeatures;
  const margins = predictor.margins(x, n, classes);
  const values = new Float64Array(n * players);
  const base = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const row = x.subarray(i * width, (i + 1) * width);
    const marginsOf = (rows: Float32Array, count: number) =>
      predictor.margins(rows, count, classes && new Uint32Array(count).fill(classes[i] as number));
    base[i] = weightedMean(marginsOf(background.rows, background.n), background.weights, 0);
    const worth: Worth = (coalitions, count) => {
      const out = new Float64Array(count);
      const perCall = Math.max(1, Math.floor(POINTS / background.n));
      for (let start = 0; start < count; start += perCall) {
        const size = Math.min(perCall, count - start);
        const points = new Float32Array(size * background.n * width);
        for (let c = 0; c < size; c++) {
          points.set(background.rows, c * background.n * width);
          for (let place = 0; place < width; place++) {
            // A value made of several features is the row's own only when all of them take part.
            const own = map.owners[place] as readonly number[];
            if (!own.every((at) => coalitions[(start + c) * players + at] === 1)) continue;
            for (let b = 0; b < background.n; b++) points[(c * background.n + b) * width + place] = row[place] as number;
          }
        }
        const scored = marginsOf(points, size * background.n);
        for (let c = 0; c < size; c++) out[start + c] = weightedMean(scored, background.weights, c * background.n);
      }
      return out;
    };
    values.set(solve(worth), i * players);
    await pause(options, "Explaining", (i + 1) / n);
  }
  const residual = margins.map((margin, i) => {
    let sum = 0;
    for (let at = 0; at < players; at++) sum += values[i * players + at] as number;
    return margin - (base[i] as number) - sum;
  });
  return { n, features: map.features, values, margins, base, residual, classes, encoded: null };
}

function weightedMean(values: Float64Array, weights: Float64Array, from: number): number {
  let sum = 0;
  for (let b = 0; b < weights.length; b++) sum += (weights[b] as number) * (values[from + b] as number);
  return sum;
}
