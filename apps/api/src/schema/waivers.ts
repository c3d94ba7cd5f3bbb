import { newId } from "@plimsoll/schema";
import { modelVersions, recordModelEvent, refuseDeveloper, waivers } from "@plimsoll/schema/db";
import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../context.ts";
import { invalidInput, notFound } from "../errors.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { Member } from "./members.ts";
import { defineMutation, parseInput } from "./mutation.ts";
import { ModelVersion } from "./refs.ts";
import { ForbiddenTransitionError } from "./user-errors.ts";

type WaiverRecord = typeof waivers.$inferSelect;

const Waiver = builder.objectRef<WaiverRecord>("Waiver").implement({
  description: "A signed exception to the honesty gate for one version.",
  fields: (t) => ({
    id: t.exposeID("id"),
    reason: t.exposeString("reason"),
    signedBy: t.field({ type: Member, nullable: true, resolve: ({ signedBy }, _args, { loaders }) => loaders.memberOfKey.load(signedBy) }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    expiresAt: t.expose("expiresAt", { type: "DateTime" }),
    isActive: t.boolean({ resolve: ({ expiresAt }) => expiresAt.getTime() > Date.now() }),
  }),
});

builder.objectFields(ModelVersion, (t) => ({
  waivers: t.field({
    type: [Waiver],
    complexity: { field: 1, multiplier: 2 },
    resolve: ({ id, workspaceId }, _args, { services }) =>
      services.database.db
        .select()
        .from(waivers)
        .where(and(eq(waivers.workspaceId, workspaceId), eq(waivers.modelVersionId, id)))
        .orderBy(desc(waivers.createdAt))
        .limit(50),
  }),
}));

const LONGEST_DAYS = 366;
const WaiverRequest = z.object({ reason: z.string().trim().min(20, "give the reason in a sentence (20 characters at least)").max(4_000) });

defineMutation("signWaiver", {
  description: "Lets a version become champion although it does not beat the baseline, until a date at most a year ahead.",
  access: access.challenge,
  input: builder.inputType("SignWaiverInput", {
    fields: (t) => ({
      modelVersionId: t.id({ required: true }),
      reason: t.string({ required: true }),
      expiresAt: t.field({ type: "DateTime", required: true }),
    }),
  }),
  success: builder.objectRef<{ waiver: WaiverRecord }>("SignWaiverSuccess").implement({
    fields: (t) => ({ waiver: t.field({ type: Waiver, resolve: ({ waiver }) => waiver }) }),
  }),
  errors: [ForbiddenTransitionError],
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { workspaceId, apiKeyId: actor } = caller;
    const { reason } = parseInput(WaiverRequest, input);
    const { modelVersionId, expiresAt } = input;
    const days = (expiresAt.getTime() - Date.now()) / 86_400_000;
    if (!(days > 0 && days <= LONGEST_DAYS))
      throw invalidInput(`'expiresAt' must lie ahead, by ${LONGEST_DAYS} days at most.`, ["expiresAt"]);
    const waiver = await context.services.database.transaction(async (tx) => {
      const [version] = await tx.db
        .select()
        .from(modelVersions)
        .where(and(eq(modelVersions.id, modelVersionId), eq(modelVersions.workspaceId, workspaceId)));
      if (!version) throw notFound(["modelVersionId"]);
      await refuseDeveloper(tx, caller, version, "signs a waiver for it");
      const [signed] = await tx.db
        .insert(waivers)
        .values({ id: newId("waiver"), workspaceId, modelVersionId, reason, signedBy: actor, expiresAt })
        .returning();
      if (!signed) throw new Error("The insert of a waiver returned no row.");
      const facts = { waiverId: signed.id, reason, expiresAt: expiresAt.toISOString() };
      await recordModelEvent(tx, { workspaceId, modelId: version.modelId, modelVersionId, type: "WAIVER_SIGNED", data: facts, actor });
      await auditOf(tx, caller, "waiver.sign", modelVersionId, facts);
      return signed;
    });
    return { waiver };
  },
});
