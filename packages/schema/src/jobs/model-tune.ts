import { z } from "zod";
import { defineJob } from "./define.ts";

/** Searches an architecture's settings by trials, then trains the best and registers it. */
export const tuneModel = defineJob({
  name: "model.tune",
  kind: "TUNING",
  queue: "coordination",
  attempts: 20,
  timeoutMs: 168 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
