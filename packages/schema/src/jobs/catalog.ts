import type { z } from "zod";
import { checkDataset } from "./dataset-check.ts";
import { ingestDataset } from "./dataset-ingest.ts";
import { trainModel } from "./model-train.ts";
import { scoreBatch } from "./score-batch.ts";

/** Every job of the platform by name. A worker's handlers are a mapped type over this object, so a missing one does not compile. */
export const jobs = {
  [ingestDataset.name]: ingestDataset,
  [checkDataset.name]: checkDataset,
  [trainModel.name]: trainModel,
  [scoreBatch.name]: scoreBatch,
} as const;

export type JobName = keyof typeof jobs;
export type JobInput<Name extends JobName> = z.infer<(typeof jobs)[Name]["input"]>;
