import { z } from "zod";
import { defineJob } from "./define.ts";

/** Tests the differences between the candidates of a comparison. */
export const judgeComparison = defineJob({
  name: "comparison.judge",
  kind: "COMPARISON",
  queue: "training",
  attempts: 3,
  timeoutMs: 6 * 3_600_000,
  repeatable: false,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
