import { z } from "zod";
import { defineJob } from "./define.ts";

/** Calibration, explanations, reasons, robustness and strange rows of a version, on its test rows. */
export const trustModel = defineJob({
  name: "model.trust",
  kind: "TRUST",
  queue: "training",
  attempts: 3,
  timeoutMs: 12 * 3_600_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
