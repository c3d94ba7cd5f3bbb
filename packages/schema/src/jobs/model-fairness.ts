import { z } from "zod";
import { defineJob } from "./define.ts";

/** How a version treats groups of people on its test rows, beside a policy. */
export const fairnessModel = defineJob({
  name: "model.fairness",
  kind: "TRUST",
  queue: "training",
  attempts: 3,
  timeoutMs: 12 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
