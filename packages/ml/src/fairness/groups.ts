import { type Column, cellText, getColumn, type Table } from "@plimsoll/features";
import type { ProtectedAttribute } from "@plimsoll/schema";
import { invalidInput } from "../evaluation/inputs.ts";

/** Rows by group. */
export interface Grouping {
  /** The attribute's column, or several joined by " x ". */
  attribute: string;
  names: string[];
  /** [n] index in `names` of each row's group. */
  codes: Int32Array;
  reference: string | null;
}

export const MISSING_GROUP = "(missing)";
/** Groups of one attribute at most: more are no groups but persons. */
const MOST_GROUPS = 200;

/**
 * The groups of an attribute among all rows of a table; rows without a value are a group of their own, last.
 * @throws AppError "INVALID_INPUT" if edges do not ascend or stand at a text column, there are more than 200 groups, or the reference is none of
 * them; "UNKNOWN_COLUMN".
 */
export function groupsOf(attribute: ProtectedAttribute, table: Table): Grouping {
  const { column: name, edges, reference = null } = attribute;
  const column = getColumn(table, name);
  const nameOf = edges ? banded(column, edges) : (row: number) => cellText(column, row);
  const labels = Array.from({ length: table.rowCount }, (_row, row) => nameOf(row));
  const found = new Set(labels.flatMap((label) => (label === null ? [] : [label])));
  if (found.size > MOST_GROUPS)
    throw invalidInput(
      `Column '${name}' has ${found.size} different values, more than ${MOST_GROUPS} groups. Give edges to cut a number, or join its values.`,
    );
  const names = edges ? bandNames(edges).filter((band) => found.has(band)) : [...found].sort(byNumberThenText);
  if (labels.includes(null)) names.push(MISSING_GROUP);
  if (reference !== null && !names.includes(reference))
    throw invalidInput(`The reference '${reference}' is no group of '${name}' in these rows. Groups: ${names.join(", ")}.`);
  const codeOf = new Map(names.map((label, code) => [label, code]));
  return { attribute: name, names, codes: Int32Array.from(labels, (label) => codeOf.get(label ?? MISSING_GROUP) ?? -1), reference };
}

/** Every combination of the groups of several attributes that occurs, named "a x b". */
export function intersectionOf(groupings: readonly Grouping[]): Grouping {
  const [first, ...rest] = groupings;
  if (!first || rest.length === 0) throw invalidInput(`An intersection needs at least two attributes. Got ${groupings.length}.`);
  const labels = Array.from(first.codes, (_code, row) =>
    groupings.map(({ names, codes }) => names[codes[row] as number] ?? MISSING_GROUP).join(" x "),
  );
  const found = new Set(labels);
  // In the order of each attribute's own groups: bands of a number stay in line.
  const names = rest
    .reduce((joined, next) => joined.flatMap((name) => next.names.map((other) => `${name} x ${other}`)), [...first.names])
    .filter((label) => found.has(label));
  const codeOf = new Map(names.map((label, code) => [label, code]));
  return {
    attribute: groupings.map(({ attribute }) => attribute).join(" x "),
    names,
    codes: Int32Array.from(labels, (label) => codeOf.get(label) ?? -1),
    reference: null,
  };
}

/** Row numbers of each group. */
export const rowsByGroup = ({ names, codes }: Pick<Grouping, "names" | "codes">): Int32Array[] =>
  names.map((_name, group) => Int32Array.from(codes.keys()).filter((row) => codes[row] === group));

const bandNames = (edges: readonly number[]): string[] => [
  `below ${edges[0]}`,
  ...edges.slice(0, -1).map((edge, k) => `${edge} to below ${edges[k + 1]}`),
  `${edges.at(-1)} and above`,
];

function banded(column: Column, edges: readonly number[]): (row: number) => string | null {
  if (column.type === "STRING") throw invalidInput(`Edges cut numbers, and column '${column.name}' is text. Leave them out.`);
  if (edges.some((edge, k) => k > 0 && edge <= (edges[k - 1] as number)))
    throw invalidInput(`The edges of '${column.name}' must ascend. Got ${edges.join(", ")}.`);
  const names = bandNames(edges);
  return (row) => {
    const value = column.values[row] as number;
    return Number.isNaN(value) ? null : (names[edges.filter((edge) => value >= edge).length] ?? null);
  };
}

function byNumberThenText(a: string, b: string): number {
  const [x, y] = [Number(a), Number(b)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
  return a < b ? -1 : a > b ? 1 : 0;
}
