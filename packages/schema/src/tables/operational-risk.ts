import { boolean, doublePrecision, index, integer, jsonb, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { KriSpec, LossScenarioSpec } from "../risk/indicators.ts";
import type { LossSummary } from "../risk/loss-register.ts";
import { createdAt, moment, plimsoll, workspaceId } from "./columns.ts";
import { datasets } from "./data.ts";
import { runs } from "./runs.ts";

/**
 * A loss register as one import left it: written by the import's run when it succeeds, never changed. A later import under the same name is the
 * next version. The losses themselves are the data set's rows, read again by the mapping and the moment that the run keeps.
 */
export const lossRegisters = plimsoll.table(
  "loss_registers",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    name: text("name").notNull(),
    version: integer("version").notNull(),
    datasetId: text("dataset_id")
      .notNull()
      .references(() => datasets.id),
    runId: text("run_id")
      .notNull()
      .references(() => runs.id),
    nRows: integer("n_rows").notNull(),
    nRefused: integer("n_refused").notNull(),
    summary: jsonb("summary").$type<LossSummary>().notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("loss_registers_version").on(table.workspaceId, table.name, table.version),
    uniqueIndex("loss_registers_run").on(table.runId),
    index("loss_registers_created").on(table.workspaceId, table.createdAt, table.id),
  ],
);

/** A key risk indicator: definition and thresholds. Changed by hand; each change is in the audit log. */
export const kris = plimsoll.table(
  "kris",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    name: text("name").notNull(),
    definition: jsonb("definition").$type<Omit<KriSpec, "name" | "retired">>().notNull(),
    retired: boolean("retired").notNull().default(false),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("kris_name").on(table.workspaceId, table.name)],
);

/** One value of an indicator; a value recorded again for the same moment replaces the first. The key's order serves reading one indicator's history. */
export const kriValues = plimsoll.table(
  "kri_values",
  {
    kriId: text("kri_id")
      .notNull()
      .references(() => kris.id),
    observedAt: moment("observed_at").notNull(),
    workspaceId: workspaceId(),
    value: doublePrecision("value").notNull(),
    /** The run that imported it; null where it was sent by a caller. */
    runId: text("run_id"),
    recordedBy: text("recorded_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.kriId, table.observedAt] })],
);

/** What a workshop said about a loss that data do not show. */
export const lossScenarios = plimsoll.table(
  "loss_scenarios",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    name: text("name").notNull(),
    definition: jsonb("definition").$type<Omit<LossScenarioSpec, "name" | "retired">>().notNull(),
    retired: boolean("retired").notNull().default(false),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
    updatedAt: moment("updated_at").notNull().defaultNow(),
  },
  (table) => [uniqueIndex("loss_scenarios_name").on(table.workspaceId, table.name)],
);
