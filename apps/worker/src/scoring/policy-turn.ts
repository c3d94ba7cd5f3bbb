import { AppError, type DecideRequest, type DecideResponse, newId } from "@plimsoll/schema";
import { type Database, policyDecisions, policyStates, type Transaction } from "@plimsoll/schema/db";
import { canonicalJson, sha256Hex } from "@plimsoll/schema/hash";
import { and, eq } from "drizzle-orm";

export type PolicyState = typeof policyStates.$inferSelect;

/** What a decision says beside whom it is about. */
export type Taken = Pick<
  typeof policyDecisions.$inferInsert,
  "modelVersionId" | "record" | "action" | "propensity" | "mask" | "closed" | "declineReasons" | "fallback" | "seed" | "segment"
> &
  Partial<Pick<typeof policyDecisions.$inferInsert, "quantity" | "proposed" | "benchmark">>;

/**
 * Takes a decision once: a reference that was used before gives the decision that was taken. The policy's row is locked until the decision
 * is written down. @throws AppError IDEMPOTENCY_CONFLICT for a reference that was used for another input.
 */
export function takenOnce(
  database: Database,
  request: DecideRequest,
  take: (tx: Transaction, state: PolicyState) => Promise<Taken>,
): Promise<DecideResponse> {
  const { workspaceId, modelId, reference, applicant, episode, rewardDueAt, actor, record, allowed } = request;
  const inputHash = sha256Hex(canonicalJson({ record, allowed, applicant, episode }));
  return inTurn(modelId, () =>
    database.transaction(async (tx) => {
      const state = await lockedState(tx, request);
      const earlier = reference === null ? null : await decidedBefore(tx, modelId, reference, inputHash);
      if (earlier) return { decisionId: earlier, repeated: true };
      const taken = await take(tx, state);
      const decisionId = newId("policyDecision");
      await tx.db.insert(policyDecisions).values({
        ...taken,
        id: decisionId,
        workspaceId,
        modelId,
        reference,
        inputHash,
        obligor: applicant.obligor,
        amount: applicant.amount,
        risk: applicant.risk,
        lossRate: applicant.lossRate,
        group: applicant.group,
        episode,
        rewardDueAt: rewardDueAt === null ? null : new Date(rewardDueAt),
        actor,
      });
      return { decisionId, repeated: false };
    }),
  );
}

/** The last decision of each policy that this process is taking. */
const turns = new Map<string, Promise<unknown>>();

/** One decision of a policy after another: they would wait for its row anyway, each with a connection in its hands. */
function inTurn<T>(modelId: string, work: () => Promise<T>): Promise<T> {
  const before = turns.get(modelId) ?? Promise.resolve();
  const own = before.then(work, work);
  turns.set(modelId, own);
  const leave = () => {
    if (turns.get(modelId) === own) turns.delete(modelId);
  };
  own.then(leave, leave);
  return own;
}

/** The model's own row, made if it is new, and held until the decision stands. */
async function lockedState({ db }: Transaction, { modelId, workspaceId }: DecideRequest): Promise<PolicyState> {
  await db.insert(policyStates).values({ modelId, workspaceId }).onConflictDoNothing();
  const [state] = await db
    .select()
    .from(policyStates)
    .where(and(eq(policyStates.modelId, modelId), eq(policyStates.workspaceId, workspaceId)))
    .for("update");
  if (!state) throw new AppError("NOT_FOUND", "not_found", "No such model.", { path: ["modelId"] });
  return state;
}

async function decidedBefore({ db }: Transaction, modelId: string, reference: string, inputHash: string): Promise<string | null> {
  const [found] = await db
    .select({ id: policyDecisions.id, inputHash: policyDecisions.inputHash })
    .from(policyDecisions)
    .where(and(eq(policyDecisions.modelId, modelId), eq(policyDecisions.reference, reference)));
  if (!found) return null;
  if (found.inputHash === inputHash) return found.id;
  throw new AppError(
    "IDEMPOTENCY_CONFLICT",
    "conflict",
    `The reference '${reference}' was used for another decision; give this one its own.`,
    {
      path: ["reference"],
    },
  );
}
