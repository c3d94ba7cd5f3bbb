import type { FittedPipeline } from "@plimsoll/features";
import type { Attributions } from "../explanation/attributions.ts";
import { featureMap } from "../explanation/features.ts";

/** Which step of which feature moved the scores: a heat map, oldest step first. */
export interface SequenceMap {
  nSteps: number;
  features: {
    feature: string;
    /** [nSteps] the raw column of each step, where a step has one of its own. */
    columns: (string | null)[];
    /** [nSteps] means over the explained rows, in margin. */
    meanAbsolute: number[];
    mean: number[];
  }[];
}

/** Contributions by step of every sequence group, and of the static columns together. @returns null for a model without steps. */
export function sequenceMap(pipeline: FittedPipeline, { encoded, n }: Attributions): SequenceMap | null {
  const { nSteps, nFeatures, sequence } = pipeline;
  if (nSteps < 2 || !encoded || !sequence) return null;
  const { features, owners } = featureMap(pipeline);
  const groups = new Map(sequence.groups.map(({ name, columns }) => [name, columns]));
  const STATIC = "static columns";
  const rowOf = (at: number): string => (groups.has(features[at]?.name ?? "") ? (features[at]?.name ?? "") : STATIC);
  const names = [...groups.keys(), ...(features.some(({ name }) => !groups.has(name)) ? [STATIC] : [])];
  const found = new Map(
    names.map((name) => [name, { absolute: new Array<number>(nSteps).fill(0), mean: new Array<number>(nSteps).fill(0) }]),
  );
  const width = nSteps * nFeatures;
  for (let i = 0; i < n; i++) {
    for (let t = 0; t < nSteps; t++) {
      const sums = new Map<string, number>();
      for (let f = 0; f < nFeatures; f++) {
        const own = owners[t * nFeatures + f] ?? [];
        for (const at of own) {
          const name = rowOf(at);
          sums.set(name, (sums.get(name) ?? 0) + (encoded[i * width + t * nFeatures + f] as number) / own.length);
        }
      }
      for (const [name, sum] of sums) {
        const cell = found.get(name);
        if (!cell) continue;
        cell.absolute[t] = (cell.absolute[t] as number) + Math.abs(sum) / n;
        cell.mean[t] = (cell.mean[t] as number) + sum / n;
      }
    }
  }
  return {
    nSteps,
    features: names.map((feature) => ({
      feature,
      columns: Array.from({ length: nSteps }, (_step, t) => groups.get(feature)?.[t] ?? null),
      meanAbsolute: found.get(feature)?.absolute ?? [],
      mean: found.get(feature)?.mean ?? [],
    })),
  };
}
