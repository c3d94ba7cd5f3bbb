import { index, integer, jsonb, primaryKey, text, uniqueIndex } from "drizzle-orm/pg-core";
import type { ColumnType, DatasetStatus } from "../enums.ts";
import type { ExpectationSuite } from "../expectations.ts";
import type { ProtectedAttribute } from "../fairness.ts";
import type { FeatureSource } from "../feature-sets.ts";
import type { ColumnProfile, IngestOptions } from "../ingest.ts";
import { count, createdAt, moment, plimsoll, workspaceId } from "./columns.ts";
import { featureSetVersions } from "./feature-sets.ts";

/**
 * A file on its way in: made by `createUpload`, filled by PUT (received_bytes moves forward only), complete once its SHA-256 is known.
 * The bytes lie under PLIMSOLL_HOME/uploads by this id, never by the client's file name.
 */
export const uploads = plimsoll.table(
  "uploads",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    fileName: text("file_name").notNull(),
    byteSize: count("byte_size").notNull(),
    receivedBytes: count("received_bytes").notNull().default(0),
    sha256: text("sha256"),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
    completedAt: moment("completed_at"),
  },
  (table) => [index("uploads_workspace").on(table.workspaceId, table.createdAt)],
);

/**
 * Content-addressed files: dataset Parquet, model bundles, score files. A file is visible only through a row of its workspace, and the row is
 * written in the transaction that finishes the run that made it.
 */
export const artifacts = plimsoll.table(
  "artifacts",
  {
    workspaceId: workspaceId(),
    sha256: text("sha256").notNull(),
    kind: text("kind").$type<"DATASET" | "MODEL" | "SCORES" | "PREDICTIONS" | "SERIES" | "DOCUMENT">().notNull(),
    byteSize: count("byte_size").notNull(),
    contentType: text("content_type").notNull(),
    /** The name a download is offered under. */
    fileName: text("file_name").notNull(),
    runId: text("run_id").notNull(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.workspaceId, table.sha256] })],
);

/** A table of the customer's: INGESTING until its run ends, then READY (with artifact and profile) or FAILED, in the run's own transaction. */
export const datasets = plimsoll.table(
  "datasets",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    name: text("name").notNull(),
    status: text("status").$type<DatasetStatus>().notNull().default("INGESTING"),
    /** Null for one that a feature set made. */
    uploadId: text("upload_id").references(() => uploads.id),
    /** What made it, where it was no upload, and from which data sets. */
    featureSetVersionId: text("feature_set_version_id").references(() => featureSetVersions.id),
    sources: jsonb("sources").$type<FeatureSource[]>().notNull().default([]),
    options: jsonb("options").$type<IngestOptions>().notNull(),
    runId: text("run_id").notNull(),
    artifactSha256: text("artifact_sha256"),
    rowCount: count("row_count"),
    duplicateRowCount: count("duplicate_row_count"),
    /** What the data are expected to be; runs that read them check the hard ones first. */
    expectations: jsonb("expectations").$type<ExpectationSuite>(),
    /** Columns that say to which group of people a row belongs: kept out of training, and tested with. */
    protectedAttributes: jsonb("protected_attributes").$type<ProtectedAttribute[]>().notNull().default([]),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    index("datasets_workspace").on(table.workspaceId, table.createdAt, table.id),
    index("datasets_feature_set_version").on(table.featureSetVersionId),
  ],
);

/** Columns of a READY dataset in file order, with their profile. Read as a whole for one dataset, hence the key's order. */
export const datasetColumns = plimsoll.table(
  "dataset_columns",
  {
    datasetId: text("dataset_id")
      .notNull()
      .references(() => datasets.id),
    position: integer("position").notNull(),
    workspaceId: workspaceId(),
    name: text("name").notNull(),
    type: text("type").$type<ColumnType>().notNull(),
    profile: jsonb("profile").$type<ColumnProfile>().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.datasetId, table.position] }),
    uniqueIndex("dataset_columns_name").on(table.datasetId, table.name),
  ],
);
