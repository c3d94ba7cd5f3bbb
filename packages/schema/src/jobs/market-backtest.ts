import { z } from "zod";
import { defineJob } from "./define.ts";

/** Walks VaR and ES methods through a series, tests what they said, and registers the chosen one. */
export const backtestVar = defineJob({
  name: "market.backtest",
  kind: "MARKET",
  queue: "training",
  attempts: 3,
  timeoutMs: 12 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
