import { AppError, type ColumnType, type PipelineStep } from "@plimsoll/schema";
import { unknownColumn } from "../table.ts";
import { refused, type Transform } from "../transforms/transform.ts";
import type { Frame, FrameColumn } from "./frame.ts";

/** What a step may be pointed at besides names and patterns. */
const SELECTORS: Readonly<Record<string, readonly ColumnType[]>> = {
  "@all": ["INTEGER", "FLOAT", "BOOLEAN", "STRING", "DATE", "TIMESTAMP"],
  "@numeric": ["INTEGER", "FLOAT"],
  "@boolean": ["BOOLEAN"],
  "@date": ["DATE", "TIMESTAMP"],
  "@text": ["STRING"],
};

export interface Resolution {
  frame: Frame;
  /** Columns that the step reads beside its own; selectors pass them by. */
  reads: readonly string[];
  /** Columns that are steps of a sequence: a step that mixes columns takes them only where they are named. */
  grouped: ReadonlySet<string>;
  /** Columns that an earlier step has decided to leave out: naming them later is no mistake. */
  leftOut: ReadonlySet<string>;
  /** Raw columns of the data set that are no features, for a better word in the error. */
  notFeatures: ReadonlySet<string>;
}

/**
 * The columns that a step works on: named ones in the order given, chosen ones in the frame's order. None where an earlier step has left
 * out every column that was named.
 * @throws AppError UNKNOWN_COLUMN, TYPE_MISMATCH (a named column of a type that the step does not take) or INVALID_INPUT (nothing is chosen).
 */
export function resolveColumns(kind: Transform, columns: PipelineStep["columns"], at: Resolution): FrameColumn[] {
  const byName = new Map(at.frame.map((column) => [column.name, column]));
  // A name is a name, also one that looks like a selector or begins with an exclamation mark.
  const isExclusion = (entry: string): boolean => entry.startsWith("!") && !byName.has(entry);
  const entries = columns ?? [];
  const wanted = entries.filter((entry) => !isExclusion(entry));
  const choosable = choosableColumns(kind, at);
  const search: Search = { kind, at, byName, choosable };
  const chosen = new Set(wanted.length === 0 ? choosable.filter(({ type }) => kind.selects.includes(type)) : []);
  for (const entry of wanted) for (const column of match(entry, search)) chosen.add(column);
  for (const entry of entries) if (isExclusion(entry)) for (const column of match(entry.slice(1), search)) chosen.delete(column);
  if (chosen.size === 0 && !(wanted.length > 0 && wanted.every((entry) => at.leftOut.has(entry)))) throw nothingChosen(kind, entries);
  for (const { name } of chosen) {
    if (at.reads.includes(name))
      throw refused(`Column '${name}' is what '${kind.name}' goes by and cannot be one of its columns as well. Leave it out of columns.`, [
        name,
      ]);
  }
  return [...chosen];
}

interface Search {
  kind: Transform;
  at: Resolution;
  byName: ReadonlyMap<string, FrameColumn>;
  choosable: readonly FrameColumn[];
}

function match(entry: string, { kind, at, byName, choosable }: Search): readonly FrameColumn[] {
  const named = byName.get(entry);
  if (named && !named.family) return [checkedType(named, kind)];
  const family = at.frame.find((column) => column.family && entry.startsWith(column.name) && !entry.includes("*"));
  if (family) return [checkedType({ ...family, name: entry, family: false, within: family }, kind)];
  if (at.leftOut.has(entry)) return [];
  const types = Object.hasOwn(SELECTORS, entry) ? SELECTORS[entry] : undefined;
  if (types) return choosable.filter(({ type }) => types.includes(type));
  if (entry.includes("*")) {
    const matches = patternOf(entry);
    // What a family will hold is not known yet: where the two may meet, all of it is taken.
    const stem = entry.slice(0, entry.indexOf("*"));
    return choosable.filter(({ name, family: open }) => (open ? stem.startsWith(name) || name.startsWith(stem) : matches(name)));
  }
  if (!at.notFeatures.has(entry)) throw unknownColumn([entry], at.frame, ["columns"]);
  throw new AppError(
    "UNKNOWN_COLUMN",
    "input",
    `Column '${entry}' is no feature of this run: it is the target, dropped, not listed in features, or the split's own.`,
    { path: ["columns"], columns: [entry] },
  );
}

/** What selectors choose from: a step that reads its columns together passes the steps of a sequence by. */
const choosableColumns = (kind: Transform, { frame, grouped, reads }: Resolution): readonly FrameColumn[] =>
  frame.filter(
    ({ name, type, sources }) =>
      kind.accepts.includes(type) && !reads.includes(name) && (kind.scope === "EACH" || !sources.some((source) => grouped.has(source))),
  );

function checkedType(column: FrameColumn, kind: Transform): FrameColumn {
  if (kind.accepts.includes(column.type)) return column;
  throw new AppError(
    "TYPE_MISMATCH",
    "input",
    `Column '${column.name}' is ${column.type}; '${kind.name}' takes ${kind.accepts.join(", ")}.`,
    {
      path: ["columns"],
      columns: [column.name],
    },
  );
}

/** `*` stands for any text; everything else for itself. Linear in the name's length: parts are looked for from left to right. */
function patternOf(entry: string): (name: string) => boolean {
  const parts = entry.split("*");
  const first = parts[0] ?? "";
  const last = parts[parts.length - 1] ?? "";
  return (name) => {
    if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
    let from = first.length;
    const end = name.length - last.length;
    for (const part of parts.slice(1, -1)) {
      const found = name.indexOf(part, from);
      if (found === -1 || found + part.length > end) return false;
      from = found + part.length;
    }
    return true;
  };
}

function nothingChosen(kind: Transform, entries: readonly string[]): AppError {
  const asked = entries.length > 0 ? `${entries.map((entry) => `'${entry}'`).join(", ")} chooses no column` : "there is no column";
  return refused(
    `There is nothing to do: ${asked} of a type that '${kind.name}' takes (${kind.accepts.join(", ")}). Name others, or leave the step out.`,
  );
}
