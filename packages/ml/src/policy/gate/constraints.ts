import type { Rng } from "@plimsoll/features";
import { z } from "zod";
import { drawIndex, parseParams } from "../env.ts";
import { type DecisionLog, labelAt } from "../logs/decision-log.ts";
import type { DiscretePolicy } from "../policies/policy.ts";
import { refuse } from "../refuse.ts";

const Amount = z.number("must be a number of at least 0").min(0, "must be at least 0");

/** What an action means in money: the facts that limits are about. */
const ActionFacts = z.strictObject({
  /** Price of the offer, decimal; null where the action makes none. */
  price: z.number("must be a number").nullable().default(null),
  /** Exposure added per unit of the applicant's amount; 0 for a decline. */
  exposureShare: Amount.default(0),
  /** Whether the applicant gets nothing. */
  declines: z.boolean().default(false),
});

/** Hard limits that hold on every decision, whatever the network says. */
export const ConstraintSet = z.strictObject({
  /** For each action of the policy, by name. */
  actions: z.record(z.string(), ActionFacts).default({}),
  /** The action taken when nothing else may be, or when the policy is switched off. */
  fallbackAction: z.string().min(1),
  /** Switches the policy off: every decision is the fallback. */
  killSwitch: z.boolean().default(false),
  /** Actions that the log never took, or took less often than this, in the applicant's segment are not taken. 0 allows all. */
  leastLogged: z.int("must be a whole number").min(0, "must be at least 0").default(1),
  exposureCaps: z
    .strictObject({
      obligor: Amount.nullable().default(null),
      segment: Amount.nullable().default(null),
      portfolio: Amount.nullable().default(null),
    })
    .prefault({}),
  /** Least and largest price that may be offered. */
  priceBand: z.strictObject({ low: z.number(), high: z.number() }).nullable().default(null),
  /**
   * Prices must not fall as risk rises: each risk band has the prices it may be offered, and no band's lowest is below the highest of the
   * band before. Risk is in band k when it is at least edges[k - 1] and below edges[k].
   */
  priceLadder: z
    .strictObject({ edges: z.array(z.number()), bands: z.array(z.strictObject({ low: z.number(), high: z.number() })).min(1) })
    .nullable()
    .default(null),
  /** Expected loss that decisions may add up to, currency. */
  lossBudget: Amount.nullable().default(null),
  /** Least ratio of a group's approval rate to that of the group approved most: below it a decline of that group goes to the fallback. */
  fairnessFloor: z.number().min(0).max(1).nullable().default(null),
});
export type ConstraintSet = z.output<typeof ConstraintSet>;

/** A constraint set with its defaults, checked as a whole. @throws AppError "INVALID_INPUT" with what contradicts what. */
export function constraintSet(input: unknown, actionNames: readonly string[]): ConstraintSet {
  const set = parseParams(ConstraintSet, input, "the constraint set");
  if (!actionNames.includes(set.fallbackAction))
    throw refuse(`The fallback '${set.fallbackAction}' is no action of the policy. They are ${actionNames.join(", ")}.`, [
      "fallbackAction",
    ]);
  for (const name of Object.keys(set.actions))
    if (!actionNames.includes(name))
      throw refuse(`The constraint set describes '${name}', which is no action of the policy. They are ${actionNames.join(", ")}.`, [
        "actions",
      ]);
  const { priceBand, priceLadder, exposureCaps, lossBudget } = set;
  const isLimited = lossBudget !== null || Object.values(exposureCaps).some((cap) => cap !== null);
  if (isLimited && (set.actions[set.fallbackAction]?.exposureShare ?? 0) > 0)
    throw refuse(`The fallback '${set.fallbackAction}' adds exposure, so a cap could not hold. Take one that adds none.`, [
      "fallbackAction",
    ]);
  if (priceBand && !(priceBand.low <= priceBand.high))
    throw refuse(`The price band goes from ${priceBand.low} to ${priceBand.high}.`, ["priceBand"]);
  if (priceLadder) {
    const { edges, bands } = priceLadder;
    if (bands.length !== edges.length + 1)
      throw refuse(`A price ladder of ${bands.length} bands has ${bands.length - 1} edges. Got ${edges.length}.`, ["priceLadder"]);
    if (edges.some((edge, k) => k > 0 && !(edge > (edges[k - 1] as number))))
      throw refuse("The edges of a price ladder must rise.", ["priceLadder", "edges"]);
    bands.forEach(({ low, high }, k) => {
      if (!(low <= high)) throw refuse(`Band ${k} of the price ladder goes from ${low} to ${high}.`, ["priceLadder", "bands"]);
      const before = bands[k - 1];
      if (before && low < before.high)
        throw refuse(
          `Band ${k} of the price ladder begins at ${low}, below the ${before.high} of the band of less risk: prices could fall as risk rises.`,
          ["priceLadder", "bands"],
        );
    });
  }
  return set;
}

