import { type Column, cellText, findColumn, getColumn, type Table } from "@plimsoll/features";
import { refuse } from "../refuse.ts";
import { checkLog, type DecisionLog, labels } from "./decision-log.ts";

/** Which columns of a data set say what; null = the data set has none. */
export interface DecisionColumns {
  action: string;
  reward: string;
  propensity: string | null;
  rewardDueAt: string | null;
  decidedAt: string | null;
  /** Names of the allowed actions with `|` between them; an empty cell allows all. */
  mask: string | null;
  policyVersion: string | null;
  segment: string | null;
  episode: string | null;
  /** Whether the case ended with the decision: true or false, or 1 and 0. */
  ended: string | null;
}

/** The names that a sample log has, and that are taken where a data set has columns of them. */
export const DECISION_COLUMNS: DecisionColumns = {
  action: "action",
  reward: "reward",
  propensity: "propensity",
  rewardDueAt: "reward_due_at",
  decidedAt: "decided_at",
  mask: "allowed",
  policyVersion: "policy_version",
  segment: "segment",
  episode: "episode",
  ended: "ended",
};

/** The features of the rows, as the policy's own pipeline gives them. */
export interface ContextRows {
  names: readonly string[];
  /** [n, names] row-major. */
  values: ArrayLike<number>;
}

/**
 * A data set's rows as logged decisions.
 * @param actionNames the actions in order; the texts of the action column, sorted, when nothing is said.
 * @throws AppError "UNKNOWN_COLUMN", or "INVALID_INPUT" for a column of the wrong kind or a row that cannot be.
 */
export function decisionsFromTable(
  table: Table,
  columns: DecisionColumns,
  context: ContextRows,
  actionNames: readonly string[] = distinct(getColumn(table, columns.action)),
): DecisionLog {
  const n = table.rowCount;
  const index = new Map(actionNames.map((name, a) => [name, a]));
  const texts = (name: string | null) => {
    const column = name === null ? null : getColumn(table, name);
    return labels(Array.from({ length: n }, (_text, i) => (column ? cellText(column, i) : null)));
  };
  const actionColumn = getColumn(table, columns.action);
  const action = Int32Array.from({ length: n }, (_action, i) => {
    const text = cellText(actionColumn, i);
    const found = index.get(text ?? "");
    if (found === undefined)
      throw refuse(`Row ${i} has the action '${text ?? ""}'. The actions are ${actionNames.join(", ")}.`, ["columns", "action"]);
    return found;
  });
  return checkLog({
    n,
    featureNames: context.names,
    actionNames,
    context: Float64Array.from(context.values),
    action,
    propensity: numbers(table, columns.propensity, "propensity"),
    reward: numbers(table, columns.reward, "reward"),
    rewardDueAt: numbers(table, columns.rewardDueAt, "rewardDueAt"),
    decidedAt:
      columns.decidedAt === null ? Float64Array.from({ length: n }, (_time, i) => i) : numbers(table, columns.decidedAt, "decidedAt"),
    mask: masks(table, columns.mask, actionNames, index),
    policyVersion: texts(columns.policyVersion),
    segment: texts(columns.segment),
    episode: texts(columns.episode),
    ended: flags(table, columns.ended),
  });
}

/** The default columns that the data set really has. @throws AppError "UNKNOWN_COLUMN" if it has no action or reward. */
export function decisionColumns(table: Table, given: Partial<DecisionColumns> = {}): DecisionColumns {
  const optional = (key: keyof DecisionColumns): string | null => {
    const name = given[key];
    if (name !== undefined) return name;
    const usual = DECISION_COLUMNS[key];
    return usual !== null && findColumn(table, usual) ? usual : null;
  };
  return {
    action: given.action ?? "action",
    reward: given.reward ?? "reward",
    propensity: optional("propensity"),
    rewardDueAt: optional("rewardDueAt"),
    decidedAt: optional("decidedAt"),
    mask: optional("mask"),
    policyVersion: optional("policyVersion"),
    segment: optional("segment"),
    episode: optional("episode"),
    ended: optional("ended"),
  };
}

/** A log as a table that `decisionsFromTable` reads back; features keep their names. */
export function decisionsToTable(log: DecisionLog): Table {
  const { n, featureNames, actionNames, context, mask } = log;
  const number = (name: string, values: Float64Array, type: "FLOAT" | "TIMESTAMP" = "FLOAT"): Column => ({ name, type, values });
  const text = (name: string, codes: Int32Array, dictionary: readonly string[]): Column => ({
    name,
    type: "STRING",
    codes,
    dictionary: [...dictionary],
  });
  const k = actionNames.length;
  const allowed = labels(Array.from({ length: n }, (_row, i) => actionNames.filter((_name, a) => mask[i * k + a] === 1).join("|")));
  return {
    rowCount: n,
    columns: [
      ...featureNames.map((name, f) =>
        number(
          name,
          Float64Array.from({ length: n }, (_value, i) => context[i * featureNames.length + f] as number),
        ),
      ),
      text("action", log.action, actionNames),
      number("propensity", log.propensity),
      number("reward", log.reward),
      number("reward_due_at", log.rewardDueAt, "TIMESTAMP"),
      number("decided_at", log.decidedAt, "TIMESTAMP"),
      text("allowed", allowed.codes, allowed.names),
      text("policy_version", log.policyVersion.codes, log.policyVersion.names),
      text("segment", log.segment.codes, log.segment.names),
      text("episode", log.episode.codes, log.episode.names),
      ...(log.ended ? [{ name: "ended", type: "BOOLEAN" as const, values: Float64Array.from(log.ended) }] : []),
    ],
  };
}

function distinct(column: Column): string[] {
  const n = column.type === "STRING" ? column.codes.length : column.values.length;
  const names = new Set<string>();
  for (let i = 0; i < n; i++) {
    const text = cellText(column, i);
    if (text !== null) names.add(text);
  }
  return [...names].sort();
}

function numbers(table: Table, name: string | null, role: string): Float64Array {
  if (name === null) return new Float64Array(table.rowCount).fill(Number.NaN);
  const column = getColumn(table, name);
  if (column.type === "STRING") throw refuse(`Column '${name}' is text; ${role} takes numbers or times.`, ["columns", role]);
  return column.values.slice();
}

function flags(table: Table, name: string | null): Uint8Array | null {
  if (name === null) return null;
  const column = getColumn(table, name);
  return Uint8Array.from({ length: table.rowCount }, (_flag, i) => {
    const value = column.type === "STRING" ? Number.NaN : (column.values[i] as number);
    if (value === 0 || value === 1) return value;
    throw refuse(`Row ${i} of '${name}' is ${cellText(column, i) ?? "empty"}; ended takes true or false in every row.`, [
      "columns",
      "ended",
    ]);
  });
}

function masks(table: Table, name: string | null, actionNames: readonly string[], index: ReadonlyMap<string, number>): Uint8Array {
  const k = actionNames.length;
  const mask = new Uint8Array(table.rowCount * k).fill(1);
  if (name === null) return mask;
  const column = getColumn(table, name);
  for (let i = 0; i < table.rowCount; i++) {
    const text = cellText(column, i);
    if (!text) continue;
    mask.fill(0, i * k, (i + 1) * k);
    for (const part of text.split("|")) {
      const a = index.get(part.trim());
      if (a === undefined) throw refuse(`Row ${i} allows '${part}'. The actions are ${actionNames.join(", ")}.`, ["columns", "mask"]);
      mask[i * k + a] = 1;
    }
  }
  return mask;
}
