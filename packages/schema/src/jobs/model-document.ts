import { z } from "zod";
import { defineJob } from "./define.ts";

/** Writes what the registry knows of a version as a document, in HTML and PDF. */
export const documentModel = defineJob({
  name: "model.document",
  kind: "DOCUMENT",
  queue: "data",
  attempts: 3,
  timeoutMs: 30 * 60_000,
  repeatable: true,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
