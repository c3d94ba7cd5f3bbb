import { z } from "zod";
import { defineJob } from "./define.ts";

/** Puts the decisions that a policy has taken to another of its versions, which decides nothing. */
export const shadowPolicy = defineJob({
  name: "policy.shadow",
  kind: "MONITORING",
  queue: "training",
  attempts: 3,
  timeoutMs: 2 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
