import { z } from "zod";
import { defineJob } from "./define.ts";

/** Trains fairer variants of a version, and tells the frontier between quality and disparity; registers nothing. */
export const alternativesModel = defineJob({
  name: "model.alternatives",
  kind: "TRUST",
  queue: "training",
  attempts: 3,
  timeoutMs: 48 * 3_600_000,
  repeatable: false,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
