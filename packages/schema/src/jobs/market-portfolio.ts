import { z } from "zod";
import { defineJob } from "./define.ts";

/** Chooses portfolios, compares ways of choosing them over time, and measures the risk of positions. */
export const marketPortfolio = defineJob({
  name: "market.portfolio",
  kind: "MARKET",
  queue: "training",
  attempts: 3,
  timeoutMs: 12 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
