import { index, integer, jsonb, text, uniqueIndex } from "drizzle-orm/pg-core";
import { createdAt, plimsoll, workspaceId } from "./columns.ts";

/** A named way to make features; its versions hold the definition. */
export const featureSets = plimsoll.table(
  "feature_sets",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("feature_sets_name").on(table.workspaceId, table.name),
    index("feature_sets_created").on(table.workspaceId, table.createdAt, table.id),
  ],
);

/** One definition, never changed: data sets and model versions name it as what they were made by. */
export const featureSetVersions = plimsoll.table(
  "feature_set_versions",
  {
    id: text("id").primaryKey(),
    workspaceId: workspaceId(),
    featureSetId: text("feature_set_id")
      .notNull()
      .references(() => featureSets.id),
    version: integer("version").notNull(),
    definition: jsonb("definition").$type<Record<string, unknown>>().notNull(),
    /** Of the canonical JSON: the same definition is the same version. */
    sha256: text("sha256").notNull(),
    createdBy: text("created_by").notNull(),
    createdAt: createdAt(),
  },
  (table) => [
    uniqueIndex("feature_set_versions_version").on(table.featureSetId, table.version),
    uniqueIndex("feature_set_versions_content").on(table.featureSetId, table.sha256),
  ],
);
