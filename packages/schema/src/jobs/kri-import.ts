import { z } from "zod";
import { defineJob } from "./define.ts";

/** Records values of key risk indicators from a data set. */
export const importKriValues = defineJob({
  name: "kri.import",
  kind: "OPERATIONAL",
  queue: "data",
  attempts: 3,
  timeoutMs: 6 * 3_600_000,
  repeatable: false,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
