import type { ColumnSchema } from "@plimsoll/features";
import type { ActionRule } from "@plimsoll/schema";
import { type ColumnScale, parseActionRules } from "./rules.ts";

export interface NarrowedRules {
  /** One a column that the call names; every other column stays as it is. */
  rules: ActionRule[];
  /** Columns whose rule goes beyond the stored one, or that no stored rule lets change. */
  loosened: string[];
}

type RuleOf<Kind extends ActionRule["kind"]> = Extract<ActionRule, { kind: Kind }>;

/**
 * The rules of one call beside those that were stored for the model. What the call leaves open (a bound, a step, a direction, the order of values, the
 * effort) is as stored; what it says may only take away. An effort is a price, no permission: a call may set its own.
 * @param given as `parseActionRules` takes them. @param scales whose 1 % and 99 % quantiles and levels stand for bounds that a stored rule leaves open.
 * @throws AppError "INVALID_INPUT" as `parseActionRules`.
 */
export function narrowRules(
  stored: readonly ActionRule[],
  given: readonly Record<string, unknown>[],
  columns: readonly ColumnSchema[],
  scales: readonly ColumnScale[],
): NarrowedRules {
  const own = new Map(stored.map((rule) => [rule.column, rule]));
  const inherited = given.map((rule) => {
    const before = own.get(String(rule.column));
    if (!before || before.kind !== rule.kind) return rule;
    const said = Object.fromEntries(Object.entries(rule).filter(([, value]) => value !== null && value !== undefined));
    return { ...before, ...said };
  });
  const rules = parseActionRules(inherited, columns);
  const loosened = rules.filter((rule) => {
    const before = own.get(rule.column);
    const type = columns.find(({ name }) => name === rule.column)?.type;
    const scale = scales.find(({ column }) => column === rule.column);
    return !before || !isWithin(before, rule, scale, type === "INTEGER" ? 1 : 0);
  });
  return { rules, loosened: loosened.map(({ column }) => column) };
}

function isWithin(stored: ActionRule, rule: ActionRule, scale: ColumnScale | undefined, usualStep: number): boolean {
  if (stored.kind === "NUMBER" && rule.kind === "NUMBER") return isNumberWithin(stored, rule, scale, usualStep);
  if (stored.kind === "CATEGORY" && rule.kind === "CATEGORY") return isCategoryWithin(stored, rule, scale);
  return stored.kind === "FLAG" && rule.kind === "FLAG" && stored.to === rule.to;
}

function isNumberWithin(stored: RuleOf<"NUMBER">, rule: RuleOf<"NUMBER">, scale: ColumnScale | undefined, usualStep: number): boolean {
  if (stored.direction !== "BOTH" && stored.direction !== rule.direction) return false;
  const [low, high] = [stored.min ?? scale?.low ?? Number.NEGATIVE_INFINITY, stored.max ?? scale?.high ?? Number.POSITIVE_INFINITY];
  if ((rule.min ?? low) < low || (rule.max ?? high) > high) return false;
  const [grid, step] = [stored.step ?? usualStep, rule.step ?? usualStep];
  if (grid === 0) return true;
  // A step of the call is a whole number of stored ones; steps such as 0.1 and 0.3 are not so to the last bit.
  const ratio = step / grid;
  return ratio >= 1 - 1e-9 && Math.abs(ratio - Math.round(ratio)) <= 1e-9 * ratio;
}

function isCategoryWithin(stored: RuleOf<"CATEGORY">, rule: RuleOf<"CATEGORY">, scale: ColumnScale | undefined): boolean {
  const allowed = stored.values ?? scale?.levels ?? [];
  const values = rule.values ?? allowed;
  if (!stored.isOrdered) return values.every((value) => allowed.includes(value));
  const places = values.map((value) => allowed.indexOf(value));
  return rule.isOrdered && places.every((place, at) => place > (places[at - 1] ?? -1));
}
