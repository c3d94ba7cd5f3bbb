import { z } from "zod";
import { defineJob } from "./define.ts";

/** Checks a data set against its expectations and keeps the outcome of each. */
export const checkDataset = defineJob({
  name: "dataset.check",
  kind: "MONITORING",
  queue: "data",
  attempts: 3,
  timeoutMs: 6 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
