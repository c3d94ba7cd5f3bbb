import { AppError, newId, ROLES_WITHIN } from "@plimsoll/schema";
import {
  apiKeys,
  type Caller,
  createApiKey,
  governanceOf,
  hasVersionAtStake,
  type Transaction,
  users,
  workspaces,
} from "@plimsoll/schema/db";
import { and, asc, count, eq, isNull, notInArray, or, sql } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../context.ts";
import { forbidden, notFound } from "../errors.ts";
import type { MemberRecord } from "../loaders.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { displayName } from "./dataset.ts";
import { Role } from "./enums.ts";
import { defineMutation, parseInput } from "./mutation.ts";
import { ForbiddenTransitionError } from "./user-errors.ts";

export const Member = builder.objectRef<MemberRecord>("Member").implement({
  description: "A person of the workspace.",
  fields: (t) => ({
    id: t.exposeID("id"),
    name: t.exposeString("name"),
    role: t.expose("role", { type: Role }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    removedAt: t.expose("removedAt", { type: "DateTime", nullable: true }),
  }),
});

builder.queryField("members", (t) =>
  t.field({
    type: [Member],
    description: "Everyone of the workspace, oldest first; those who are gone too, since old records name them.",
    authScopes: access.read,
    resolve: (_root, _args, context) =>
      context.services.database.db
        .select()
        .from(users)
        .where(eq(users.workspaceId, callerIn(context).workspaceId))
        .orderBy(asc(users.createdAt), asc(users.id)),
  }),
);

const refused = (message: string, path: string): AppError => new AppError("FORBIDDEN_TRANSITION", "conflict", message, { path: [path] });

/** Changes of members wait for each other: two owners could otherwise end one another. */
const lockWorkspace = (tx: Transaction, { workspaceId }: Caller) =>
  tx.db.select({ id: workspaces.id }).from(workspaces).where(eq(workspaces.id, workspaceId)).for("update");

async function lockedMember(tx: Transaction, caller: Caller, memberId: string): Promise<typeof users.$inferSelect> {
  await lockWorkspace(tx, caller);
  const [member] = await tx.db
    .select()
    .from(users)
    .where(and(eq(users.id, memberId), eq(users.workspaceId, caller.workspaceId)));
  if (!member) throw notFound(["memberId"]);
  if (member.removedAt) throw refused("This member was removed.", "memberId");
  if (member.role === "OWNER" && caller.role !== "OWNER") throw forbidden("Only an OWNER can change an OWNER.");
  return member;
}

async function requireAnotherOwner(tx: Transaction, { workspaceId }: Caller): Promise<void> {
  const [owners] = await tx.db
    .select({ total: count() })
    .from(users)
    .where(and(eq(users.workspaceId, workspaceId), eq(users.role, "OWNER"), isNull(users.removedAt)));
  if ((owners?.total ?? 0) <= 1) throw refused("A workspace keeps an OWNER; make another member OWNER first.", "memberId");
}

defineMutation("inviteMember", {
  description: "Makes a member with a first API key, which is shown once, here.",
  access: access.administer,
  input: builder.inputType("InviteMemberInput", {
    fields: (t) => ({ name: t.string({ required: true }), role: t.field({ type: Role, required: true }) }),
  }),
  success: builder.objectRef<{ member: MemberRecord; key: string }>("InviteMemberSuccess").implement({
    fields: (t) => ({ member: t.field({ type: Member, resolve: ({ member }) => member }), key: t.exposeString("key") }),
  }),
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const { workspaceId } = caller;
    const { name } = parseInput(z.object({ name: displayName(100) }), input);
    if (input.role === "OWNER" && caller.role !== "OWNER") throw forbidden("Only an OWNER can make an OWNER.");
    return context.services.database.transaction(async (tx) => {
      const [member] = await tx.db
        .insert(users)
        .values({ id: newId("user"), workspaceId, name, role: input.role })
        .returning();
      if (!member) throw new Error("The insert of a member returned no row.");
      const { id, key } = await createApiKey(tx, { workspaceId, userId: member.id, name: `${name}'s key`, role: input.role });
      await auditOf(tx, caller, "member.invite", member.id, { name, role: input.role, apiKeyId: id });
      return { member, key };
    });
  },
});

const MemberSuccess = (name: string) =>
  builder
    .objectRef<{ member: MemberRecord }>(name)
    .implement({ fields: (t) => ({ member: t.field({ type: Member, resolve: ({ member }) => member }) }) });

defineMutation("changeMemberRole", {
  description: "Gives a member another role. Keys that allow more than it are revoked.",
  access: access.administer,
  input: builder.inputType("ChangeMemberRoleInput", {
    fields: (t) => ({ memberId: t.id({ required: true }), role: t.field({ type: Role, required: true }) }),
  }),
  success: MemberSuccess("ChangeMemberRoleSuccess"),
  errors: [ForbiddenTransitionError],
  resolve: async ({ memberId, role }, context) => {
    const caller = callerIn(context);
    if (role === "OWNER" && caller.role !== "OWNER") throw forbidden("Only an OWNER can make an OWNER.");
    const member = await context.services.database.transaction(async (tx) => {
      const before = await lockedMember(tx, caller, memberId);
      if (before.role === "OWNER" && role !== "OWNER") await requireAnotherOwner(tx, caller);
      const [changed] = await tx.db.update(users).set({ role }).where(eq(users.id, memberId)).returning();
      // A key carries its role with it: one of the former role, or of any that allows more than the new one, would outlive the change.
      const beyond = or(eq(apiKeys.role, before.role), notInArray(apiKeys.role, [...ROLES_WITHIN[role]]));
      if (before.role !== role)
        await tx.db
          .update(apiKeys)
          .set({ revokedAt: sql`now()` })
          .where(and(eq(apiKeys.userId, memberId), beyond, isNull(apiKeys.revokedAt)));
      await auditOf(tx, caller, "member.change_role", memberId, { from: before.role, to: role });
      return changed ?? before;
    });
    context.services.hub.checkCredentials();
    return { member };
  },
});

defineMutation("removeMember", {
  description: "Takes a member out, with every key and session. What they did stays on record.",
  access: access.administer,
  input: builder.inputType("RemoveMemberInput", { fields: (t) => ({ memberId: t.id({ required: true }) }) }),
  success: MemberSuccess("RemoveMemberSuccess"),
  errors: [ForbiddenTransitionError],
  resolve: async ({ memberId }, context) => {
    const caller = callerIn(context);
    const member = await context.services.database.transaction(async (tx) => {
      const before = await lockedMember(tx, caller, memberId);
      if (memberId === caller.userId) throw refused("Nobody removes themselves; another member does.", "memberId");
      if (before.role === "OWNER") await requireAnotherOwner(tx, caller);
      const { fourEyesInForce, members } = await governanceOf(tx.db, caller.workspaceId);
      if (fourEyesInForce && members === 2 && (await hasVersionAtStake(tx.db, caller.workspaceId, caller.userId))) {
        throw refused(
          "Removing the last other member would end the four eyes over versions that you developed. Retire them, or ask the other member.",
          "memberId",
        );
      }
      const [removed] = await tx.db.update(users).set({ removedAt: sql`now()` }).where(eq(users.id, memberId)).returning();
      await tx.db
        .update(apiKeys)
        .set({ revokedAt: sql`now()` })
        .where(and(eq(apiKeys.userId, memberId), isNull(apiKeys.revokedAt)));
      await auditOf(tx, caller, "member.remove", memberId, { name: before.name, role: before.role });
      return removed ?? before;
    });
    context.services.hub.checkCredentials();
    return { member };
  },
});