/** Whom a decision is about: what limits look at beside the policy's own features. */
export interface Applicant {
  obligor: string;
  segment: string;
  /** Amount asked for, currency. */
  amount: number;
  /** Risk on the scale of the price ladder's edges, such as the PD. */
  risk: number | null;
  /** Expected loss of each action, currency, by action; null where nobody estimated it. */
  expectedLoss: ArrayLike<number> | null;
  /** Protected group, for the fairness floor. */
  group: string | null;
}

/** Why an action was not open. */
export const CONSTRAINT_REASONS = [
  "MASK",
  "UNSEEN",
  "EXPOSURE_OBLIGOR",
  "EXPOSURE_SEGMENT",
  "EXPOSURE_PORTFOLIO",
  "PRICE_BAND",
  "PRICE_LADDER",
  "LOSS_BUDGET",
  "FAIRNESS_FLOOR",
  "KILL_SWITCH",
] as const;
export type ConstraintReason = (typeof CONSTRAINT_REASONS)[number];

export interface GuardedDecision {
  action: number;
  /** The chance of this action under policy and constraints together: what the log must keep. */
  propensity: number;
  /** [actions] what was open after all constraints. */
  mask: boolean[];
  /** What each constraint closed. */
  reasons: { action: string; reason: ConstraintReason }[];
  /** Whether the fallback (policy or action) decided instead of the policy. */
  fallback: boolean;
}

/** What decisions have used up so far; plain JSON, to be kept between processes. */
export interface ConstraintUsage {
  obligor: Record<string, number>;
  segment: Record<string, number>;
  portfolio: number;
  expectedLoss: number;
  /** For each group: decisions and approvals. */
  groups: Record<string, { decided: number; approved: number }>;
}

export const noUsage = (): ConstraintUsage => ({ obligor: {}, segment: {}, portfolio: 0, expectedLoss: 0, groups: {} });

/** How often the log took each action in each segment: what is unseen. */
export type SeenCounts = ReadonlyMap<string, ArrayLike<number>>;

export interface Guard {
  /** Decides within the constraints and counts what it used. @param fallbackObs what the fallback policy reads, if that is something else. */
  decide(
    obs: ArrayLike<number>,
    mask: ArrayLike<boolean | number> | null,
    applicant: Applicant,
    rng: Rng,
    fallbackObs?: ArrayLike<number>,
  ): GuardedDecision;
  /** [actions] chances within the constraints as usage stands, without deciding: for replays and maps. */
  distribution(
    obs: ArrayLike<number>,
    mask: ArrayLike<boolean | number> | null,
    applicant: Applicant,
    fallbackObs?: ArrayLike<number>,
  ): { chances: Float64Array; mask: boolean[]; reasons: GuardedDecision["reasons"]; fallback: boolean };
  usage(): ConstraintUsage;
}

/** How often a log took each action in each segment; decisions without a segment count under "". */
export function seenCounts({ n, action, actionNames, segment }: DecisionLog): Map<string, Float64Array> {
  const seen = new Map<string, Float64Array>();
  for (let i = 0; i < n; i++) {
    const name = labelAt(segment, i) ?? "";
    const counts = seen.get(name) ?? new Float64Array(actionNames.length);
    const a = action[i] as number;
    counts[a] = (counts[a] as number) + 1;
    seen.set(name, counts);
  }
  return seen;
}

