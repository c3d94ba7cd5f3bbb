import { z } from "zod";
import { defineJob } from "./define.ts";

/** Looks at the decisions that a policy takes. */
export const monitorPolicy = defineJob({
  name: "policy.monitor",
  kind: "MONITORING",
  queue: "data",
  attempts: 3,
  timeoutMs: 2 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
