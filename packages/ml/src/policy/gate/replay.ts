import { createRng } from "@plimsoll/features";
import { drawIndex } from "../env.ts";
import type { DecisionLog } from "../logs/decision-log.ts";
import { meanWithError } from "../ope/estimator.ts";
import { refuse } from "../refuse.ts";
import type { Applicant, ConstraintSet } from "./constraints.ts";

export interface ReplayRequest {
  log: DecisionLog;
  /** [n, actions] chances of the candidate, with its constraints, at the log's rows. */
  target: Float64Array;
  constraints: ConstraintSet;
  /** [n] whom each decision was about; null where the log does not say. */
  applicants: readonly Applicant[] | null;
  draws?: number;
  seed: number;
}

/** What a policy would have done on the log's decisions, drawn again and again, beside its hard limits. */
export interface ReplayReport {
  draws: number;
  /** Decisions outside the row's own mask. */
  maskViolations: number;
  /** Offers outside the price band, or outside their risk band of the ladder. */
  priceViolations: number;
  /** Neighbouring risk bands whose mean price falls as risk rises; null without risk, prices or a ladder. */
  priceFalls: number | null;
  /** Largest exposure of one obligor, of a segment, and of all, over one pass of the log; null without applicants. */
  exposure: { obligor: number; segment: number; portfolio: number } | null;
  /** Expected loss of one pass over the log, and its one-sided upper 95 % bound. */
  expectedLoss: { value: number; upper95: number } | null;
  /** Decisions by action, as shares. */
  shares: { action: string; share: number }[];
}

/** Replays the log in whole passes of drawn actions until there are at least `draws` decisions. */
export function replayDecisions({ log, target, constraints, applicants, draws = 100_000, seed }: ReplayRequest): ReplayReport {
  const { n, actionNames, mask } = log;
  const k = actionNames.length;
  if (target.length !== n * k) throw refuse(`The candidate's chances have ${target.length} values, expected ${n} * ${k}.`);
  if (applicants && applicants.length !== n) throw refuse(`There are ${applicants.length} applicants for ${n} decisions.`);
  const facts = actionNames.map((name) => constraints.actions[name] ?? { price: null, exposureShare: 0, declines: false });
  const rng = createRng(seed);
  const passes = Math.max(1, Math.ceil(draws / n));
  const counts = new Float64Array(k);
  const bands = Array.from({ length: (constraints.priceLadder?.edges.length ?? 0) + 1 }, () => ({ sum: 0, n: 0 }));
  let [maskViolations, priceViolations] = [0, 0];
  const worst = { obligor: 0, segment: 0, portfolio: 0 };
  const losses: number[] = [];
  for (let pass = 0; pass < passes; pass++) {
    const [obligors, segments] = [new Map<string, number>(), new Map<string, number>()];
    let portfolio = 0;
    for (let i = 0; i < n; i++) {
      const a = drawIndex(target, rng.next(), i * k, k);
      counts[a] = (counts[a] as number) + 1;
      if (mask[i * k + a] !== 1) maskViolations++;
      const { price, exposureShare } = facts[a] as (typeof facts)[number];
      const applicant = applicants?.[i] ?? null;
      if (price !== null) {
        const at = bandIndex(constraints, applicant?.risk ?? null);
        const rung = constraints.priceLadder?.bands[at ?? -1];
        const { priceBand } = constraints;
        if ((priceBand && (price < priceBand.low || price > priceBand.high)) || (rung && (price < rung.low || price > rung.high)))
          priceViolations++;
        const band = at === null ? undefined : bands[at];
        if (band) {
          band.sum += price;
          band.n++;
        }
      }
      if (!applicant) continue;
      const added = exposureShare * applicant.amount;
      portfolio += added;
      const bump = (sums: Map<string, number>, key: string) => {
        const sum = (sums.get(key) ?? 0) + added;
        sums.set(key, sum);
        return sum;
      };
      worst.obligor = Math.max(worst.obligor, bump(obligors, applicant.obligor));
      worst.segment = Math.max(worst.segment, bump(segments, applicant.segment));
      losses.push(added > 0 ? (applicant.expectedLoss?.[a] ?? added) : 0);
    }
    worst.portfolio = Math.max(worst.portfolio, portfolio);
  }
  const hasRisk = constraints.priceLadder !== null && bands.some((band) => band.n > 0);
  const { mean, se } = losses.length > 1 ? meanWithError(Float64Array.from(losses)) : { mean: 0, se: 0 };
  return {
    draws: passes * n,
    maskViolations,
    priceViolations,
    priceFalls: hasRisk ? fallsOf(bands.filter((band) => band.n > 0).map(({ sum, n: count }) => sum / count)) : null,
    exposure: applicants ? worst : null,
    // The bound is that of n fresh decisions: passes repeat rows and say nothing new about whom they are about.
    expectedLoss: applicants ? { value: mean * n, upper95: (mean + 1.645 * se * Math.sqrt(passes)) * n } : null,
    shares: actionNames.map((action, a) => ({ action, share: (counts[a] as number) / (passes * n) })),
  };
}

const fallsOf = (means: readonly number[]): number => means.filter((mean, b) => b > 0 && mean < (means[b - 1] as number) - 1e-12).length;

function bandIndex({ priceLadder }: ConstraintSet, risk: number | null): number | null {
  if (!priceLadder || risk === null) return null;
  const at = priceLadder.edges.findIndex((edge) => risk < edge);
  return at < 0 ? priceLadder.bands.length - 1 : at;
}
