import { z } from "zod";
import type { Block } from "../engine/blocks/block.ts";
import type { Engine } from "../engine/engine.ts";
import { wholeNumber } from "./params.ts";

/** How a network over rows reads its numbers: the parameters, and the blocks that stand first for them. */
export const numberParams = (bins: number) => ({
  bins: wholeNumber(bins, [0, 128], "Bins", "Intervals of the piecewise-linear encoding of each number; 0 leaves it out."),
  waves: wholeNumber(0, [0, 128], "Waves", "Trained waves of the periodic encoding of each number; 0 leaves it out."),
  spread: z
    .number("must be a number in (0, 10]")
    .gt(0, "must be above 0")
    .max(10, "must be at most 10")
    .default(0.1)
    .meta({ title: "Frequency spread", description: "Standard deviation of the waves' first frequencies.", search: null }),
});

export function numberBlocks(
  { block, parallel }: Engine,
  { bins, waves, spread }: { bins: number; waves: number; spread: number },
): Block[] {
  const encodings = [...(bins > 0 ? [block.piecewiseLinear({ bins })] : []), ...(waves > 0 ? [block.periodic({ waves, spread })] : [])];
  return encodings.length > 1 ? [parallel(encodings)] : encodings;
}
