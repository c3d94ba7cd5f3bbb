import { type AuditVerification, aliasAsOf, auditLog, modelEvents, models, verifyAuditChain } from "@plimsoll/schema/db";
import { and, eq, like } from "drizzle-orm";
import { callerIn } from "../context.ts";
import { notFound } from "../errors.ts";
import { microsOf } from "../loaders.ts";
import { connectionOf, keysetOf, readWindow } from "../pagination.ts";
import { access } from "./access.ts";
import { builder } from "./builder.ts";
import { connectionType, cursorScope, pageArguments, pageCost } from "./connection.ts";
import { ModelEventType } from "./enums.ts";
import { Member } from "./members.ts";
import { Model, ModelVersion } from "./refs.ts";

type AuditRecord = typeof auditLog.$inferSelect;

const AuditEntry = builder.objectRef<AuditRecord>("AuditEntry").implement({
  description: "One link of the workspace's audit chain.",
  fields: (t) => ({
    id: t.exposeID("id"),
    position: t.expose("position", { type: "BigInt" }),
    action: t.exposeString("action"),
    subject: t.exposeID("subject"),
    actor: t.exposeID("actor", { description: "The key that acted." }),
    member: t.field({
      type: Member,
      nullable: true,
      description: "The person behind the key.",
      resolve: ({ actor }, _args, { loaders }) => loaders.memberOfKey.load(actor),
    }),
    data: t.field({ type: "JSONObject", resolve: ({ data }) => JSON.parse(data) as Record<string, unknown> }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    previousHash: t.exposeString("previousHash"),
    hash: t.exposeString("hash"),
  }),
});

const AuditPlace = builder.objectRef<NonNullable<AuditVerification["firstBad"]>>("AuditPlace").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "BigInt" }),
    id: t.exposeID("id", { nullable: true, description: "Null where the row itself is gone." }),
    reason: t.exposeString("reason"),
  }),
});

const AuditHead = builder.objectRef<AuditVerification["head"]>("AuditHead").implement({
  description: "The chain's last link. Noted down elsewhere, it shows later whether the whole chain was written anew.",
  fields: (t) => ({ position: t.expose("position", { type: "BigInt" }), hash: t.exposeString("hash") }),
});

const Verification = builder.objectRef<AuditVerification>("AuditVerification").implement({
  description: "Whether every link fits the one before it, up to the end that was noted.",
  fields: (t) => ({
    ok: t.exposeBoolean("ok"),
    rows: t.expose("rows", { type: "BigInt", description: "Links that fit." }),
    head: t.expose("head", { type: AuditHead }),
    firstBad: t.expose("firstBad", { type: AuditPlace, nullable: true }),
  }),
});

const AuditConnection = connectionType("AuditEntry", AuditEntry);

const escapeLike = (text: string): string => text.replace(/[\\%_]/g, (sign) => `\\${sign}`);

builder.queryFields((t) => ({
  auditLog: t.field({
    type: AuditConnection,
    description: "Newest first.",
    authScopes: access.audit,
    args: {
      action: t.arg.string({ description: "An action, or the beginning of one: `model_version.` for all of its kind." }),
      subject: t.arg.id(),
      ...pageArguments,
    },
    complexity: pageCost,
    resolve: async (_root, args, context) => {
      const scope = cursorScope(context, "auditLog");
      const window = readWindow(scope, args);
      const { where, orderBy, limit } = keysetOf(window, auditLog.createdAt, auditLog.id);
      const filters = [
        eq(auditLog.workspaceId, scope.workspaceId),
        args.action ? like(auditLog.action, `${escapeLike(args.action)}%`) : undefined,
        args.subject ? eq(auditLog.subject, args.subject) : undefined,
        where,
      ];
      const rows = await context.services.database.db
        .select({ entry: auditLog, cursor: microsOf(auditLog.createdAt) })
        .from(auditLog)
        .where(and(...filters))
        .orderBy(...orderBy)
        .limit(limit);
      return connectionOf(
        scope,
        window,
        rows.map(({ entry, cursor }) => ({ ...entry, cursor })),
      );
    },
  }),
  verifyAuditLog: t.field({
    type: Verification,
    description: "Walks the whole chain and names the first row that does not fit.",
    authScopes: access.audit,
    complexity: 50,
    resolve: (_root, _args, context) => verifyAuditChain(context.services.database, callerIn(context).workspaceId),
  }),
  championAsOf: t.field({
    type: ModelVersion,
    nullable: true,
    description: "The version that an alias of the model (champion unless given) named at a moment; null where it named none.",
    authScopes: access.read,
    args: { modelName: t.arg.string({ required: true }), at: t.arg({ type: "DateTime", required: true }), alias: t.arg.string() },
    resolve: async (_root, { modelName, at, alias }, context) => {
      const { db } = context.services.database;
      const [model] = await db
        .select({ id: models.id })
        .from(models)
        .where(and(eq(models.workspaceId, callerIn(context).workspaceId), eq(models.name, modelName)));
      if (!model) throw notFound(["modelName"]);
      const versionId = await aliasAsOf(db, model.id, alias ?? "champion", at);
      return versionId ? context.loaders.modelVersion.load(versionId) : null;
    },
  }),
}));

type EventRecord = typeof modelEvents.$inferSelect;

const ModelEvent = builder.objectRef<EventRecord>("ModelEvent").implement({
  description: "What happened to a model.",
  fields: (t) => ({
    id: t.exposeID("id"),
    type: t.expose("type", { type: ModelEventType }),
    alias: t.exposeString("alias", { nullable: true }),
    modelVersion: t.field({
      type: ModelVersion,
      nullable: true,
      resolve: ({ modelVersionId }, _args, { loaders }) => (modelVersionId ? loaders.modelVersion.load(modelVersionId) : null),
    }),
    data: t.expose("data", { type: "JSONObject" }),
    member: t.field({ type: Member, nullable: true, resolve: ({ actor }, _args, { loaders }) => loaders.memberOfKey.load(actor) }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
  }),
});

const ModelEventConnection = connectionType("ModelEvent", ModelEvent);

builder.objectFields(Model, (t) => ({
  events: t.field({
    type: ModelEventConnection,
    description: "Newest first.",
    args: { ...pageArguments },
    complexity: pageCost,
    resolve: async ({ id }, args, context) => {
      const scope = cursorScope(context, `events:${id}`);
      const window = readWindow(scope, args);
      const { where, orderBy, limit } = keysetOf(window, modelEvents.createdAt, modelEvents.id);
      const rows = await context.services.database.db
        .select({ event: modelEvents, cursor: microsOf(modelEvents.createdAt) })
        .from(modelEvents)
        .where(and(eq(modelEvents.workspaceId, scope.workspaceId), eq(modelEvents.modelId, id), where))
        .orderBy(...orderBy)
        .limit(limit);
      return connectionOf(
        scope,
        window,
        rows.map(({ event, cursor }) => ({ ...event, cursor })),
      );
    },
  }),
}));
