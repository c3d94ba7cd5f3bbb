import { deskOf, guardNumber, numberReasons } from "@plimsoll/ml";
import { AppError, type DecideRequest, type DecideResponse } from "@plimsoll/schema";
import type { Database } from "@plimsoll/schema/db";
import { numbersOf, type StoredPolicy } from "../policies/stored-policy.ts";
import type { PolicyCache } from "./policy-cache.ts";
import { takenOnce } from "./policy-turn.ts";

const TOP = 4;

/**
 * Takes one decision by a policy that gives a number: the position of a hedge, the shares to sell. It is held by its limits, beside what is
 * known without a network, and logged as any other.
 * @throws AppError INVALID_INPUT for a record that cannot be, and for what only a choice among actions takes.
 */
export async function decideNumber(
  database: Database,
  policies: PolicyCache,
  stored: StoredPolicy,
  request: DecideRequest,
): Promise<DecideResponse> {
  const { workspaceId, modelVersionId } = request;
  const { policy, limits } = numbersOf(stored);
  const desk = deskOf(policy);
  if (request.allowed !== null)
    throw new AppError("INVALID_INPUT", "input", "This policy gives a number: it chooses of no list, so 'allowed' says nothing to it.", {
      path: ["allowed"],
    });
  const record = numbersIn(request.record, desk.inputs);
  const obs = desk.observe(record);
  const guard = guardNumber(desk, limits, stored.seenRange);
  return takenOnce(database, request, async (tx, state) => {
    const other = state.killSwitch && state.fallbackVersionId ? await policies.get(workspaceId, state.fallbackVersionId, tx) : null;
    const theirs = other && deskOf(numbersOf(other).policy);
    const decided = guard.decide(obs, { off: state.killSwitch, standIn: theirs && (() => theirs.want(theirs.observe(record))) });
    const [action = ""] = policy.schema.actionNames;
    return {
      modelVersionId,
      record,
      action,
      // A point, not a draw.
      propensity: 1,
      mask: [action],
      closed: decided.reasons.map((reason) => ({ action, reason })),
      declineReasons: decided.fallback ? [] : reasonsOf(stored, numberReasons(desk, obs, stored.reference)),
      fallback: decided.fallback,
      quantity: decided.value,
      proposed: decided.proposed,
      benchmark: decided.benchmark,
      seed: 0,
      segment: request.applicant.segment,
    };
  });
}

/** The record's numbers by name. @throws AppError MISSING_COLUMN, TYPE_MISMATCH. */
function numbersIn(record: Readonly<Record<string, unknown>>, inputs: readonly { name: string }[]): Record<string, number> {
  return Object.fromEntries(
    inputs.map(({ name }) => {
      const value = Object.hasOwn(record, name) ? record[name] : undefined;
      if (value === undefined || value === null)
        throw new AppError(
          "MISSING_COLUMN",
          "input",
          `The record lacks '${name}'. The policy reads ${inputs.map((own) => own.name).join(", ")}.`,
          {
            path: ["record", name],
            columns: [name],
          },
        );
      if (typeof value !== "number")
        throw new AppError("TYPE_MISMATCH", "input", `'${name}' must be a number. Got ${JSON.stringify(value)}.`, {
          path: ["record", name],
          columns: [name],
        });
      return [name, value];
    }),
  );
}

/** The observations that move the number most, by the approved list. */
function reasonsOf({ features, reasonCodes }: StoredPolicy, moves: readonly number[]) {
  const approved = new Map(reasonCodes.map(({ feature, code }) => [feature, code]));
  return moves
    .flatMap((contribution, k) => {
      const feature = features[k] ?? "";
      const code = approved.get(feature);
      return code === undefined || contribution === 0 ? [] : [{ feature, code, contribution }];
    })
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, TOP);
}
