import { z } from "zod";
import { defineJob } from "./define.ts";

/** Compares models on the same folds, by runs that train and judge one each and one that tests the differences. */
export const compareModels = defineJob({
  name: "model.compare",
  kind: "COMPARISON",
  queue: "coordination",
  attempts: 20,
  timeoutMs: 168 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
