import type { Lever, Move } from "./moves.ts";

interface SearchInput {
  levers: readonly Lever[];
  decide(sets: readonly (readonly Move[])[]): { risk: ArrayLike<number>; isApproved(at: number): boolean };
  riskBefore: number;
  maxChanges: number;
  /** Sets of moves that may be decided. */
  budget: number;
}

/** Moves of different columns, with what they lead to. */
interface Plan {
  moves: readonly Move[];
  risk: number;
}

/** Half-finished plans kept from one change to the next. */
const BEAM = 8;
/** Rounds of the descent at most: each goes once through all levers. */
const ROUNDS = 8;
/** Places on the way back at which a number's change is tried. */
const SHRINK = Array.from({ length: 15 }, (_share, k) => (k + 1) / 16);

const costOf = (moves: readonly Move[]): number => moves.reduce((sum, { cost }) => sum + cost, 0);

/** The cheapest approving plan found, or null. */
export function searchPlans(input: SearchInput): Plan | null {
  let left = input.budget;
  const decide: SearchInput["decide"] = (sets) => {
    left -= sets.length;
    return input.decide(sets);
  };
  const bounded = { ...input, decide };
  const found = byBeam(bounded, () => left) ?? byDescent(bounded, () => left);
  return found && refined(bounded, found, () => left);
}

/** Grows plans change by change and returns the cheapest that approves at the first such depth or the next: two small changes may cost less. */
function byBeam({ levers, decide, riskBefore, maxChanges }: SearchInput, left: () => number): Plan | null {
  let beam: Plan[] = [{ moves: [], risk: riskBefore }];
  let best: Plan | null = null;
  for (let depth = 0; depth < maxChanges; depth++) {
    const sets = beam.flatMap(({ moves }) =>
      levers
        .filter(({ column }) => !moves.some((move) => move.column === column))
        .flatMap((lever) => lever.moves.map((move) => [...moves, move])),
    );
    if (sets.length === 0 || sets.length > left()) return best;
    const { risk, isApproved } = decide(sets);
    const plans = sets.map((moves, at) => ({ moves, risk: risk[at] as number, at }));
    const isLast = best !== null;
    for (const plan of plans) if (isApproved(plan.at) && (!best || costOf(plan.moves) < costOf(best.moves))) best = plan;
    if (isLast) return best;
    beam = nextBeam(
      plans.filter(({ at }) => !isApproved(at)),
      riskBefore,
    );
    if (beam.length === 0) return best;
  }
  return best;
}

/** Of plans that lowered the risk half the most for their cost and half the most at all, no set of columns twice in each half. */
function nextBeam(plans: readonly Plan[], riskBefore: number): Plan[] {
  const better = plans.filter(({ risk }) => risk < riskBefore);
  const forCost = better.toSorted((a, b) => (riskBefore - b.risk) / costOf(b.moves) - (riskBefore - a.risk) / costOf(a.moves));
  const atAll = better.toSorted((a, b) => a.risk - b.risk);
  const chosen: Plan[] = [];
  for (const ranked of [forCost, atAll]) {
    const seen = new Set<string>();
    for (const plan of ranked) {
      const key = plan.moves
        .map(({ column }) => column)
        .sort()
        .join("\n");
      if (seen.has(key) || chosen.includes(plan)) continue;
      seen.add(key);
      chosen.push(plan);
      if (seen.size === BEAM / 2) break;
    }
  }
  return chosen;
}

/** Moves one column after the other to where the risk is lowest, until nothing falls further: what can be reached at all, at any cost. */
function byDescent({ levers, decide, riskBefore }: SearchInput, left: () => number): Plan | null {
  let plan: Plan = { moves: [], risk: riskBefore };
  for (let round = 0; round < ROUNDS; round++) {
    const before = plan.risk;
    for (const lever of levers) {
      const others = plan.moves.filter(({ column }) => column !== lever.column);
      const sets = [others, ...lever.moves.map((move) => [...others, move])];
      if (sets.length > left()) return null;
      const { risk, isApproved } = decide(sets);
      let best = 0;
      for (let at = 1; at < sets.length; at++) if ((risk[at] as number) < (risk[best] as number)) best = at;
      if ((risk[best] as number) < plan.risk) plan = { moves: sets[best] as Move[], risk: risk[best] as number };
      if (isApproved(best) && plan.moves === sets[best]) return plan;
    }
    if (plan.risk >= before) return null;
  }
  return null;
}

/** Leaves out what is not needed, then makes each change as small as it can be, the dearest first. */
function refined({ levers, decide }: SearchInput, found: Plan, left: () => number): Plan {
  let plan = found;
  for (;;) {
    const sets = plan.moves.map((dropped) => plan.moves.filter((move) => move !== dropped));
    if (sets.length < 2 || sets.length > left()) break;
    const { risk, isApproved } = decide(sets);
    const needless = sets.map((moves, at) => ({ moves, at })).filter(({ at }) => isApproved(at));
    if (needless.length === 0) break;
    const cheapest = needless.reduce((best, entry) => (costOf(entry.moves) < costOf(best.moves) ? entry : best));
    plan = { moves: cheapest.moves, risk: risk[cheapest.at] as number };
  }
  for (let pass = 0; pass < 2; pass++) {
    for (const move of plan.moves.toSorted((a, b) => b.cost - a.cost)) plan = cheaper({ levers, decide }, plan, move.column, left);
  }
  return plan;
}

/** The plan with the cheapest move of one column that still approves: nearer values of a number, other values of a category. */
function cheaper({ levers, decide }: Pick<SearchInput, "levers" | "decide">, plan: Plan, column: string, left: () => number): Plan {
  const lever = levers.find((entry) => entry.column === column);
  const own = plan.moves.find((move) => move.column === column);
  if (!lever || !own) return plan;
  const others = plan.moves.filter((move) => move !== own);
  const nearer = lever.between ? SHRINK.map((share) => lever.between?.(own.to as number, share)) : lever.moves;
  const sets = nearer.flatMap((move) => (move && move.cost > 0 && move.cost < own.cost ? [[...others, move]] : []));
  if (sets.length === 0 || sets.length > left()) return plan;
  const { risk, isApproved } = decide(sets);
  let best = plan;
  for (const [at, moves] of sets.entries())
    if (isApproved(at) && costOf(moves) < costOf(best.moves)) best = { moves, risk: risk[at] as number };
  return best;
}
