import { AppError } from "@plimsoll/schema";
import { aliases, apiKeys, type Caller, modelVersions, type Transaction, users, workspaces } from "@plimsoll/schema/db";
import { and, count, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../context.ts";
import { notFound } from "../errors.ts";
import type { ModelVersionRecord } from "../loaders.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { defineMutation, parseInput } from "./mutation.ts";
import { ModelVersion } from "./refs.ts";
import { ForbiddenTransitionError } from "./user-errors.ts";

const PromotionRequest = z.object({
  modelVersionId: z.string(),
  alias: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,63}$/, "starts with a lower-case letter and holds lower-case letters, digits, '-' and '_' (64 at most)"),
  reason: z.string().trim().min(1, "say why: a promotion without a reason is refused").max(2_000),
});

const refused = (message: string): AppError => new AppError("FORBIDDEN_TRANSITION", "conflict", message, { path: ["modelVersionId"] });

/** Where a workspace asks for four eyes and has more than one member, whoever developed a version does not promote it. */
async function checkFourEyes({ db }: Transaction, caller: Caller, version: ModelVersionRecord): Promise<void> {
  const [policy] = await db
    .select({ fourEyes: workspaces.fourEyes, members: count(users.id) })
    .from(workspaces)
    .innerJoin(users, eq(users.workspaceId, workspaces.id))
    .where(eq(workspaces.id, caller.workspaceId))
    .groupBy(workspaces.id);
  if (!policy?.fourEyes || policy.members < 2) return;
  const [developer] = await db.select({ userId: apiKeys.userId }).from(apiKeys).where(eq(apiKeys.id, version.createdBy));
  if (developer?.userId === caller.userId) {
    throw refused("You developed this version, and the workspace asks for four eyes: another member promotes it.");
  }
}

defineMutation("promoteModelVersion", {
  description: "Points an alias of the model at this version. A version that becomes champion is VALIDATED.",
  access: access.promote,
  input: builder.inputType("PromoteModelVersionInput", {
    fields: (t) => ({
      modelVersionId: t.id({ required: true }),
      alias: t.string({ required: true }),
      reason: t.string({ required: true }),
    }),
  }),
  success: builder.objectRef<{ modelVersion: ModelVersionRecord }>("PromoteModelVersionSuccess").implement({
    fields: (t) => ({ modelVersion: t.field({ type: ModelVersion, resolve: ({ modelVersion }) => modelVersion }) }),
  }),
  errors: [ForbiddenTransitionError],
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { modelVersionId, alias, reason } = parseInput(PromotionRequest, input);
    const modelVersion = await context.services.database.transaction(async (tx) => {
      const [version] = await tx.db
        .select()
        .from(modelVersions)
        .where(and(eq(modelVersions.id, modelVersionId), eq(modelVersions.workspaceId, caller.workspaceId)))
        .for("update");
      if (!version) throw notFound(["modelVersionId"]);
      if (version.status === "RETIRED") throw refused("The version is RETIRED; promote one that is not.");
      await checkFourEyes(tx, caller, version);
      const key = and(eq(aliases.modelId, version.modelId), eq(aliases.alias, alias));
      const [before] = await tx.db.select().from(aliases).where(key).for("update");
      const change = { modelVersionId, reason, updatedBy: caller.apiKeyId, updatedAt: sql`now()` };
      await tx.db
        .insert(aliases)
        .values({ modelId: version.modelId, alias, workspaceId: caller.workspaceId, ...change })
        .onConflictDoUpdate({ target: [aliases.modelId, aliases.alias], set: change });
      if (alias === "champion") await tx.db.update(modelVersions).set({ status: "VALIDATED" }).where(eq(modelVersions.id, version.id));
      await auditOf(tx, caller, "model_version.promote", version.id, {
        alias,
        reason,
        modelId: version.modelId,
        previous: before?.modelVersionId ?? null,
      });
      return { ...version, status: alias === "champion" ? ("VALIDATED" as const) : version.status };
    });
    return { modelVersion };
  },
});
