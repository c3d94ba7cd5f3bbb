import { newId } from "@plimsoll/schema";
import { decisionOverrides, decisionRecords, isDecisionIntact, modelVersions, type DecisionRecord as RecordRow } from "@plimsoll/schema/db";
import { and, desc, eq, exists, gte, lt, not, type SQL } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../context.ts";
import { invalidInput, notFound } from "../errors.ts";
import { microsOf } from "../loaders.ts";
import { connectionOf, keysetOf, readWindow } from "../pagination.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { connectionType, cursorScope, pageArguments, pageCost } from "./connection.ts";
import { Member } from "./members.ts";
import { defineMutation, parseInput } from "./mutation.ts";
import { Node } from "./node.ts";
import { DecisionRecord, ModelVersion } from "./refs.ts";
import { Score } from "./scoring.ts";

type OverrideRow = typeof decisionOverrides.$inferSelect;

const DecisionOverride = builder.objectRef<OverrideRow>("DecisionOverride").implement({
  description: "What a person decided instead of the model, and why.",
  fields: (t) => ({
    id: t.exposeID("id"),
    outcome: t.exposeString("outcome"),
    reason: t.exposeString("reason"),
    decidedBy: t.field({ type: Member, nullable: true, resolve: ({ actor }, _args, { loaders }) => loaders.memberOfKey.load(actor) }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

DecisionRecord.implement({
  description: "A score that was decided on: whom about, what was known, which version said what and why. Never changed or removed.",
  interfaces: [Node],
  fields: (t) => ({
    subject: t.exposeString("subject", { description: "The caller's own name of whom or what was decided on." }),
    modelVersion: t.field({
      type: ModelVersion,
      resolve: async ({ modelVersionId }, _args, { loaders }) => {
        const version = await loaders.modelVersion.load(modelVersionId);
        if (!version) throw new Error("A row that a foreign key names is missing.");
        return version;
      },
    }),
    input: t.field({ type: "JSONObject", description: "The record as it was sent.", resolve: ({ input }) => input }),
    inputHash: t.exposeString("inputHash", { description: "SHA-256 of the input's canonical JSON." }),
    score: t.field({ type: Score, resolve: ({ result }) => result }),
    outcome: t.string({
      nullable: true,
      description: "The decision in force: the newest override's, else the model's.",
      resolve: async ({ id, result }, _args, { loaders }) => (await loaders.overrides.load(id))[0]?.outcome ?? result.decision,
    }),
    overrides: t.field({
      type: [DecisionOverride],
      complexity: { field: 1, multiplier: 2 },
      description: "Newest first.",
      resolve: ({ id }, _args, { loaders }) => loaders.overrides.load(id),
    }),
    isIntact: t.boolean({
      complexity: 2,
      description: "The record says what the audit log's hash of it holds. `verifyAuditLog` tells whether the log itself is whole.",
      resolve: (record, _args, { services }) => isDecisionIntact(services.database.db, record),
    }),
    requestId: t.exposeString("requestId"),
    scoredBy: t.field({ type: Member, nullable: true, resolve: ({ actor }, _args, { loaders }) => loaders.memberOfKey.load(actor) }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

const DecisionRecordConnection = connectionType("DecisionRecord", DecisionRecord);

export interface DecisionFilter {
  subject?: string | null;
  modelVersionId?: string | null;
  from?: Date | null;
  to?: Date | null;
  overridden?: boolean | null;
}

/** The records of a workspace that a search asks for. */
export function decisionsWhere(
  db: Parameters<typeof isDecisionIntact>[0],
  workspaceId: string,
  filter: DecisionFilter,
): (SQL | undefined)[] {
  const { subject, modelVersionId, from, to, overridden } = filter;
  const override = exists(
    db.select({ id: decisionOverrides.id }).from(decisionOverrides).where(eq(decisionOverrides.decisionRecordId, decisionRecords.id)),
  );
  return [
    eq(decisionRecords.workspaceId, workspaceId),
    subject ? eq(decisionRecords.subject, subject) : undefined,
    modelVersionId ? eq(decisionRecords.modelVersionId, modelVersionId) : undefined,
    from ? gte(decisionRecords.createdAt, from) : undefined,
    to ? lt(decisionRecords.createdAt, to) : undefined,
    overridden == null ? undefined : overridden ? override : not(override),
  ];
}

builder.queryField("decisionRecords", (t) =>
  t.field({
    type: DecisionRecordConnection,
    description: "Newest first. `/decisions.csv` and `/decisions.ndjson` give all of them, with the same arguments in the address.",
    authScopes: access.decisions,
    args: {
      subject: t.arg.string(),
      modelVersionId: t.arg.id(),
      from: t.arg({ type: "DateTime" }),
      to: t.arg({ type: "DateTime", description: "Up to, but not including." }),
      overridden: t.arg.boolean({ description: "Only those that a person decided otherwise, or only the rest." }),
      ...pageArguments,
    },
    complexity: pageCost,
    resolve: async (_root, args, context) => {
      const scope = cursorScope(context, "decisionRecords");
      const window = readWindow(scope, args);
      const { where, orderBy, limit } = keysetOf(window, decisionRecords.createdAt, decisionRecords.id);
      const { db } = context.services.database;
      const rows = await db
        .select({ record: decisionRecords, cursor: microsOf(decisionRecords.createdAt) })
        .from(decisionRecords)
        .where(and(...decisionsWhere(db, scope.workspaceId, args), where))
        .orderBy(...orderBy)
        .limit(limit);
      return connectionOf(
        scope,
        window,
        rows.map(({ record, cursor }) => ({ ...record, cursor })),
      );
    },
  }),
);

builder.queryField("decisionRecord", (t) =>
  t.field({
    type: DecisionRecord,
    nullable: true,
    authScopes: access.decisions,
    args: { id: t.arg.id({ required: true }) },
    resolve: async (_root, { id }, context) => (await context.loaders.decisionRecord.load(id)) ?? Promise.reject(notFound()),
  }),
);

const OverrideRequest = z.object({
  outcome: z.string().trim().min(1, "must not be empty").max(200),
  reason: z.string().trim().min(20, "give the reason in a sentence (20 characters at least)").max(4_000),
});

/** What a person may decide: an outcome the version itself can give. Versions that give numbers leave it open. */
function checkOutcome(outcome: string, record: RecordRow, labels: readonly string[]): void {
  const allowed = record.result.decision === "ALERT" || record.result.decision === "NORMAL" ? ["ALERT", "NORMAL"] : labels;
  if (allowed.length === 0 || allowed.includes(outcome)) return;
  throw invalidInput(`'${outcome}' is no outcome of this version; it gives ${allowed.map((label) => `'${label}'`).join(", ")}.`, [
    "outcome",
  ]);
}

defineMutation("overrideDecision", {
  description:
    "Decides otherwise than the model did, or than the last override. The record stays; the override is added to it and to the audit log.",
  access: access.challenge,
  input: builder.inputType("OverrideDecisionInput", {
    fields: (t) => ({
      decisionRecordId: t.id({ required: true }),
      outcome: t.string({ required: true, description: "A label of the version." }),
      reason: t.string({ required: true }),
    }),
  }),
  success: builder.objectRef<{ decisionRecord: RecordRow }>("OverrideDecisionSuccess").implement({
    fields: (t) => ({ decisionRecord: t.field({ type: DecisionRecord, resolve: ({ decisionRecord }) => decisionRecord }) }),
  }),
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { workspaceId, apiKeyId: actor } = caller;
    const { outcome, reason } = parseInput(OverrideRequest, input);
    const decisionRecord = await context.services.database.transaction(async (tx) => {
      // Locked, so that of two people who decide at once the second sees the first one's override.
      const [record] = await tx.db
        .select()
        .from(decisionRecords)
        .where(and(eq(decisionRecords.id, input.decisionRecordId), eq(decisionRecords.workspaceId, workspaceId)))
        .for("update");
      if (!record) throw notFound(["decisionRecordId"]);
      const [version] = await tx.db
        .select({ signature: modelVersions.signature })
        .from(modelVersions)
        .where(eq(modelVersions.id, record.modelVersionId));
      checkOutcome(outcome, record, version?.signature?.labels ?? []);
      const before = await outcomeInForce(tx.db, record);
      if (before === outcome) throw invalidInput(`The decision in force already is '${outcome}'.`, ["outcome"]);
      const override = { id: newId("decisionOverride"), workspaceId, decisionRecordId: record.id, outcome, reason, actor };
      await tx.db.insert(decisionOverrides).values(override);
      await auditOf(tx, caller, "decision.override", record.id, { overrideId: override.id, from: before, to: outcome, reason });
      return record;
    });
    return { decisionRecord };
  },
});

async function outcomeInForce(db: Parameters<typeof isDecisionIntact>[0], { id, result }: RecordRow): Promise<string | null> {
  const [newest] = await db
    .select({ outcome: decisionOverrides.outcome })
    .from(decisionOverrides)
    .where(eq(decisionOverrides.decisionRecordId, id))
    .orderBy(desc(decisionOverrides.createdAt), desc(decisionOverrides.id))
    .limit(1);
  return newest?.outcome ?? result.decision;
}
