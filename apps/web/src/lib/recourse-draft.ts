import type { ActionRuleInput } from "@/generated/graphql.ts";
import type { SignatureColumn } from "./signature.ts";

/** What an applicant can do about one column, as a form holds it. */
export interface RuleLine {
  column: string;
  move: string;
  min: string;
  max: string;
  step: string;
  /** Texts in their order, one a line. */
  values: string;
  effort: string;
}

interface StoredRule {
  kind: "NUMBER" | "CATEGORY" | "FLAG";
  column: string;
  direction?: string | null;
  min?: number | null;
  max?: number | null;
  step?: number | null;
  values?: readonly string[] | null;
  isOrdered?: boolean | null;
  to?: boolean | null;
  effort: number;
}

export const FIXED = "fixed";

type Shape = Pick<SignatureColumn, "name" | "type" | "levels">;
export const isNumberColumn = ({ type }: Pick<Shape, "type">): boolean => type === "INTEGER" || type === "FLOAT";

/** What can be said about a column of this type; nothing for dates, which nobody changes. */
export function movesOf(column: Shape): { value: string; label: string }[] {
  const fixed = { value: FIXED, label: "cannot change" };
  if (isNumberColumn(column))
    return [
      fixed,
      { value: "BOTH", label: "may rise or fall" },
      { value: "UP", label: "may only rise" },
      { value: "DOWN", label: "may only fall" },
    ];
  if (column.type === "STRING")
    return [fixed, { value: "ANY", label: "may change to any of these" }, { value: "ORDERED", label: "may only move down this list" }];
  if (column.type === "BOOLEAN") return [fixed, { value: "TRUE", label: "may become true" }, { value: "FALSE", label: "may become false" }];
  return [];
}

const shown = (value: number | null | undefined): string => (value == null ? "" : String(value));

function moveOf({ kind, direction, isOrdered, to }: StoredRule): string {
  if (kind === "NUMBER") return direction ?? "BOTH";
  if (kind === "CATEGORY") return isOrdered ? "ORDERED" : "ANY";
  return to ? "TRUE" : "FALSE";
}

/** One line for each column that can have a rule, as stored or fixed. */
export function ruleLines(columns: readonly Shape[], stored: readonly StoredRule[]): RuleLine[] {
  const known = new Map(stored.map((rule) => [rule.column, rule]));
  return columns
    .filter((column) => movesOf(column).length > 0)
    .map((column) => {
      const rule = known.get(column.name);
      const levels = (rule?.values ?? column.levels).join("\n");
      if (!rule) return { column: column.name, move: FIXED, min: "", max: "", step: "", values: levels, effort: "1" };
      const { min, max, step, effort } = rule;
      return {
        column: column.name,
        move: moveOf(rule),
        min: shown(min),
        max: shown(max),
        step: shown(step),
        values: levels,
        effort: String(effort),
      };
    });
}

/** Lines that let something change, in the shape of the API. @returns also what is wrong with a line, by its column. */
export function rulesInput(
  lines: readonly RuleLine[],
  columns: readonly Shape[],
): { rules: ActionRuleInput[]; problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  const rules = lines.flatMap((line): ActionRuleInput[] => {
    const column = columns.find(({ name }) => name === line.column);
    if (!column || line.move === FIXED) return [];
    const number = (text: string, what: string): number | null => {
      if (text.trim() === "") return null;
      const value = Number(text);
      if (!Number.isFinite(value)) problems[line.column] = `${what}: '${text}' is not a number.`;
      return value;
    };
    const effort = number(line.effort, "Effort") ?? 1;
    const base = { column: line.column, effort };
    if (isNumberColumn(column)) {
      const [min, max, step] = [number(line.min, "Lowest"), number(line.max, "Highest"), number(line.step, "Step")];
      return [{ ...base, kind: "NUMBER", direction: line.move as "BOTH" | "UP" | "DOWN", min, max, step }];
    }
    if (column.type === "BOOLEAN") return [{ ...base, kind: "FLAG", to: line.move === "TRUE" }];
    const values = line.values
      .split("\n")
      .map((text) => text.trim())
      .filter((text) => text !== "");
    if (values.length === 0) problems[line.column] = "Name the values, one a line.";
    return [{ ...base, kind: "CATEGORY", values, isOrdered: line.move === "ORDERED" }];
  });
  return { rules, problems };
}

/** A rule in plain words: "may only fall, down to 200". */
export function ruleWords(rule: StoredRule): string {
  const { kind, min, max, step, values, effort } = rule;
  const hard = effort === 1 ? "" : `, ${effort} times the effort`;
  if (kind === "FLAG") return `may become ${rule.to ? "true" : "false"}${hard}`;
  if (kind === "CATEGORY")
    return `${rule.isOrdered ? `may only move on in ${(values ?? []).join(" → ")}` : `may become ${(values ?? []).join(", ") || "any value seen in training"}`}${hard}`;
  const way = { UP: "may only rise", DOWN: "may only fall" }[rule.direction ?? ""] ?? "may rise or fall";
  const bounds = [
    min == null ? "" : `, not below ${min}`,
    max == null ? "" : `, not above ${max}`,
    step == null ? "" : `, in steps of ${step}`,
  ];
  return `${way}${bounds.join("")}${hard}`;
}

/** Five digits, rounded away from where the applicant stands: what is shown is never short of what was found. */
function outward(from: number, to: number): string {
  if (to === 0) return "0";
  const size = 10 ** (Math.floor(Math.log10(Math.abs(to))) - 4);
  const steps = to / size;
  const rounded = (to > from ? Math.ceil(steps - 1e-9) : Math.floor(steps + 1e-9)) * size;
  return new Intl.NumberFormat("en-GB", { maximumSignificantDigits: 6 }).format(rounded);
}

/** `debt: from 40 to 11.875`; texts as they are. */
export function changeWords(column: string, from: string, to: string): string {
  const [before, after] = [Number(from), Number(to)];
  const isNumber = from.trim() !== "" && to.trim() !== "" && Number.isFinite(before) && Number.isFinite(after);
  return isNumber
    ? `${column}: from ${new Intl.NumberFormat("en-GB").format(before)} to ${outward(before, after)}`
    : `${column}: from ${from} to ${to}`;
}
