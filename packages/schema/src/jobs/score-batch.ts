import { z } from "zod";
import { defineJob } from "./define.ts";

/** Scores a whole dataset with one model version into a downloadable file. */
export const scoreBatch = defineJob({
  name: "score.batch",
  kind: "SCORING",
  queue: "scoring",
  attempts: 3,
  timeoutMs: 12 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
