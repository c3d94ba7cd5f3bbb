import { z } from "zod";
import { defineJob } from "./define.ts";

/** Learns a policy from a log or in an environment, and registers it. */
export const trainPolicy = defineJob({
  name: "policy.train",
  kind: "POLICY",
  queue: "training",
  attempts: 3,
  timeoutMs: 48 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
