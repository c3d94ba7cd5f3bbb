import { transforms } from "../transforms/index.ts";
import type { FittedPipeline } from "./pipeline.ts";

/** What an encoded column is of the raw one it comes from. */
export interface EncodedLineage {
  /** The raw column; null where steps mixed or remade columns. */
  source: string | null;
  /** 1: it never falls as the raw value rises. 0: it only says whether the value is missing or which level it is. Null: nothing is known. */
  order: 1 | 0 | null;
}

/**
 * Each encoded column of a pipeline with the raw column it follows, by what its steps promise (`order` of a transform). A name that a step gives
 * anew is the later column.
 */
export function encodedLineage({ columns, steps }: Pick<FittedPipeline, "columns" | "steps">): Map<string, EncodedLineage> {
  const known = new Map<string, EncodedLineage>(columns.map(({ name }) => [name, { source: name, order: 1 }]));
  const orderOf = new Map(transforms.map(({ name, order }) => [name, order]));
  for (const { type, inputs, outputs, reads } of steps) {
    const before = inputs.map((name) => known.get(name) ?? { source: null, order: null });
    const promised = reads && reads.length > 0 ? undefined : orderOf.get(type);
    const sources = new Set(before.map(({ source }) => source));
    outputs.forEach((name, at) => {
      if (promised === "RISES" && outputs.length === inputs.length) known.set(name, before[at] as EncodedLineage);
      else if (promised === "TELLS" && sources.size === 1) known.set(name, { source: before[0]?.source ?? null, order: 0 });
      else if (promised === "TELLS" && outputs.length === inputs.length) known.set(name, { source: before[at]?.source ?? null, order: 0 });
      else known.set(name, { source: null, order: null });
    });
  }
  return known;
}