/** A group needs so many decisions before its approval rate says anything. */
const LEAST_GROUP = 100;

/**
 * A policy inside hard constraints. Closed actions are taken out before the policy chooses, so its chances are those it really acts with;
 * where nothing is left the fallback action is taken, and only then may an action be taken that a cap closed: a decline never adds exposure.
 * Switched off, the fallback policy decides within the same constraints, or the fallback action where there is none.
 * @param seen counts by segment; null where there is no log, then nothing counts as unseen.
 * @throws AppError "INVALID_INPUT" if the fallback policy chooses among other actions.
 */
export function guardPolicy(
  policy: DiscretePolicy,
  set: ConstraintSet,
  seen: SeenCounts | null,
  usage: ConstraintUsage = noUsage(),
  fallbackPolicy: DiscretePolicy | null = null,
): Guard {
  const names = policy.schema.actionNames;
  if (fallbackPolicy && fallbackPolicy.schema.actionNames.join("\n") !== names.join("\n"))
    throw refuse(
      `The fallback policy chooses among ${fallbackPolicy.schema.actionNames.join(", ")}, the policy among ${names.join(", ")}. They must be the same, in one order.`,
      ["fallbackPolicy"],
    );
  const facts = names.map((name) => set.actions[name] ?? { price: null, exposureShare: 0, declines: false });
  const fallback = names.indexOf(set.fallbackAction);
  const now = structuredClone(usage);

  const reasonAgainst = (a: number, applicant: Applicant, isOpen: boolean): ConstraintReason | null => {
    const { price, exposureShare } = facts[a] as (typeof facts)[number];
    if (!isOpen) return "MASK";
    if (seen && set.leastLogged > 0 && (seen.get(applicant.segment)?.[a] ?? 0) < set.leastLogged) return "UNSEEN";
    const added = exposureShare * applicant.amount;
    const { obligor, segment, portfolio } = set.exposureCaps;
    if (added > 0) {
      if (obligor !== null && (now.obligor[applicant.obligor] ?? 0) + added > obligor) return "EXPOSURE_OBLIGOR";
      if (segment !== null && (now.segment[applicant.segment] ?? 0) + added > segment) return "EXPOSURE_SEGMENT";
      if (portfolio !== null && now.portfolio + added > portfolio) return "EXPOSURE_PORTFOLIO";
    }
    if (price !== null && set.priceBand && (price < set.priceBand.low || price > set.priceBand.high)) return "PRICE_BAND";
    if (price !== null && set.priceLadder) {
      const band = bandOf(set.priceLadder, applicant.risk);
      if (price < band.low || price > band.high) return "PRICE_LADDER";
    }
    if (set.lossBudget !== null && now.expectedLoss + lossOf(applicant, a, added) > set.lossBudget) return "LOSS_BUDGET";
    return null;
  };

  const open = (mask: ArrayLike<boolean | number> | null, applicant: Applicant) => {
    checkApplicant(applicant, names.length);
    const reasons: GuardedDecision["reasons"] = [];
    const allowed = names.map((action, a) => {
      const reason = reasonAgainst(a, applicant, !mask || Boolean(mask[a]));
      if (reason) reasons.push({ action, reason });
      return reason === null;
    });
    if (set.killSwitch) reasons.push(...names.map((action) => ({ action, reason: "KILL_SWITCH" as const })));
    // A group that is approved too seldom is not declined by the policy while another action is open; people look at it instead.
    const floor = set.fairnessFloor;
    if (floor !== null && isBelowFloor(now, applicant.group, floor)) {
      names.forEach((action, a) => {
        if (!allowed[a] || !facts[a]?.declines || a === fallback || allowed.filter(Boolean).length === 1) return;
        allowed[a] = false;
        reasons.push({ action, reason: "FAIRNESS_FLOOR" });
      });
    }
    return { allowed, reasons };
  };

  const distribution: Guard["distribution"] = (obs, mask, applicant, fallbackObs = obs) => {
    const { allowed, reasons } = open(mask, applicant);
    const isOpen = allowed.includes(true);
    if (set.killSwitch && fallbackPolicy && isOpen)
      return { chances: fallbackPolicy.distribution(fallbackObs, allowed), mask: allowed, reasons, fallback: true };
    if (set.killSwitch || !isOpen) {
      const chances = new Float64Array(names.length);
      chances[fallback] = 1;
      return { chances, mask: names.map((_name, a) => a === fallback), reasons, fallback: true };
    }
    return { chances: policy.distribution(obs, allowed), mask: allowed, reasons, fallback: false };
  };

  return {
    distribution,
    decide(obs, mask, applicant, rng, fallbackObs) {
      const { chances, mask: allowed, reasons, fallback: fell } = distribution(obs, mask, applicant, fallbackObs);
      const action = drawIndex(chances, rng.next());
      count(now, applicant, facts[action] as (typeof facts)[number], action);
      return { action, propensity: chances[action] as number, mask: allowed, reasons, fallback: fell };
    },
    usage: () => structuredClone(now),
  };
}

