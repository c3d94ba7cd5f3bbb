import { z } from "zod";
import { defineJob } from "./define.ts";

/** Runs a policy in an environment beside what is known to be best. */
export const simulatePolicy = defineJob({
  name: "policy.simulate",
  kind: "POLICY",
  queue: "training",
  attempts: 3,
  timeoutMs: 12 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
