import { z } from "zod";
import { defineJob } from "./define.ts";

/** Trains and judges one candidate of a comparison on every fold; registers nothing. */
export const validateModel = defineJob({
  name: "model.validate",
  kind: "TRAINING",
  queue: "training",
  attempts: 3,
  timeoutMs: 48 * 3_600_000,
  repeatable: false,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