const lossOf = ({ expectedLoss }: Applicant, action: number, added: number): number => expectedLoss?.[action] ?? added;

function count(
  usage: ConstraintUsage,
  applicant: Applicant,
  { exposureShare, declines }: ConstraintSet["actions"][string],
  action: number,
): void {
  const added = exposureShare * applicant.amount;
  usage.obligor[applicant.obligor] = (usage.obligor[applicant.obligor] ?? 0) + added;
  usage.segment[applicant.segment] = (usage.segment[applicant.segment] ?? 0) + added;
  usage.portfolio += added;
  usage.expectedLoss += added > 0 ? lossOf(applicant, action, added) : 0;
  if (applicant.group === null) return;
  const group = usage.groups[applicant.group] ?? { decided: 0, approved: 0 };
  usage.groups[applicant.group] = { decided: group.decided + 1, approved: group.approved + Number(!declines) };
}

function bandOf({ edges, bands }: NonNullable<ConstraintSet["priceLadder"]>, risk: number | null): { low: number; high: number } {
  if (risk === null)
    throw refuse("The price ladder needs the applicant's risk. Give it, or take the ladder out of the constraint set.", [
      "applicant",
      "risk",
    ]);
  const at = edges.findIndex((edge) => risk < edge);
  return bands[at < 0 ? bands.length - 1 : at] as { low: number; high: number };
}

function isBelowFloor({ groups }: ConstraintUsage, group: string | null, floor: number): boolean {
  const own = group === null ? undefined : groups[group];
  if (!own || own.decided < LEAST_GROUP) return false;
  const best = Math.max(...Object.values(groups).map(({ decided, approved }) => (decided >= LEAST_GROUP ? approved / decided : 0)));
  return own.approved / own.decided < floor * best;
}

function checkApplicant({ amount, expectedLoss, risk }: Applicant, nActions: number): void {
  if (!(amount >= 0 && Number.isFinite(amount)))
    throw refuse(`The amount of an applicant must be a number of at least 0. Got ${amount}.`, ["applicant", "amount"]);
  if (risk !== null && !Number.isFinite(risk)) throw refuse(`The risk of an applicant is ${risk}.`, ["applicant", "risk"]);
  if (expectedLoss && expectedLoss.length !== nActions)
    throw refuse(`An applicant has ${nActions} expected losses, one an action. Got ${expectedLoss.length}.`, ["applicant", "expectedLoss"]);
}

/** The ladder that keeps a policy's usual prices: each risk band may be offered from the largest price of the bands before to its own usual one, if that is larger. */
export function priceLadderFor(edges: readonly number[], usualPrices: readonly number[]): NonNullable<ConstraintSet["priceLadder"]> {
  let floor = usualPrices[0] ?? 0;
  const bands = usualPrices.map((price) => {
    const low = floor;
    floor = Math.max(floor, price);
    return { low, high: floor };
  });
  return { edges: [...edges], bands };
}
