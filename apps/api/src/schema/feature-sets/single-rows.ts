import { callerIn } from "../../context.ts";
import { invalidInput } from "../../errors.ts";
import { access } from "../access.ts";
import { builder } from "../builder.ts";
import { defineMutation } from "../mutation.ts";
import { ColumnError } from "../user-errors.ts";
import { definitionOf, versionOf } from "./stored-version.ts";

const MOST_ROWS = 10_000;

defineMutation("computeFeatures", {
  description:
    "Features of single rows from the rows of other tables that are sent along, by the code that computes whole data sets: the same numbers. What the stages add comes back, row by row.",
  access: access.score,
  input: builder.inputType("ComputeFeaturesInput", {
    fields: (t) => ({
      featureSetVersionId: t.id({ required: true }),
      tables: t.field({
        type: [
          builder.inputType("FeatureRowsInput", {
            fields: (f) => ({ name: f.string({ required: true }), rows: f.field({ type: ["JSONObject"], required: true }) }),
          }),
        ],
        required: true,
        description: "The spine's rows, and the rows of other tables that concern them.",
      }),
    }),
  }),
  success: builder.objectRef<{ rows: Record<string, unknown>[] }>("ComputeFeaturesSuccess").implement({
    fields: (t) => ({ rows: t.field({ type: ["JSONObject"], resolve: ({ rows }) => rows }) }),
  }),
  errors: [ColumnError],
  resolve: async ({ featureSetVersionId, tables }, context) => {
    const { workspaceId } = callerIn(context);
    const definition = definitionOf(await versionOf(featureSetVersionId, context));
    const unknown = tables.find(({ name }) => !definition.tables.some((table) => table.name === name));
    if (unknown) throw invalidInput(`The feature set has no table '${unknown.name}'.`, ["tables"]);
    const total = tables.reduce((sum, { rows }) => sum + rows.length, 0);
    if (total > MOST_ROWS)
      throw invalidInput(`${total} rows were sent; at most ${MOST_ROWS} can be computed at once. Use submitFeatureBuild for more.`, [
        "tables",
      ]);
    return context.services.scorer.features({ workspaceId, featureSetVersionId, tables });
  },
});
