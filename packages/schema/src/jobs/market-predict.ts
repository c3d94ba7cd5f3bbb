import { z } from "zod";
import { defineJob } from "./define.ts";

/** Predicts directions or returns walking forward, trades on them, and registers the forecaster. */
export const predictReturns = defineJob({
  name: "market.predict",
  kind: "MARKET",
  queue: "training",
  attempts: 3,
  timeoutMs: 12 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
