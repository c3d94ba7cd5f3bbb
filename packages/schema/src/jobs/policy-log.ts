import { z } from "zod";
import { defineJob } from "./define.ts";

/** Makes a data set of logged decisions. */
export const policyLog = defineJob({
  name: "policy.log",
  kind: "INGEST",
  queue: "data",
  attempts: 3,
  timeoutMs: 2 * 3_600_000,
  repeatable: false,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
