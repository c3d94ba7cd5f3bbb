import { planFeatures } from "@plimsoll/features";
import { datasets, featureSetVersions, modelVersions } from "@plimsoll/schema/db";
import { and, desc, eq, getTableColumns, sql } from "drizzle-orm";
import { microsOf } from "../../loaders.ts";
import { connectionOf, keysetOf, readWindow } from "../../pagination.ts";
import { connectionType, cursorScope, pageArguments, pageCost } from "../connection.ts";
import { Node } from "../node.ts";
import { Dataset, FeatureSet, FeatureSetVersion, ModelVersion } from "../refs.ts";
import { NamedColumn } from "./named-column.ts";
import { definitionOf } from "./stored-version.ts";

FeatureSetVersion.implement({
  description: "One way to make features, never changed.",
  interfaces: [Node],
  fields: (t) => ({
    version: t.exposeInt("version"),
    featureSet: t.field({
      type: FeatureSet,
      resolve: async ({ featureSetId }, _args, { loaders }) => {
        const found = await loaders.featureSet.load(featureSetId);
        if (!found) throw new Error("A row that a foreign key names is missing.");
        return found;
      },
    }),
    definition: t.expose("definition", { type: "JSONObject", description: "Tables, spine, stages and pipeline." }),
    columns: t.field({
      type: [NamedColumn],
      description: "The columns of what it makes.",
      resolve: (version) => planFeatures(definitionOf(version)),
    }),
    sha256: t.exposeString("sha256"),
    datasets: t.field({
      type: [Dataset],
      description: "The newest data sets that it made.",
      complexity: { field: 1, multiplier: 5 },
      resolve: ({ id, workspaceId }, _args, { services }) =>
        services.database.db
          .select()
          .from(datasets)
          .where(and(eq(datasets.workspaceId, workspaceId), eq(datasets.featureSetVersionId, id)))
          .orderBy(desc(datasets.createdAt))
          .limit(50),
    }),
    modelVersions: t.field({
      type: [ModelVersion],
      description: "The newest versions of models that were trained with it.",
      complexity: { field: 1, multiplier: 5 },
      resolve: ({ id, workspaceId }, _args, { services }) =>
        services.database.db
          .select()
          .from(modelVersions)
          .where(and(eq(modelVersions.workspaceId, workspaceId), sql`${modelVersions.lineage} ->> 'featureSetVersionId' = ${id}`))
          .orderBy(desc(modelVersions.createdAt))
          .limit(50),
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

const FeatureSetVersionConnection = connectionType("FeatureSetVersion", FeatureSetVersion);

FeatureSet.implement({
  description: "A named way to make features; its versions hold the definition.",
  interfaces: [Node],
  fields: (t) => ({
    name: t.exposeString("name"),
    description: t.exposeString("description"),
    versions: t.field({
      type: FeatureSetVersionConnection,
      description: "Newest first.",
      args: { ...pageArguments },
      complexity: pageCost,
      resolve: async ({ id }, args, context) => {
        const scope = cursorScope(context, `feature-set:${id}`);
        const window = readWindow(scope, args);
        const { where, orderBy, limit } = keysetOf(window, featureSetVersions.createdAt, featureSetVersions.id);
        const rows = await context.services.database.db
          .select({ ...getTableColumns(featureSetVersions), cursor: microsOf(featureSetVersions.createdAt) })
          .from(featureSetVersions)
          .where(and(eq(featureSetVersions.workspaceId, scope.workspaceId), eq(featureSetVersions.featureSetId, id), where))
          .orderBy(...orderBy)
          .limit(limit);
        return connectionOf(scope, window, rows);
      },
    }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});
