import { z } from "zod";
import { defineJob } from "./define.ts";

/** Fits a market version on the newest rows and asks it for the days after them. */
export const forecastMarket = defineJob({
  name: "market.forecast",
  kind: "MARKET",
  queue: "training",
  attempts: 3,
  timeoutMs: 12 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
