import { z } from "zod";
import { defineJob } from "./define.ts";

/** Trains one setting of a search up to its next rung; registers nothing. */
export const trialModel = defineJob({
  name: "model.trial",
  kind: "TRAINING",
  queue: "training",
  attempts: 3,
  timeoutMs: 48 * 3_600_000,
  repeatable: false,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
