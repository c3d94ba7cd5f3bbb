import { boolean, index, jsonb, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { JobName } from "../jobs/catalog.ts";
import type { Cadence } from "../schedules.ts";
import { createdAt, moment, plimsoll, workspaceId } from "./columns.ts";

/**
 * Runs that are submitted again and again. Made and removed by the api; whichever worker finds one due claims the row, submits its run and
 * moves `next_at` in one transaction. The index serves "what is due".
 */
export const schedules = plimsoll.table(
  "schedules",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    name: text("name").notNull(),
    job: text("job").$type<JobName>().notNull(),
    /** The specification of the run that is repeated. */
    input: jsonb("input").$type<Record<string, unknown>>().notNull(),
    datasetId: text("dataset_id"),
    modelVersionId: text("model_version_id"),
    /** Each run reads the newest READY data set that has the name of `dataset_id`'s, instead of that one. */
    followDataset: boolean("follow_dataset").notNull().default(false),
    cadence: text("cadence").$type<Cadence>().notNull(),
    startsAt: moment("starts_at").notNull(),
    nextAt: moment("next_at").notNull(),
    lastRunId: text("last_run_id"),
    lastAt: moment("last_at"),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("schedules_name").on(table.workspaceId, table.name),
    index("schedules_created").on(table.workspaceId, table.createdAt, table.id),
    index("schedules_due").on(table.nextAt),
  ],
);
