import { AppError, type Role as RoleName } from "@plimsoll/schema";
import {
  apiKeys,
  type Caller,
  callerOfKey,
  closeSession,
  createApiKey,
  governanceOf,
  openSession,
  users,
  workspaces,
} from "@plimsoll/schema/db";
import { and, asc, count, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { type ApiContext, callerIn } from "../context.ts";
import { forbidden, invalidInput, notFound, unauthenticated } from "../errors.ts";
import { openLoaders } from "../loaders.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { displayName } from "./dataset.ts";
import { Role } from "./enums.ts";
import { Governance } from "./governance.ts";
import { defineMutation, parseInput } from "./mutation.ts";
import { ForbiddenTransitionError } from "./user-errors.ts";

type ApiKeyRecord = Pick<typeof apiKeys.$inferSelect, "id" | "name" | "role" | "prefix" | "createdAt" | "lastUsedAt" | "revokedAt">;

const ApiKey = builder.objectRef<ApiKeyRecord>("ApiKey").implement({
  description: "A key of the workspace. Only its prefix is known after it was made.",
  fields: (t) => ({
    id: t.exposeID("id"),
    name: t.exposeString("name"),
    role: t.expose("role", { type: Role }),
    prefix: t.exposeString("prefix"),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    lastUsedAt: t.expose("lastUsedAt", { type: "DateTime", nullable: true }),
    revokedAt: t.expose("revokedAt", { type: "DateTime", nullable: true }),
  }),
});

const Workspace = builder.objectRef<typeof workspaces.$inferSelect>("Workspace").implement({
  fields: (t) => ({
    id: t.exposeID("id"),
    name: t.exposeString("name"),
    fourEyes: t.exposeBoolean("fourEyes", {
      description: "Whoever developed a version may not promote it, once the workspace has a second member.",
    }),
    governance: t.field({ type: Governance, resolve: ({ id }, _args, { services }) => governanceOf(services.database.db, id) }),
  }),
});

const administers = (role: RoleName): boolean => access.administer.role.includes(role);

const Viewer = builder.objectRef<Caller>("Viewer").implement({
  description: "Who calls.",
  fields: (t) => ({
    id: t.exposeID("userId"),
    name: t.string({
      resolve: async ({ userId }, _args, { services }) => {
        const [user] = await services.database.db.select({ name: users.name }).from(users).where(eq(users.id, userId));
        return user?.name ?? "";
      },
    }),
    role: t.expose("role", { type: Role }),
    workspace: t.field({
      type: Workspace,
      resolve: async ({ workspaceId }, _args, { services }) => {
        const [workspace] = await services.database.db.select().from(workspaces).where(eq(workspaces.id, workspaceId));
        if (!workspace) throw new Error("A caller without a workspace cannot exist.");
        return workspace;
      },
    }),
    apiKeys: t.field({
      type: [ApiKey],
      description: "All of the workspace for OWNER and ADMIN, the caller's own key for the others.",
      resolve: ({ workspaceId, apiKeyId, role }, _args, { services }) =>
        services.database.db
          .select()
          .from(apiKeys)
          .where(and(eq(apiKeys.workspaceId, workspaceId), administers(role) ? undefined : eq(apiKeys.id, apiKeyId)))
          .orderBy(asc(apiKeys.createdAt)),
    }),
  }),
});

builder.queryField("viewer", (t) =>
  t.field({ type: Viewer, authScopes: access.read, resolve: (_root, _args, context) => callerIn(context) }),
);

const WRONG_KEY = "The API key is not valid or has been revoked.";

/** Opens a portal session. Each attempt counts, however many an operation holds, so aliases buy nothing. */
async function signIn(key: string, context: ApiContext): Promise<Caller> {
  const { database, signInFailures } = context.services;
  if (!context.cookie) throw new AppError("INVALID_INPUT", "input", "signIn works over HTTP only.", { path: [] });
  if (!signInFailures.allows(context.address)) {
    throw new AppError("RATE_LIMITED", "resource", "Too many failed sign-ins from this address; wait a minute.");
  }
  const settle = signInFailures.reserve(context.address);
  let caller: Caller | null = null;
  let failed = false;
  try {
    caller = await callerOfKey(database.db, key);
    failed = caller === null;
  } finally {
    settle(failed);
  }
  if (!caller) throw unauthenticated(WRONG_KEY);
  const signedIn = caller;
  const { token, expiresAt } = await database.transaction(async (tx) => {
    const session = await openSession(tx.db, signedIn);
    await auditOf(tx, signedIn, "session.open", signedIn.apiKeyId);
    return session;
  });
  context.cookie.set(token, expiresAt);
  return signedIn;
}

defineMutation("signIn", {
  description: "Opens a portal session from an API key and sets its cookie.",
  access: access.anyone,
  input: builder.inputType("SignInInput", { fields: (t) => ({ apiKey: t.string({ required: true }) }) }),
  success: builder.objectRef<{ viewer: Caller }>("SignInSuccess").implement({
    fields: (t) => ({ viewer: t.field({ type: Viewer, resolve: ({ viewer }) => viewer }) }),
  }),
  resolve: async ({ apiKey }, context) => {
    const key = apiKey.trim();
    if (key === "" || key.length > 200) throw invalidInput("Paste the whole API key, plk_..._...", ["apiKey"]);
    const viewer = await signIn(key, context);
    // The rest of this operation is the new caller's.
    context.caller = viewer;
    context.loaders = openLoaders(context.services.database.db, viewer.workspaceId);
    return { viewer };
  },
});

const SignOutSuccess = builder.objectRef<{ ok: boolean }>("SignOutSuccess").implement({ fields: (t) => ({ ok: t.exposeBoolean("ok") }) });
const SignOutResult = builder.unionType("SignOutResult", { types: [SignOutSuccess], resolveType: () => SignOutSuccess.name });
const SignOutInput = builder.inputType("SignOutInput", {
  fields: (t) => ({ everywhere: t.boolean({ description: "Also the other sessions of this key." }) }),
});

builder.mutationField("signOut", (t) =>
  t.field({
    type: SignOutResult,
    description: "Ends the portal session and its cookie.",
    authScopes: access.read,
    args: { input: t.arg({ type: SignOutInput }) },
    resolve: async (_root, { input }, context) => {
      const caller = callerIn(context);
      const { database, hub } = context.services;
      await database.transaction(async (tx) => {
        if (caller.sessionId) await closeSession(tx.db, caller.sessionId);
        if (input?.everywhere)
          await tx.db.execute(
            sql`UPDATE plimsoll.sessions SET revoked_at = now() WHERE api_key_id = ${caller.apiKeyId} AND revoked_at IS NULL`,
          );
        if (caller.sessionId || input?.everywhere) await auditOf(tx, caller, "session.close", caller.sessionId ?? caller.apiKeyId);
      });
      context.cookie?.clear();
      hub.checkCredentials();
      return { ok: true };
    },
  }),
);

defineMutation("createApiKey", {
  description: "Makes a key for the caller. The key itself is shown once, here.",
  access: access.administer,
  input: builder.inputType("CreateApiKeyInput", {
    fields: (t) => ({ name: t.string({ required: true }), role: t.field({ type: Role, required: true }) }),
  }),
  success: builder.objectRef<{ apiKey: ApiKeyRecord; key: string }>("CreateApiKeySuccess").implement({
    fields: (t) => ({ apiKey: t.field({ type: ApiKey, resolve: ({ apiKey }) => apiKey }), key: t.exposeString("key") }),
  }),
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { name } = parseInput(z.object({ name: displayName(100) }), input);
    if (input.role === "OWNER" && caller.role !== "OWNER") throw forbidden("Only an OWNER can make a key with the role OWNER.");
    return context.services.database.transaction(async (tx) => {
      const { id, key } = await createApiKey(tx, { workspaceId: caller.workspaceId, userId: caller.userId, name, role: input.role });
      await auditOf(tx, caller, "api_key.create", id, { name, role: input.role });
      const [apiKey] = await tx.db.select().from(apiKeys).where(eq(apiKeys.id, id));
      if (!apiKey) throw new Error("The insert of a key returned no row.");
      return { apiKey, key };
    });
  },
});

