import { z } from "zod";
import { defineJob } from "./define.ts";

/** Fits frequencies and severities to a register's cells and registers them as a loss model. */
export const fitLosses = defineJob({
  name: "oprisk.fit",
  kind: "OPERATIONAL",
  queue: "training",
  attempts: 3,
  timeoutMs: 12 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
