import { z } from "zod";
import { defineJob } from "./define.ts";

/** Shows the first rows of a feature set after every stage and step. */
export const featurePreview = defineJob({
  name: "feature.preview",
  kind: "FEATURES",
  queue: "data",
  attempts: 3,
  timeoutMs: 6 * 3_600_000,
  repeatable: false,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
