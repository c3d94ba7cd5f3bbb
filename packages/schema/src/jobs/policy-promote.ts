import { z } from "zod";
import { defineJob } from "./define.ts";

/** Judges a candidate by the gate and, if it holds or is overridden, gives it the alias. */
export const promotePolicy = defineJob({
  name: "policy.promote",
  kind: "POLICY",
  queue: "training",
  attempts: 3,
  timeoutMs: 12 * 3_600_000,
  repeatable: false,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
