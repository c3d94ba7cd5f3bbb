import type { FeatureSetDefinition } from "@plimsoll/features";
import { newId } from "@plimsoll/schema";
import { type Caller, featureSets, featureSetVersions, type Transaction } from "@plimsoll/schema/db";
import { canonicalJson, sha256Hex } from "@plimsoll/schema/hash";
import { and, eq, max } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../../context.ts";
import type { FeatureSetVersionRecord } from "../../loaders.ts";
import { access } from "../access.ts";
import { auditOf } from "../audit.ts";
import { builder } from "../builder.ts";
import { displayName } from "../dataset.ts";
import { defineMutation, parseInput, withoutNulls } from "../mutation.ts";
import { PipelineInput } from "../pipeline.ts";
import { FeatureSetVersion } from "../refs.ts";
import { ColumnError, NotReadyError } from "../user-errors.ts";
import { checkedDefinition, FeatureStageInput, FeatureTableInput } from "./definition.ts";

const VersionName = z.object({ name: displayName(128), description: z.string().trim().max(2_000).default("") });

defineMutation("createFeatureSet", {
  description:
    "Defines a feature set, or the next version of the one of that name. The same definition again gives the version that exists.",
  access: access.develop,
  input: builder.inputType("CreateFeatureSetInput", {
    fields: (t) => ({
      name: t.string({ required: true }),
      description: t.string(),
      tables: t.field({ type: [FeatureTableInput], required: true }),
      spine: t.string({ required: true, description: "The table whose rows the features belong to." }),
      stages: t.field({ type: [FeatureStageInput], required: true }),
      pipeline: t.field({ type: PipelineInput, description: "How columns become numbers within a training." }),
    }),
  }),
  success: builder.objectRef<{ featureSetVersion: FeatureSetVersionRecord }>("CreateFeatureSetSuccess").implement({
    fields: (t) => ({ featureSetVersion: t.field({ type: FeatureSetVersion, resolve: ({ featureSetVersion }) => featureSetVersion }) }),
  }),
  errors: [ColumnError, NotReadyError],
  resolve: async ({ name: givenName, description: givenText, ...input }, context) => {
    const caller = callerIn(context);
    const { name, description } = parseInput(VersionName, withoutNulls({ name: givenName, description: givenText }));
    const definition = await checkedDefinition(input, context);
    return {
      featureSetVersion: await context.services.database.transaction((tx) => defineVersion(tx, caller, { name, description }, definition)),
    };
  },
});

async function defineVersion(
  tx: Transaction,
  caller: Caller,
  { name, description }: { name: string; description: string },
  definition: FeatureSetDefinition,
): Promise<FeatureSetVersionRecord> {
  const { workspaceId, apiKeyId: createdBy } = caller;
  await tx.db
    .insert(featureSets)
    .values({ id: newId("featureSet"), workspaceId, name, description })
    .onConflictDoNothing();
  const [set] = await tx.db
    .select()
    .from(featureSets)
    .where(and(eq(featureSets.workspaceId, workspaceId), eq(featureSets.name, name)))
    .for("update");
  if (!set) throw new Error("A feature set that was just made cannot be missing.");
  const sha256 = sha256Hex(canonicalJson(definition));
  const [same] = await tx.db
    .select()
    .from(featureSetVersions)
    .where(and(eq(featureSetVersions.featureSetId, set.id), eq(featureSetVersions.sha256, sha256)));
  if (same) return same;
  const [last] = await tx.db
    .select({ version: max(featureSetVersions.version) })
    .from(featureSetVersions)
    .where(eq(featureSetVersions.featureSetId, set.id));
  const values = {
    id: newId("featureSetVersion"),
    workspaceId,
    featureSetId: set.id,
    version: (last?.version ?? 0) + 1,
    sha256,
    createdBy,
  };
  const [made] = await tx.db
    .insert(featureSetVersions)
    .values({ ...values, definition: { ...definition } })
    .returning();
  if (!made) throw new Error("The insert of a feature set's version returned no row.");
  await auditOf(tx, caller, "feature_set.define", made.id, { name, version: made.version, sha256 });
  return made;
}
