import { randomBytes } from "node:crypto";
import { createRng } from "@plimsoll/features";
import {
  type Applicant,
  type ConstraintSet,
  type ConstraintUsage,
  declineReasons,
  type Guard,
  type GuardedDecision,
  guardPolicy,
  noUsage,
} from "@plimsoll/ml";
import { AppError, type DecideRequest, type DecideResponse, type DeclineReasonValue } from "@plimsoll/schema";
import { aliases, type Database, modelVersions, policyUsage, type Transaction, type UsageScope } from "@plimsoll/schema/db";
import { and, eq, inArray, or, sql } from "drizzle-orm";
import { discreteOf, observationOf, type StoredPolicy } from "../policies/stored-policy.ts";
import { decideNumber } from "./decide-number.ts";
import type { PolicyCache } from "./policy-cache.ts";
import { type PolicyState, takenOnce } from "./policy-turn.ts";

/**
 * Takes one decision within the policy's limits and writes it down, all in one transaction: what limits count is locked until the decision
 * stands, so that no two decisions can use the same room, and no answer leaves that the log does not hold.
 * @throws AppError INVALID_INPUT, MISSING_COLUMN, TYPE_MISMATCH for a record or an applicant that cannot be decided on; IDEMPOTENCY_CONFLICT for a
 * reference that was used for another input.
 */
export async function decide(database: Database, policies: PolicyCache, request: DecideRequest): Promise<DecideResponse> {
  const { workspaceId, modelVersionId } = request;
  const stored = await policies.get(workspaceId, modelVersionId);
  if (stored.policy.kind === "continuous") return decideNumber(database, policies, stored, request);
  const { policy, constraints } = discreteOf(stored);
  const obs = observationOf(stored, request.record);
  const mask = maskOf(policy.schema.actionNames, request.allowed);
  const applicant = applicantOf(stored, constraints, request);
  return takenOnce(database, request, async (tx, state) => {
    const isOff = state.killSwitch || constraints.killSwitch;
    const other = state.killSwitch && state.fallbackVersionId ? await policies.get(workspaceId, state.fallbackVersionId, tx) : null;
    const usage = await usageOf(tx, request.modelId, applicant);
    const seed = randomBytes(4).readUInt32LE(0);
    const rng = createRng(seed);
    const guard = guardPolicy(policy, { ...constraints, killSwitch: isOff }, stored.seen, usage, other && discreteOf(other).policy);
    const own: Side = {
      stored,
      modelVersionId,
      guard,
      obs,
      fallbackObs: other ? observationOf(other, request.record) : undefined,
      share: 1,
    };
    const canary = isOff ? null : await canaryOf(tx, policies, state, request, policy.schema.actionNames, usage);
    const sides = canary ? [{ ...own, share: 1 - canary.share }, canary] : [own];
    const chances = chancesOf(sides, mask, applicant);
    const asked = canary && rng.next() < canary.share ? canary : own;
    const decided = asked.guard.decide(asked.obs, mask, applicant, rng, asked.fallbackObs);
    const { actionNames } = policy.schema;
    await writeUsage(tx, request, applicant, asked.guard.usage());
    return {
      modelVersionId: asked.modelVersionId,
      record: request.record,
      action: actionNames[decided.action] ?? "",
      propensity: chances.propensity[decided.action] as number,
      mask: actionNames.filter((_name, a) => chances.mask[a]),
      closed: decided.reasons,
      declineReasons: reasonsFor(asked.stored, asked.obs, mask, decided),
      fallback: decided.fallback,
      seed,
      segment: applicant.segment === "" ? null : applicant.segment,
    };
  });
}

/** One version that may decide here, with the chance that it is the one asked. */
interface Side {
  stored: StoredPolicy;
  modelVersionId: string;
  guard: Guard;
  obs: Float64Array;
  fallbackObs: Float64Array | undefined;
  share: number;
}

/**
 * The canary, where it takes a share of this decision. A version that has not passed the gate takes none, nor does one that cannot read the
 * record or chooses among other actions: all of that is settled before anything is drawn, so the chances stay exact.
 */
async function canaryOf(
  tx: Transaction,
  policies: PolicyCache,
  { canaryShare }: PolicyState,
  { mayCanary, workspaceId, modelId, modelVersionId, record }: DecideRequest,
  actionNames: readonly string[],
  usage: ConstraintUsage,
): Promise<Side | null> {
  if (!mayCanary || canaryShare === 0) return null;
  const [holder] = await tx.db
    .select({ id: modelVersions.id })
    .from(aliases)
    .innerJoin(modelVersions, eq(modelVersions.id, aliases.modelVersionId))
    .where(and(eq(aliases.modelId, modelId), eq(aliases.alias, "canary"), eq(modelVersions.status, "VALIDATED")));
  if (!holder || holder.id === modelVersionId) return null;
  const stored = await policies.get(workspaceId, holder.id, tx);
  const { policy, constraints } = discreteOf(stored);
  if (constraints.killSwitch || policy.schema.actionNames.join("\n") !== actionNames.join("\n")) return null;
  try {
    const obs = observationOf(stored, record);
    const guard = guardPolicy(policy, constraints, stored.seen, usage);
    return { stored, modelVersionId: holder.id, guard, obs, fallbackObs: undefined, share: canaryShare };
  } catch (error) {
    if (error instanceof AppError && (error.kind === "input" || error.kind === "data")) return null;
    throw error;
  }
}

/** [actions] the chances of each action over who is asked and what that one draws, and what was open to either. */
function chancesOf(sides: readonly Side[], mask: boolean[] | null, applicant: Applicant): { propensity: number[]; mask: boolean[] } {
  const each = sides.map(({ guard, obs, fallbackObs, share }) => ({ share, ...guard.distribution(obs, mask, applicant, fallbackObs) }));
  const k = each[0]?.mask.length ?? 0;
  return {
    propensity: Array.from({ length: k }, (_chance, a) =>
      each.reduce((sum, { share, chances }) => sum + share * (chances[a] as number), 0),
    ),
    mask: Array.from({ length: k }, (_open, a) => each.some((side) => side.mask[a])),
  };
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
  obs: Float64Array,
  mask: boolean[] | null,
  { action, fallback }: GuardedDecision,
): DeclineReasonValue[] {
  const { policy, constraints } = discreteOf(stored);
  const { actionNames } = policy.schema;
  const declines = actionNames.flatMap((name, a) => (constraints.actions[name]?.declines ? [a] : []));
  if (fallback || !declines.includes(action)) return [];
  const approved = new Map(stored.reasonCodes.map(({ feature, code }) => [feature, code]));
  return declineReasons(policy, obs, mask, { declines, reference: stored.reference, approved, features: stored.features });
}
