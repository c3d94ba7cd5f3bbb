import { z } from "zod";
import { defineJob } from "./define.ts";

/** Trains a version again from its record and compares; registers nothing. */
export const replayModel = defineJob({
  name: "model.replay",
  kind: "TRAINING",
  queue: "training",
  attempts: 3,
  timeoutMs: 48 * 3_600_000,
  repeatable: false,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
