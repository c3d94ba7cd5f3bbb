import { z } from "zod";
import { defineJob } from "./define.ts";

/** Makes a data set by a feature set: the rows of its spine with the columns of its stages. */
export const featureBuild = defineJob({
  name: "feature.build",
  kind: "INGEST",
  queue: "data",
  attempts: 3,
  timeoutMs: 6 * 3_600_000,
  repeatable: false,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
