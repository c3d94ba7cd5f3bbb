import { z } from "zod";
import { defineJob } from "./define.ts";

/** Simulates a year's losses of all cells together: capital, its parts, and how sure it is. */
export const simulateLosses = defineJob({
  name: "oprisk.simulate",
  kind: "OPERATIONAL",
  queue: "training",
  attempts: 3,
  timeoutMs: 12 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
