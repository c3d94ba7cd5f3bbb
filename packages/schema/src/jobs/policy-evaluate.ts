import { z } from "zod";
import { defineJob } from "./define.ts";

/** Estimates from a log what a policy would earn, and what the gate says of it. */
export const evaluatePolicy = defineJob({
  name: "policy.evaluate",
  kind: "POLICY",
  queue: "training",
  attempts: 3,
  timeoutMs: 12 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
