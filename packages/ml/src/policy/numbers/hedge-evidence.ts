import { type Hedge, type HedgeSetting, type HedgeView, referenceDelta } from "../hedging/market.ts";
import { isUnseen, type SeenRange } from "./guard-number.ts";
import { hedgeDomain } from "./hedge-desk.ts";
import { breaksLimit, limitNumber, type NumberFacts, type NumberLimits } from "./limits.ts";

export interface LimitedHedge {
  hedge: Hedge;
  /** Of all positions taken so far. */
  counts(): { decisions: number; violations: number; unseen: number; limited: number };
}

/** A hedge of many paths inside its limits, as it would be decided one by one, with each position checked anew against them. */
export function limitedHedge(hedge: Hedge, setting: HedgeSetting, limits: NumberLimits, seen: SeenRange | null): LimitedHedge {
  const domain = hedgeDomain(setting.call);
  const counts = { decisions: 0, violations: 0, unseen: 0, limited: 0 };
  return {
    counts: () => ({ ...counts }),
    hedge(view) {
      const want = hedge(view);
      return Float64Array.from({ length: view.n }, (_position, i) => {
        const benchmark = referenceDelta(setting, view.step, view.spot[i] as number);
        const facts: NumberFacts = { ...domain, current: view.held[i] as number, benchmark, must: null };
        const unseen = limits.withinSeen && seen !== null && isUnseen(observationAt(setting, view, i), seen);
        const isUsable = Number.isFinite(want[i]) && !unseen && !limits.killSwitch;
        const { value, reasons } = limitNumber(isUsable ? (want[i] as number) : benchmark, facts, limits);
        counts.decisions++;
        counts.unseen += Number(unseen);
        counts.limited += Number(reasons.length > 0);
        counts.violations += Number(!Number.isFinite(value) || breaksLimit(value, facts, limits));
        return value;
      });
    },
  };
}

/** What a hedge's policy reads of one path. */
function observationAt({ strike, steps, heston }: HedgeSetting, { step, spot, held, gains, variance }: HedgeView, i: number): number[] {
  const obs = [Math.log((spot[i] as number) / strike), 1 - step / steps, held[i] as number, gains[i] as number];
  return heston && variance ? [...obs, Math.sqrt(Math.max(variance[i] as number, 0))] : obs;
}

/** Watches what a hedge sees: the range of each observation, and their means. */
export function watchedHedge(hedge: Hedge, setting: HedgeSetting): { hedge: Hedge; seen(): SeenRange & { mean: number[] } } {
  let n = 0;
  const low: number[] = [];
  const high: number[] = [];
  const sums: number[] = [];
  return {
    hedge(view) {
      for (let i = 0; i < view.n; i++) {
        n++;
        observationAt(setting, view, i).forEach((value, k) => {
          low[k] = Math.min(low[k] ?? value, value);
          high[k] = Math.max(high[k] ?? value, value);
          sums[k] = (sums[k] ?? 0) + value;
        });
      }
      return hedge(view);
    },
    seen: () => ({ low, high, mean: sums.map((sum) => sum / n) }),
  };
}
