import { z } from "zod";
import { defineJob } from "./define.ts";

/** Walks volatility models through a series, compares them, and registers the chosen one. */
export const fitVolatility = defineJob({
  name: "market.fit",
  kind: "MARKET",
  queue: "training",
  attempts: 3,
  timeoutMs: 12 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
