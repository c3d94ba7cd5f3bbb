import type { Desk } from "./desk.ts";
import { limitNumber, type NumberLimits, type NumberReason } from "./limits.ts";

/** [observations] the range that training has seen. */
export interface SeenRange {
  low: readonly number[];
  high: readonly number[];
}

export interface NumberDecision {
  /** What holds, in the desk's unit. */
  value: number;
  /** What the network said; null where it was not asked or gave no number. */
  proposed: number | null;
  benchmark: number;
  /** Whether the benchmark, or a policy that stands in, decided instead of the network. */
  fallback: boolean;
  reasons: NumberReason[];
}

export interface NumberGuard {
  /** @param standIn decides instead while the policy is switched off; the benchmark unless given. */
  decide(obs: Float64Array, options?: { off?: boolean; standIn?: (() => number) | null }): NumberDecision;
}

/** A policy that gives a number inside hard limits. What stands in for it is held by the same limits. */
export function guardNumber(desk: Desk, limits: NumberLimits, seen: SeenRange | null): NumberGuard {
  return {
    decide(obs, { off = false, standIn = null } = {}) {
      const facts = desk.facts(obs, limits);
      const why = reasonAgainst(obs, off || limits.killSwitch, limits, seen);
      const said = why === "KILL_SWITCH" ? Number.NaN : desk.want(obs);
      const proposed = Number.isFinite(said) ? said : null;
      const against = why ?? (proposed === null ? "NOT_FINITE" : null);
      const want = against === "KILL_SWITCH" && standIn ? standIn() : against ? facts.benchmark : said;
      const { value, reasons } = limitNumber(want, facts, limits);
      return {
        value,
        proposed,
        benchmark: facts.benchmark,
        fallback: against !== null,
        reasons: against ? [against, ...reasons] : reasons,
      };
    },
  };
}

function reasonAgainst(obs: Float64Array, off: boolean, { withinSeen }: NumberLimits, seen: SeenRange | null): NumberReason | null {
  if (off) return "KILL_SWITCH";
  return withinSeen && seen && isUnseen(obs, seen) ? "UNSEEN" : null;
}

export const isUnseen = (obs: ArrayLike<number>, { low, high }: SeenRange): boolean =>
  low.some((least, k) => (obs[k] as number) < least || (obs[k] as number) > (high[k] as number));

/** How far each observation moves the number from where its usual value would leave it. */
export function numberReasons(desk: Desk, obs: Float64Array, usual: ArrayLike<number>): number[] {
  const now = desk.want(obs);
  return Array.from(obs, (_value, k) => {
    const changed = obs.slice();
    changed[k] = usual[k] as number;
    return now - desk.want(changed);
  });
}
