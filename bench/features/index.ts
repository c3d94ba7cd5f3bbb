import type { Bench, BenchResult } from "../run.ts";
import { benchJoin } from "./join.ts";
import { benchPipeline } from "./pipeline.ts";
import { benchWindows } from "./windows.ts";

/** The parts of `features`, one file each; their names do not meet. */
const parts: readonly Bench[] = [benchPipeline, benchWindows, benchJoin];

/** From raw tables to features, part after part, each beside its Python peers on the same data. */
export const benchFeatures: Bench = async (log) => {
  const all: BenchResult = { ratios: {}, ms: {} };
  for (const part of parts) {
    const { ratios, ms } = await part(log);
    Object.assign(all.ratios, ratios);
    Object.assign(all.ms, ms);
  }
  return all;
};
