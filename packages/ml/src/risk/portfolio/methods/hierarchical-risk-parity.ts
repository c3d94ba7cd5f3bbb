import { z } from "zod";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { clusteredOrder, LINKAGES } from "./clustering.ts";
import { defineMethod, scaledTo } from "./method.ts";

/**
 * Hierarchical risk parity: assets are put in order by clustering on sqrt((1 - correlation) / 2); the ordered list is halved again and
 * again, and each time the two halves share their weight in inverse proportion to their variances at inverse-variance weights.
 * Source: Lopez de Prado (2016), "Building diversified portfolios that outperform out of sample".
 */
export const hierarchicalRiskParity = defineMethod({
  name: "hierarchical-risk-parity",
  title: "Hierarchical risk parity",
  description: "Clusters alike assets and splits the weight between clusters by their variance; inverts no matrix.",
  keepsConstraints: false,
  params: z.strictObject({
    linkage: z.enum(LINKAGES).default("SINGLE").meta({
      title: "Linkage",
      description: "How the distance of two clusters is read: SINGLE as published; WARD makes clusters of like size.",
    }),
  }),
  weights({ covariance, returns: { assets }, sum }, { linkage }) {
    const n = assets.length;
    const order = clusteredOrder(distances(covariance, assets), n, linkage);
    const weights = new Float64Array(n).fill(1);
    let parts = [order];
    while (parts.length > 0) {
      const halves = parts
        .filter(({ length }) => length > 1)
        .map((part) => [part.slice(0, part.length >> 1), part.slice(part.length >> 1)] as const);
      for (const [left, right] of halves) {
        const [a, b] = [clusterVariance(covariance, n, left), clusterVariance(covariance, n, right)];
        const share = 1 - a / (a + b);
        for (const i of left) weights[i] = (weights[i] as number) * share;
        for (const i of right) weights[i] = (weights[i] as number) * (1 - share);
      }
      parts = halves.flat();
    }
    return scaledTo(sum, weights);
  },
});

function distances(covariance: Float64Array, assets: readonly string[]): Float64Array {
  const n = assets.length;
  const deviation = assets.map((asset, i) => {
    const variance = covariance[i * n + i] as number;
    if (variance > 0) return Math.sqrt(variance);
    throw invalidInput(`'${asset}' does not move in the estimation window and has no correlation. Leave it out.`, { asset });
  });
  return covariance.map((value, at) => {
    const correlation = value / ((deviation[Math.floor(at / n)] as number) * (deviation[at % n] as number));
    return Math.sqrt(Math.max(0, (1 - correlation) / 2));
  });
}

/** Variance of the part at inverse-variance weights. */
function clusterVariance(covariance: Float64Array, n: number, part: readonly number[]): number {
  const inverse = part.map((i) => 1 / (covariance[i * n + i] as number));
  const total = inverse.reduce((sum, value) => sum + value, 0);
  let variance = 0;
  part.forEach((i, a) => {
    part.forEach((j, b) => {
      variance += ((inverse[a] as number) / total) * ((inverse[b] as number) / total) * (covariance[i * n + j] as number);
    });
  });
  return variance;
}