defineMutation("revokeApiKey", {
  description: "Ends a key, its sessions and their open subscriptions.",
  access: access.administer,
  input: builder.inputType("RevokeApiKeyInput", { fields: (t) => ({ apiKeyId: t.id({ required: true }) }) }),
  success: builder.objectRef<{ apiKey: ApiKeyRecord }>("RevokeApiKeySuccess").implement({
    fields: (t) => ({ apiKey: t.field({ type: ApiKey, resolve: ({ apiKey }) => apiKey }) }),
  }),
  errors: [ForbiddenTransitionError],
  resolve: async ({ apiKeyId }, context) => {
    const caller = callerIn(context);
    const { database, hub } = context.services;
    const apiKey = await database.transaction(async (tx) => {
      // One revocation at a time in a workspace: two owners' keys could otherwise end each other.
      await tx.db.select({ id: workspaces.id }).from(workspaces).where(eq(workspaces.id, caller.workspaceId)).for("update");
      const [key] = await tx.db
        .select()
        .from(apiKeys)
        .where(and(eq(apiKeys.id, apiKeyId), eq(apiKeys.workspaceId, caller.workspaceId)));
      if (!key) throw notFound(["apiKeyId"]);
      if (key.revokedAt) return key;
      if (key.role === "OWNER") {
        if (caller.role !== "OWNER") throw forbidden("Only an OWNER can revoke a key with the role OWNER.");
        const owners = and(eq(apiKeys.workspaceId, caller.workspaceId), eq(apiKeys.role, "OWNER"), isNull(apiKeys.revokedAt));
        const [left] = await tx.db.select({ total: count() }).from(apiKeys).where(owners);
        if ((left?.total ?? 0) <= 1) {
          throw new AppError("FORBIDDEN_TRANSITION", "conflict", "This is the owner's last key; make another OWNER key first.", {
            path: ["apiKeyId"],
          });
        }
      }
      const [revoked] = await tx.db.update(apiKeys).set({ revokedAt: sql`now()` }).where(eq(apiKeys.id, apiKeyId)).returning();
      await auditOf(tx, caller, "api_key.revoke", apiKeyId, { name: key.name, role: key.role });
      return revoked ?? key;
    });
    hub.checkCredentials();
    return { apiKey };
  },
});
