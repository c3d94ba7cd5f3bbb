import { featureSets } from "@plimsoll/schema/db";
import { and, eq, getTableColumns } from "drizzle-orm";
import { callerIn } from "../../context.ts";
import { notFound } from "../../errors.ts";
import { microsOf } from "../../loaders.ts";
import { connectionOf, keysetOf, readWindow } from "../../pagination.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { connectionType, cursorScope, pageArguments, pageCost } from "../connection.ts";
import { FeatureSet, FeatureSetVersion } from "../refs.ts";

const FeatureSetConnection = connectionType("FeatureSet", FeatureSet);

builder.queryFields((t) => ({
  featureSets: t.field({
    type: FeatureSetConnection,
    description: "Newest first.",
    authScopes: access.read,
    args: { ...pageArguments },
    complexity: pageCost,
    resolve: async (_root, args, context) => {
      const scope = cursorScope(context, "featureSets");
      const window = readWindow(scope, args);
      const { where, orderBy, limit } = keysetOf(window, featureSets.createdAt, featureSets.id);
      const rows = await context.services.database.db
        .select({ ...getTableColumns(featureSets), cursor: microsOf(featureSets.createdAt) })
        .from(featureSets)
        .where(and(eq(featureSets.workspaceId, scope.workspaceId), where))
        .orderBy(...orderBy)
        .limit(limit);
      return connectionOf(scope, window, rows);
    },
  }),
  featureSet: t.field({
    type: FeatureSet,
    nullable: true,
    authScopes: access.read,
    args: { name: t.arg.string({ required: true }) },
    resolve: async (_root, { name }, context) => {
      const [found] = await context.services.database.db
        .select()
        .from(featureSets)
        .where(and(eq(featureSets.workspaceId, callerIn(context).workspaceId), eq(featureSets.name, name)));
      if (!found) throw notFound(["name"]);
      return found;
    },
  }),
  featureSetVersion: t.field({
    type: FeatureSetVersion,
    nullable: true,
    authScopes: access.read,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, { loaders }) => {
      const found = await loaders.featureSetVersion.load(id);
      if (!found) throw notFound();
      return found;
    },
  }),
}));
