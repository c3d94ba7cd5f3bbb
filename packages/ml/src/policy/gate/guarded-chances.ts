import { type DecisionLog, labelAt } from "../logs/decision-log.ts";
import type { DiscretePolicy } from "../policies/policy.ts";
import { type Applicant, type ConstraintSet, guardPolicy, type SeenCounts } from "./constraints.ts";

export interface GuardedChancesRequest {
  policy: DiscretePolicy;
  constraints: ConstraintSet;
  /** null: nothing counts as unseen. */
  seen: SeenCounts | null;
  log: DecisionLog;
  /** [n] whom each decision was about; null where the log does not say, then the ladder of prices by risk is left out. */
  applicants: readonly Applicant[] | null;
  /** [n, observations] what the policy reads; the log's own context unless given. */
  obs?: Float64Array;
}

/**
 * [n, actions] the chances with which a policy acts on a log's decisions within those of its limits that look at one decision alone: masks,
 * unseen actions, prices. Caps, budgets and floors add up over decisions; `replayDecisions` judges them.
 */
export function guardedChances({ policy, constraints, seen, log, applicants, obs = log.context }: GuardedChancesRequest): Float64Array {
  const single: ConstraintSet = {
    ...constraints,
    killSwitch: false,
    exposureCaps: { obligor: null, segment: null, portfolio: null },
    lossBudget: null,
    fairnessFloor: null,
    priceLadder: applicants ? constraints.priceLadder : null,
  };
  const guard = guardPolicy(policy, single, seen);
  const [d, k] = [policy.schema.observationNames.length, log.actionNames.length];
  const out = new Float64Array(log.n * k);
  for (let i = 0; i < log.n; i++) {
    const segment = labelAt(log.segment, i) ?? "";
    const applicant = applicants?.[i] ?? { obligor: "", segment, amount: 0, risk: null, expectedLoss: null, group: null };
    const { chances } = guard.distribution(obs.subarray(i * d, (i + 1) * d), log.mask.subarray(i * k, (i + 1) * k), applicant);
    out.set(chances, i * k);
  }
  return out;
}
