import { z } from "zod";
import { defineJob } from "./define.ts";

/** Fits pipeline, network and baselines, and registers one model version. */
export const trainModel = defineJob({
  name: "model.train",
  kind: "TRAINING",
  queue: "training",
  attempts: 3,
  timeoutMs: 48 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
