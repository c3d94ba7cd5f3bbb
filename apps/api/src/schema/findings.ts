import { AppError, newId } from "@plimsoll/schema";
import { type Caller, findings, modelVersions, recordModelEvent, refuseDeveloper, type Transaction, users } from "@plimsoll/schema/db";
import { and, asc, desc, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../context.ts";
import { invalidInput, notFound } from "../errors.ts";
import { type ModelVersionRecord, microsOf } from "../loaders.ts";
import { connectionOf, keysetOf, readWindow } from "../pagination.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { connectionType, cursorScope, pageArguments, pageCost } from "./connection.ts";
import { FindingStatus, Severity } from "./enums.ts";
import { Member } from "./members.ts";
import { defineMutation, parseInput } from "./mutation.ts";
import { ModelVersion } from "./refs.ts";
import { ForbiddenTransitionError } from "./user-errors.ts";

export type FindingRecord = typeof findings.$inferSelect;

export const Finding = builder.objectRef<FindingRecord>("Finding").implement({
  description: "What a validator found wrong with a version.",
  fields: (t) => ({
    id: t.exposeID("id"),
    modelVersion: t.field({
      type: ModelVersion,
      resolve: async ({ modelVersionId }, _args, { loaders }) => {
        const version = await loaders.modelVersion.load(modelVersionId);
        if (!version) throw new Error("A row that a foreign key names is missing.");
        return version;
      },
    }),
    title: t.exposeString("title"),
    description: t.exposeString("description"),
    severity: t.expose("severity", { type: Severity }),
    status: t.expose("status", { type: FindingStatus }),
    owner: t.field({
      type: Member,
      nullable: true,
      description: "Who mends it.",
      resolve: ({ ownerId }, _args, { loaders }) => loaders.member.load(ownerId),
    }),
    dueAt: t.expose("dueAt", { type: "DateTime" }),
    isOverdue: t.boolean({ resolve: ({ status, dueAt }) => status === "OPEN" && dueAt.getTime() < Date.now() }),
    resolution: t.exposeString("resolution", { nullable: true }),
    openedBy: t.field({ type: Member, nullable: true, resolve: ({ openedBy }, _args, { loaders }) => loaders.memberOfKey.load(openedBy) }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    closedAt: t.expose("closedAt", { type: "DateTime", nullable: true }),
  }),
});

const FindingConnection = connectionType("Finding", Finding);

builder.queryField("findings", (t) =>
  t.field({
    type: FindingConnection,
    description: "Newest first.",
    authScopes: access.read,
    args: { modelVersionId: t.arg.id(), status: t.arg({ type: FindingStatus }), ...pageArguments },
    complexity: pageCost,
    resolve: async (_root, args, context) => {
      const scope = cursorScope(context, "findings");
      const window = readWindow(scope, args);
      const { where, orderBy, limit } = keysetOf(window, findings.createdAt, findings.id);
      const filters = [
        eq(findings.workspaceId, scope.workspaceId),
        args.modelVersionId ? eq(findings.modelVersionId, args.modelVersionId) : undefined,
        args.status ? eq(findings.status, args.status) : undefined,
        where,
      ];
      const rows = await context.services.database.db
        .select({ finding: findings, cursor: microsOf(findings.createdAt) })
        .from(findings)
        .where(and(...filters))
        .orderBy(...orderBy)
        .limit(limit);
      return connectionOf(
        scope,
        window,
        rows.map(({ finding, cursor }) => ({ ...finding, cursor })),
      );
    },
  }),
);

builder.objectFields(ModelVersion, (t) => ({
  findings: t.field({
    type: [Finding],
    complexity: { field: 1, multiplier: 5 },
    resolve: ({ id, workspaceId }, _args, { services }) =>
      services.database.db
        .select()
        .from(findings)
        .where(and(eq(findings.workspaceId, workspaceId), eq(findings.modelVersionId, id)))
        .orderBy(asc(findings.status), desc(findings.createdAt))
        .limit(200),
  }),
}));

const FindingSuccess = (name: string) =>
  builder.objectRef<{ finding: FindingRecord }>(name).implement({
    fields: (t) => ({ finding: t.field({ type: Finding, resolve: ({ finding }) => finding }) }),
  });

const text = (most: number) => z.string().trim().min(1, "must not be empty").max(most);
const FindingRequest = z.object({ title: text(200), description: text(4_000) });

async function versionOf(tx: Transaction, caller: Caller, modelVersionId: string): Promise<ModelVersionRecord> {
  const [version] = await tx.db
    .select()
    .from(modelVersions)
    .where(and(eq(modelVersions.id, modelVersionId), eq(modelVersions.workspaceId, caller.workspaceId)));
  if (!version) throw notFound(["modelVersionId"]);
  return version;
}

defineMutation("openFinding", {
  description: "Notes what is wrong with a version. While it is open it may block promotion: by its severity, or once it is overdue.",
  access: access.challenge,
  input: builder.inputType("OpenFindingInput", {
    fields: (t) => ({
      modelVersionId: t.id({ required: true }),
      title: t.string({ required: true }),
      description: t.string({ required: true }),
      severity: t.field({ type: Severity, required: true }),
      ownerId: t.id({ required: true, description: "The member who mends it." }),
      dueAt: t.field({ type: "DateTime", required: true }),
    }),
  }),
  success: FindingSuccess("OpenFindingSuccess"),
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { workspaceId, apiKeyId: actor } = caller;
    const { title, description } = parseInput(FindingRequest, input);
    const { modelVersionId, severity, ownerId, dueAt } = input;
    const finding = await context.services.database.transaction(async (tx) => {
      const { modelId } = await versionOf(tx, caller, modelVersionId);
      const [owner] = await tx.db
        .select({ id: users.id })
        .from(users)
        .where(and(eq(users.id, ownerId), eq(users.workspaceId, workspaceId), isNull(users.removedAt)));
      if (!owner) throw invalidInput("'ownerId' is no member of the workspace. Take one of `members`.", ["ownerId"]);
      const values = { id: newId("finding"), workspaceId, modelVersionId, title, description, severity, ownerId, dueAt, openedBy: actor };
      const [opened] = await tx.db.insert(findings).values(values).returning();
      if (!opened) throw new Error("The insert of a finding returned no row.");
      const facts = { findingId: opened.id, title, severity, ownerId, dueAt: dueAt.toISOString() };
      await recordModelEvent(tx, { workspaceId, modelId, modelVersionId, type: "FINDING_OPENED", data: facts, actor });
      await auditOf(tx, caller, "finding.open", opened.id, { modelVersionId, ...facts });
      return opened;
    });
    return { finding };
  },
});

defineMutation("closeFinding", {
  description:
    "Ends a finding: RESOLVED when it is mended, ACCEPTED when it is lived with. Not by whoever developed the version, under four eyes.",
  access: access.challenge,
  input: builder.inputType("CloseFindingInput", {
    fields: (t) => ({
      findingId: t.id({ required: true }),
      status: t.field({ type: FindingStatus, required: true }),
      resolution: t.string({ required: true }),
    }),
  }),
  success: FindingSuccess("CloseFindingSuccess"),
  errors: [ForbiddenTransitionError],
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { workspaceId, apiKeyId: actor } = caller;
    const { resolution } = parseInput(z.object({ resolution: text(4_000) }), input);
    const { findingId, status } = input;
    if (status === "OPEN") throw invalidInput("'status' says how the finding ends: RESOLVED or ACCEPTED.", ["status"]);
    const finding = await context.services.database.transaction(async (tx) => {
      const [found] = await tx.db
        .select()
        .from(findings)
        .where(and(eq(findings.id, findingId), eq(findings.workspaceId, workspaceId)))
        .for("update");
      if (!found) throw notFound(["findingId"]);
      if (found.status !== "OPEN") {
        throw new AppError("FORBIDDEN_TRANSITION", "conflict", `The finding is ${found.status} already.`, { path: ["findingId"] });
      }
      const version = await versionOf(tx, caller, found.modelVersionId);
      await refuseDeveloper(tx, caller, version, "closes findings about it");
      const [closed] = await tx.db
        .update(findings)
        .set({ status, resolution, closedBy: actor, closedAt: sql`now()` })
        .where(eq(findings.id, findingId))
        .returning();
      const event = { workspaceId, modelId: version.modelId, modelVersionId: version.id, type: "FINDING_CLOSED" as const, actor };
      await recordModelEvent(tx, { ...event, data: { findingId, status, resolution } });
      await auditOf(tx, caller, "finding.close", findingId, { status, resolution });
      return closed ?? found;
    });
    return { finding };
  },
});
