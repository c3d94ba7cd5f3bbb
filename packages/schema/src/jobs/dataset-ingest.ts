import { z } from "zod";
import { defineJob } from "./define.ts";

/** Reads an upload into a typed, profiled Parquet file. */
export const ingestDataset = defineJob({
  name: "dataset.ingest",
  kind: "INGEST",
  queue: "data",
  attempts: 3,
  timeoutMs: 6 * 3_600_000,
  repeatable: false,
  input: z.object({ runId: z.string() }),
  dedupeKey: ({ runId }) => runId,
});
