import type { ColumnSchema } from "@plimsoll/features";
import { DECISION_COLUMNS } from "@plimsoll/ml/catalog";
import { type ColumnType, DecisionColumnNames, PolicyLogSource } from "@plimsoll/schema";
import { builder } from "../builder.ts";
import { parseInput } from "../mutation.ts";
import { checkColumns, DATES, type NeededColumn, NUMBERS } from "../risk/columns.ts";

export const DecisionColumnsInput = builder.inputType("DecisionColumnsInput", {
  description: "Columns of a data set that hold logged decisions; the usual names (`action`, `reward`, ..) where the data set has them.",
  fields: (t) => ({
    action: t.string({ description: "`action` unless given." }),
    reward: t.string({ description: "`reward` unless given; empty cells are not known yet." }),
    propensity: t.string({ description: "Chance of the action taken; estimated where there is no such column." }),
    rewardDueAt: t.string(),
    decidedAt: t.string(),
    mask: t.string({ description: "Names of the allowed actions with `|` between them." }),
    policyVersion: t.string(),
    segment: t.string(),
    episode: t.string({ description: "The account or case that decisions belong to." }),
    ended: t.string({ description: "Whether the case ended with the decision." }),
  }),
});

export const ApplicantColumnsInput = builder.inputType("ApplicantColumnsInput", {
  description: "Columns that say whom a decision was about: what limits, fairness and reasons look at.",
  fields: (t) => ({
    obligor: t.string(),
    amount: t.string(),
    risk: t.string({ description: "On the scale of the price ladder, such as the PD." }),
    lossRate: t.string({ description: "Expected loss for one unit of exposure." }),
    group: t.string({ description: "Protected group." }),
    qualified: t.string({ description: "1 = would have turned out well, 0 = not." }),
  }),
});

const NUMBERS_OR_DATES: readonly ColumnType[] = [...NUMBERS, ...DATES];
const FLAGS: readonly ColumnType[] = ["BOOLEAN", "INTEGER"];
const TYPES: Partial<Record<keyof DecisionColumnNames, readonly ColumnType[]>> = {
  reward: NUMBERS,
  propensity: NUMBERS,
  rewardDueAt: NUMBERS_OR_DATES,
  decidedAt: NUMBERS_OR_DATES,
  mask: ["STRING"],
  ended: FLAGS,
};

interface GivenLog {
  datasetId: string;
  columns?: Partial<Record<keyof DecisionColumnNames, string | null>> | undefined;
  actions?: string[] | undefined;
  lastIsEnd?: boolean | undefined;
}

/** The log that an input names, with the usual columns where it says nothing. @throws AppError UNKNOWN_COLUMN, TYPE_MISMATCH, INVALID_INPUT. */
export function logOf({ columns: given = {}, ...rest }: GivenLog, columns: readonly ColumnSchema[], path: string[]): PolicyLogSource {
  const there = new Set(columns.map(({ name }) => name));
  const resolved = Object.fromEntries(
    Object.entries(DECISION_COLUMNS).map(([role, usual]) => {
      const name = given[role as keyof DecisionColumnNames];
      if (name !== undefined) return [role, name];
      const isRequired = role === "action" || role === "reward";
      return [role, usual !== null && (there.has(usual) || isRequired) ? usual : null];
    }),
  );
  const source = parseInput(PolicyLogSource, { ...rest, columns: parseInput(DecisionColumnNames, resolved) });
  const needed = Object.entries(source.columns).flatMap(([role, name]): NeededColumn[] =>
    name === null ? [] : [{ name, types: TYPES[role as keyof DecisionColumnNames] ?? null, path: [...path, "columns", role] }],
  );
  checkColumns(columns, needed);
  return source;
}
