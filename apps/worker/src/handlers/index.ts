import { checkHandler } from "./dataset-check.ts";
import { ingestHandler } from "./dataset-ingest.ts";
import type { Handlers } from "./handler.ts";
import { trainHandler } from "./model-train.ts";
import { scoreHandler } from "./score-batch.ts";

/** One handler a job. */
export const handlers = {
  "dataset.ingest": ingestHandler,
  "dataset.check": checkHandler,
  "model.train": trainHandler,
  "score.batch": scoreHandler,
} satisfies Handlers;
