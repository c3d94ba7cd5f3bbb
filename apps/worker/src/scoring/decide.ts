import { randomBytes } from "node:crypto";
import { createRng } from "@plimsoll/features";
import {
  type Applicant,
  type ConstraintSet,
  type ConstraintUsage,
  declineReasons,
  type GuardedDecision,
  guardPolicy,
  noUsage,
} from "@plimsoll/ml";
import { AppError, type DecideRequest, type DecideResponse, type DeclineReasonValue, newId } from "@plimsoll/schema";
import { type Database, policyDecisions, policyStates, policyUsage, type Transaction, type UsageScope } from "@plimsoll/schema/db";
import { canonicalJson, sha256Hex } from "@plimsoll/schema/hash";
import { and, eq, inArray, or, sql } from "drizzle-orm";
import { discreteOf, observationOf, type StoredPolicy } from "../policies/stored-policy.ts";
import type { PolicyCache } from "./policy-cache.ts";

/**
 * Takes one decision within the policy's limits and writes it down, all in one transaction: what limits count is locked until the decision
 * stands, so that no two decisions can use the same room, and no answer leaves that the log does not hold.
 * @throws AppError INVALID_INPUT, MISSING_COLUMN, TYPE_MISMATCH for a record or an applicant that cannot be decided on; IDEMPOTENCY_CONFLICT for a
 * reference that was used for another input.
 */
