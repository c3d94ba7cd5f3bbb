import { type Column, getColumn, type Table } from "@plimsoll/features";
import type { ActionRule } from "@plimsoll/schema";
import { invalidInput } from "../evaluation/inputs.ts";
import { pause, type RunControl } from "../risk/run-control.ts";
import { type Lever, leversOf, type Move } from "./moves.ts";
import type { ColumnScale } from "./rules.ts";
import { searchPlans } from "./search.ts";

/** A model's decision as a function of raw columns. */
export interface DecisionModel {
  /**
   * Decides rows of raw columns. `risk` leads the search: it falls as approval comes nearer, e.g. the log-odds; `isApproved` is what counts.
   */
  decide(table: Table): { risk: ArrayLike<number>; isApproved(at: number): boolean };
}

/** What an applicant would have to change. */
export interface RecoursePlan {
  changes: { column: string; from: number | string; to: number | string; cost: number }[];
  cost: number;
  riskBefore: number;
  riskAfter: number;
}

export interface Recourse {
  /** APPROVED: nothing needs to change. NONE: no allowed change that was tried turns the decision. */
  status: "FOUND" | "NONE" | "APPROVED";
  /** Cheapest first, each with another set of columns. */
  plans: RecoursePlan[];
  /** Rows that the model decided on the way. */
  evaluations: number;
}

export interface RecourseOptions extends RunControl {
  rules: readonly ActionRule[];
  scales: readonly ColumnScale[];
  /** Plans wanted; 3 unless given. */
  plans?: number;
  /** Columns of a plan at most; 6 unless given. */
  maxChanges?: number;
  /** Rows to decide at most; 20,000 unless given. Bounds the time, and gives the same answer on every machine. */
  budget?: number;
}

/**
 * The cheapest allowed changes that turn a decline into an approval: cost is the sum over changed columns of |change| / median absolute
 * deviation (1 for another category) times the rule's effort. A change that no rule allows is never suggested, nor one outside its bounds,
 * off its steps or against its direction; where none of the allowed ones turns the decision, there is no plan.
 * @param applicant one row of the model's raw columns.
 * @throws AppError "INVALID_INPUT" if the table is not one row or options are out of range, "CANCELLED" after an abort.
 * Source of cost and aim: Wachter, Mittelstadt and Russell (2018); of constraints: Ustun, Spangher and Liu (2019). The search is a beam over
 * single moves with a descent as its net, then plans are pruned and each change is made as small as it can be.
 */
export async function recourse(
  model: DecisionModel,
  applicant: Table,
  { rules, scales, plans = 3, maxChanges = 6, budget = 20_000, ...control }: RecourseOptions,
): Promise<Recourse> {
  if (applicant.rowCount !== 1) throw invalidInput(`Recourse is for one applicant at a time. Got ${applicant.rowCount} rows.`);
  if (!Number.isInteger(plans) || plans < 1 || !Number.isInteger(maxChanges) || maxChanges < 1 || !(budget >= 1))
    throw invalidInput(`'plans', 'maxChanges' and 'budget' must be at least 1. Got ${plans}, ${maxChanges} and ${budget}.`);
  let evaluations = 0;
  const decide = (sets: readonly (readonly Move[])[]) => {
    evaluations += sets.length;
    return model.decide(changed(applicant, sets));
  };
  const start = decide([[]]);
  if (start.isApproved(0)) return { status: "APPROVED", plans: [], evaluations };
  const riskBefore = start.risk[0] as number;
  const found: RecoursePlan[] = [];
  let levers = leversOf(rules, scales, applicant);
  while (found.length < plans && levers.length > 0) {
    const left = budget - evaluations;
    if (left <= 0) break;
    await pause(control, "Recourse", found.length / plans);
    const plan = searchPlans({ levers, decide, riskBefore, maxChanges, budget: left });
    if (!plan) break;
    found.push(planOf(plan.moves, levers, riskBefore, plan.risk));
    // The next plan has to do without this one's main change.
    const main = plan.moves.reduce((most, move) => (move.cost > most.cost ? move : most)).column;
    levers = levers.filter(({ column }) => column !== main);
  }
  return { status: found.length > 0 ? "FOUND" : "NONE", plans: found.sort((a, b) => a.cost - b.cost), evaluations };
}

function planOf(moves: readonly Move[], levers: readonly Lever[], riskBefore: number, riskAfter: number): RecoursePlan {
  const fromOf = new Map(levers.map(({ column, from }) => [column, from]));
  const changes = moves.map(({ column, to, cost }) => ({ column, from: fromOf.get(column) ?? to, to, cost }));
  return { changes: changes.sort((a, b) => b.cost - a.cost), cost: moves.reduce((sum, { cost }) => sum + cost, 0), riskBefore, riskAfter };
}

/** The applicant once for each set of moves, with the moves made. */
function changed(applicant: Table, sets: readonly (readonly Move[])[]): Table {
  const columns = applicant.columns.map((column): Column => {
    const to = sets.map((moves) => moves.find((move) => move.column === column.name)?.to);
    if (column.type !== "STRING") {
      const own = column.values[0] as number;
      return { name: column.name, type: column.type, values: Float64Array.from(to, (value) => (typeof value === "number" ? value : own)) };
    }
    const dictionary = [...new Set([...column.dictionary, ...to.filter((value) => typeof value === "string")])];
    const own = column.codes[0] as number;
    return {
      name: column.name,
      type: "STRING",
      codes: Int32Array.from(to, (value) => (typeof value === "string" ? dictionary.indexOf(value) : own)),
      dictionary,
    };
  });
  return { rowCount: sets.length, columns: columns.map((column) => getColumn({ rowCount: sets.length, columns }, column.name)) };
}
