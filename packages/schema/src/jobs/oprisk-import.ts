import { z } from "zod";
import { defineJob } from "./define.ts";

/** Reads a loss register out of a data set, row by row. */
export const importLossRegister = defineJob({
  name: "oprisk.import",
  kind: "OPERATIONAL",
  queue: "data",
  attempts: 3,
  timeoutMs: 6 * 3_600_000,
  repeatable: false,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
