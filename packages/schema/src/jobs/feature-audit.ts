import { z } from "zod";
import { defineJob } from "./define.ts";

/** Looks for features of a feature set that know the future. */
export const featureAudit = defineJob({
  name: "feature.audit",
  kind: "FEATURES",
  queue: "data",
  attempts: 3,
  timeoutMs: 6 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
