import { transforms } from "../transforms/index.ts";
import type { FittedPipeline } from "./pipeline.ts";

/** What an encoded column is of the raw ones it comes from. */
export interface EncodedLineage {
  /** The one raw column that it follows; null where steps mixed or remade columns. */
  source: string | null;
  /** 1: it never falls as the raw value rises. 0: it only says whether the value is missing or which level it is. Null: nothing is known. */
  order: 1 | 0 | null;
  /** Every raw column that it depends on. */
  sources: readonly string[];
}

/** A value of a row as a network reads it. */
export interface InputFeature extends EncodedLineage {
  /** The encoded column. */
  name: string;
  /** What the feature is called: of a sequence the same at each step. */
  feature: string;
}

/**
 * Each encoded column of a pipeline with the raw columns it comes from, by what its steps promise (`order` of a transform). A name that a step gives
 * anew is the later column.
 */
export function encodedLineage({ columns, steps }: Pick<FittedPipeline, "columns" | "steps">): Map<string, EncodedLineage> {
  const known = new Map<string, EncodedLineage>(columns.map(({ name }) => [name, { source: name, order: 1, sources: [name] }]));
  const orderOf = new Map(transforms.map(({ name, order }) => [name, order]));
  const lineageOf = (name: string): EncodedLineage => known.get(name) ?? { source: null, order: null, sources: [] };
  for (const { type, inputs, outputs, reads = [] } of steps) {
    const before = inputs.map(lineageOf);
    const all = [...new Set([...before, ...reads.map(lineageOf)].flatMap(({ sources }) => sources))];
    const promised = reads.length > 0 ? undefined : orderOf.get(type);
    const alone = new Set(before.map(({ source }) => source)).size === 1;
    outputs.forEach((name, at) => {
      const own = outputs.length === inputs.length ? before[at] : undefined;
      if (promised === "RISES" && own) known.set(name, own);
      else if (promised === "TELLS" && (own ?? alone)) known.set(name, { ...((own ?? before[0]) as EncodedLineage), order: 0 });
      else known.set(name, { source: null, order: null, sources: all });
    });
  }
  return known;
}

/** The values of a row in the network's order: step by step, and in each step feature by feature. */
export function inputFeatures(pipeline: Pick<FittedPipeline, "columns" | "steps" | "layout" | "featureNames">): InputFeature[] {
  const lineage = encodedLineage(pipeline);
  return pipeline.layout.flatMap((names) =>
    names.map((name, f) => ({
      name,
      feature: pipeline.featureNames[f] ?? name,
      ...(lineage.get(name) ?? { source: null, order: null, sources: [] }),
    })),
  );
}
