import { z } from "zod";
import { defineJob } from "./define.ts";

/** Asks a market version for the days after the newest rows, its parameters kept until a refit is due. */
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
