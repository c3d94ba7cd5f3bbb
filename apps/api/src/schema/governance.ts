import { AppError, GovernancePolicy } from "@plimsoll/schema";
import { type Caller, governanceOf, hasVersionAtStake, type WorkspaceGovernance, workspaces } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { callerIn } from "../context.ts";
import { access } from "./access.ts";
import { auditOf } from "./audit.ts";
import { builder } from "./builder.ts";
import { Baseline, Severity } from "./enums.ts";
import { defineMutation, parseInput, withoutNulls } from "./mutation.ts";
import { ForbiddenTransitionError } from "./user-errors.ts";

export const Governance = builder.objectRef<WorkspaceGovernance>("Governance").implement({
  description: "What the workspace asks before a version may become champion.",
  fields: (t) => ({
    fourEyes: t.exposeBoolean("fourEyes", { description: "Whoever developed a version may not promote it." }),
    fourEyesInForce: t.exposeBoolean("fourEyesInForce", { description: "False while the workspace has one member only." }),
    members: t.exposeInt("members"),
    honestyGate: t.exposeBoolean("honestyGate", {
      description: "The lower 95 % bound of the advantage over the baseline must lie above 0, or a waiver is signed.",
    }),
    honestyBaseline: t.expose("honestyBaseline", { type: Baseline }),
    requireInventory: t.exposeBoolean("requireInventory", { description: "The model's inventory must be filled in." }),
    blockingSeverity: t.expose("blockingSeverity", {
      type: Severity,
      description: "An open finding of this severity or above blocks; any open one once it is overdue.",
    }),
  }),
});

const Changes = z.object({ fourEyes: z.boolean(), ...GovernancePolicy.shape }).partial();

/** Rules over promotion are not loosened by whoever has a version to promote. */
async function requireNoStake(db: Parameters<typeof hasVersionAtStake>[0], caller: Caller, before: WorkspaceGovernance): Promise<void> {
  if (before.fourEyesInForce && (await hasVersionAtStake(db, caller.workspaceId, caller.userId))) {
    throw new AppError(
      "FORBIDDEN_TRANSITION",
      "conflict",
      "You developed a version that these rules would judge, so another member changes them. Retired versions do not count.",
      { path: ["fourEyes"] },
    );
  }
}

defineMutation("updateGovernance", {
  description:
    "Changes what is asked before a promotion. While four eyes are in force, whoever developed a version does not loosen the rules.",
  access: access.administer,
  input: builder.inputType("UpdateGovernanceInput", {
    fields: (t) => ({
      fourEyes: t.boolean(),
      honestyGate: t.boolean(),
      honestyBaseline: t.field({ type: Baseline }),
      requireInventory: t.boolean(),
      blockingSeverity: t.field({ type: Severity }),
    }),
  }),
  success: builder.objectRef<{ governance: WorkspaceGovernance }>("UpdateGovernanceSuccess").implement({
    fields: (t) => ({ governance: t.field({ type: Governance, resolve: ({ governance }) => governance }) }),
  }),
  errors: [ForbiddenTransitionError],
  resolve: async (input, context) => {
    const caller = callerIn(context);
    const changes = parseInput(Changes, withoutNulls(input));
    const governance = await context.services.database.transaction(async (tx) => {
      const [row] = await tx.db.select().from(workspaces).where(eq(workspaces.id, caller.workspaceId)).for("update");
      const before = await governanceOf(tx.db, caller.workspaceId);
      await requireNoStake(tx.db, caller, before);
      const { fourEyes, ...policy } = changes;
      await tx.db
        .update(workspaces)
        .set({ fourEyes: fourEyes ?? before.fourEyes, governance: { ...row?.governance, ...policy } })
        .where(eq(workspaces.id, caller.workspaceId));
      await auditOf(tx, caller, "governance.update", caller.workspaceId, { ...changes });
      return governanceOf(tx.db, caller.workspaceId);
    });
    return { governance };
  },
});