export async function decide(database: Database, policies: PolicyCache, request: DecideRequest): Promise<DecideResponse> {
  const { workspaceId, modelId, modelVersionId, reference } = request;
  const stored = await policies.get(workspaceId, modelVersionId);
  const { policy, constraints } = discreteOf(stored);
  const obs = observationOf(stored, request.record);
  const mask = maskOf(policy.schema.actionNames, request.allowed);
  const applicant = applicantOf(stored, constraints, request);
  const inputHash = sha256Hex(
    canonicalJson({ record: request.record, allowed: request.allowed, applicant: request.applicant, episode: request.episode }),
  );
  return inTurn(modelId, () =>
    database.transaction(async (tx) => {
      const state = await lockedState(tx, request);
      const earlier = reference === null ? null : await decidedBefore(tx, modelId, reference, inputHash);
      if (earlier) return { decisionId: earlier, repeated: true };
      const isOff = state.killSwitch || constraints.killSwitch;
      const other = state.killSwitch && state.fallbackVersionId ? await policies.get(workspaceId, state.fallbackVersionId, tx) : null;
      const usage = await usageOf(tx, modelId, applicant);
      const guard = guardPolicy(policy, { ...constraints, killSwitch: isOff }, stored.seen, usage, other && discreteOf(other).policy);
      const seed = randomBytes(4).readUInt32LE(0);
      const decided = guard.decide(obs, mask, applicant, createRng(seed), other ? observationOf(other, request.record) : undefined);
      const decisionId = newId("policyDecision");
      const action = policy.schema.actionNames[decided.action] ?? "";
      await tx.db.insert(policyDecisions).values({
        id: decisionId,
        workspaceId,
        modelId,
        modelVersionId,
        reference,
        inputHash,
        record: request.record,
        action,
        propensity: decided.propensity,
        mask: policy.schema.actionNames.filter((_name, a) => decided.mask[a]),
        closed: decided.reasons,
        declineReasons: reasonsFor(stored, constraints, obs, mask, decided),
        fallback: decided.fallback,
        seed,
        obligor: request.applicant.obligor,
        segment: applicant.segment === "" ? null : applicant.segment,
        amount: request.applicant.amount,
        risk: request.applicant.risk,
        lossRate: request.applicant.lossRate,
        group: request.applicant.group,
        episode: request.episode,
        rewardDueAt: request.rewardDueAt === null ? null : new Date(request.rewardDueAt),
        actor: request.actor,
      });
      await writeUsage(tx, request, applicant, guard.usage());
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

function maskOf(actionNames: readonly string[], allowed: DecideRequest["allowed"]): boolean[] | null {
  if (allowed === null) return null;
  const unknown = allowed.find((name) => !actionNames.includes(name));
  if (unknown !== undefined)
    throw new AppError("INVALID_INPUT", "input", `'${unknown}' is no action of the policy. They are ${actionNames.join(", ")}.`, {
      path: ["allowed"],
    });
  return actionNames.map((name) => allowed.includes(name));
}

/** Whom the decision is about. @throws AppError INVALID_INPUT where a limit needs what was not given. */
function applicantOf(stored: StoredPolicy, constraints: ConstraintSet, { applicant, record }: DecideRequest): Applicant {
  const { obligor, segment, amount, risk, lossRate, group } = applicant;
  const { exposureCaps, lossBudget, priceLadder } = constraints;
  const need = (name: keyof typeof applicant, why: string) =>
    new AppError("INVALID_INPUT", "input", `The policy's limits need the applicant's ${name}: ${why}. Give it with the decision.`, {
      path: ["applicant", name],
    });
  const isCapped = lossBudget !== null || Object.values(exposureCaps).some((cap) => cap !== null);
  if (isCapped && amount === null) throw need("amount", "exposure is added up");
  if (exposureCaps.obligor !== null && obligor === null) throw need("obligor", "the exposure of one obligor is capped");
  if (priceLadder !== null && risk === null) throw need("risk", "prices must not fall as risk rises");
  const named = stored.segmentColumn === null ? null : record[stored.segmentColumn];
  const own = amount ?? 0;
  return {
    obligor: obligor ?? "",
    segment: segment ?? (named === null || named === undefined ? "" : String(named)),
    amount: own,
    risk,
    expectedLoss:
      lossRate === null
        ? null
        : stored.policy.schema.actionNames.map((name) => (constraints.actions[name]?.exposureShare ?? 0) * own * lossRate),
    group,
  };
}

/** The model's own row, made if it is new, and held until the decision stands. */
async function lockedState({ db }: Transaction, { modelId, workspaceId }: DecideRequest): Promise<typeof policyStates.$inferSelect> {
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

const ALL = "";

/** What decisions have used up of the limits that this one could touch. */
async function usageOf({ db }: Transaction, modelId: string, { obligor, segment }: Applicant): Promise<ConstraintUsage> {
  const scoped = (scope: UsageScope, key: string) => and(eq(policyUsage.scope, scope), eq(policyUsage.key, key));
  const rows = await db
    .select()
    .from(policyUsage)
    .where(
      and(
        eq(policyUsage.modelId, modelId),
        or(scoped("OBLIGOR", obligor), scoped("SEGMENT", segment), scoped("PORTFOLIO", ALL), inArray(policyUsage.scope, ["GROUP"])),
      ),
    );
  const usage = noUsage();
  for (const { scope, key, exposure, expectedLoss, decided, approved } of rows) {
    if (scope === "OBLIGOR") usage.obligor[key] = exposure;
    else if (scope === "SEGMENT") usage.segment[key] = exposure;
    else if (scope === "GROUP") usage.groups[key] = { decided, approved };
    else Object.assign(usage, { portfolio: exposure, expectedLoss });
  }
  return usage;
}

async function writeUsage(
  { db }: Transaction,
  { modelId, workspaceId }: DecideRequest,
  { obligor, segment, group }: Applicant,
  usage: ConstraintUsage,
) {
  const none = { modelId, workspaceId, exposure: 0, expectedLoss: 0, decided: 0, approved: 0 };
  const own = group === null ? undefined : usage.groups[group];
  const rows: (typeof policyUsage.$inferInsert)[] = [
    { ...none, scope: "OBLIGOR", key: obligor, exposure: usage.obligor[obligor] ?? 0 },
    { ...none, scope: "SEGMENT", key: segment, exposure: usage.segment[segment] ?? 0 },
    { ...none, scope: "PORTFOLIO", key: ALL, exposure: usage.portfolio, expectedLoss: usage.expectedLoss },
    ...(own && group !== null ? [{ ...none, scope: "GROUP" as const, key: group, ...own }] : []),
  ];
  await db
    .insert(policyUsage)
    .values(rows)
    .onConflictDoUpdate({
      target: [policyUsage.modelId, policyUsage.scope, policyUsage.key],
      set: {
        exposure: sql`excluded.exposure`,
        expectedLoss: sql`excluded.expected_loss`,
        decided: sql`excluded.decided`,
        approved: sql`excluded.approved`,
      },
    });
}

/** Why the policy declined, by the approved list; nothing where its limits decided, since those are the reason. */
function reasonsFor(
  stored: StoredPolicy,
  constraints: ConstraintSet,
  obs: Float64Array,
  mask: boolean[] | null,
  { action, fallback }: GuardedDecision,
): DeclineReasonValue[] {
  const { policy } = discreteOf(stored);
  const { actionNames } = policy.schema;
  const declines = actionNames.flatMap((name, a) => (constraints.actions[name]?.declines ? [a] : []));
  if (fallback || !declines.includes(action)) return [];
  const approved = new Map(stored.reasonCodes.map(({ feature, code }) => [feature, code]));
  return declineReasons(policy, obs, mask, { declines, reference: stored.reference, approved, features: stored.features });
}
