import type { FittedPipeline } from "@plimsoll/features";

/** What an explanation speaks of: a raw column, or all columns of a sequence group together. */
export interface ExplainedFeature {
  name: string;
  columns: string[];
}

/** The features of a model, and the encoded values that carry each of them. */
export interface FeatureMap {
  features: readonly ExplainedFeature[];
  /** [nSteps * nFeatures] the features whose columns an encoded value comes from: one, or more where a step joined columns. */
  owners: readonly (readonly number[])[];
  /** [features] the encoded values that come from it. */
  encoded: readonly (readonly number[])[];
}

/** Sequence groups first, as one feature each, then every other column by itself. */
export function explainedFeatures({ columns, sequence }: Pick<FittedPipeline, "columns" | "sequence">): ExplainedFeature[] {
  const groups = sequence?.groups ?? [];
  const grouped = new Set(groups.flatMap((group) => group.columns));
  return [
    ...groups.map(({ name, columns: own }) => ({ name, columns: [...own] })),
    ...columns.filter(({ name }) => !grouped.has(name)).map(({ name }) => ({ name, columns: [name] })),
  ];
}

/** Joins the encoded values of a pipeline to its features. */
export function featureMap(pipeline: FittedPipeline): FeatureMap {
  const features = explainedFeatures(pipeline);
  const featureOf = new Map(features.flatMap(({ columns }, at) => columns.map((name) => [name, at] as const)));
  const owners: number[][] = [];
  for (let t = 0; t < pipeline.nSteps; t++) {
    for (let f = 0; f < pipeline.nFeatures; f++) {
      const sources = pipeline.sources[f] ?? [];
      owners.push([...new Set(sources.flatMap((name) => featureOf.get(name) ?? []))]);
    }
  }
  return { features, owners, encoded: features.map((_feature, at) => owners.flatMap((own, place) => (own.includes(at) ? [place] : []))) };
}

/**
 * What encoded values contribute, added up for each feature; a value of several features is shared among them evenly.
 * @param values [n, width] row-major. @returns [n, features] row-major, each row with the same sum.
 */
export function byFeature({ features, owners }: FeatureMap, values: Float64Array, n: number): Float64Array {
  const [width, count] = [owners.length, features.length];
  const out = new Float64Array(n * count);
  owners.forEach((own, place) => {
    for (const at of own)
      for (let i = 0; i < n; i++)
        out[i * count + at] = (out[i * count + at] as number) + (values[i * width + place] as number) / own.length;
  });
  return out;
}
