import { type ColumnSchema, getColumn, levelCounts, type Table } from "@plimsoll/features";
import { type ActionRule, ActionRules } from "@plimsoll/schema";
import { z } from "zod";
import { quantile } from "../evaluation/bootstrap.ts";
import { invalidInput } from "../evaluation/inputs.ts";

/** What changes are measured by, learned from reference rows. Plain JSON, kept beside a version. */
export const ColumnScale = z.strictObject({
  column: z.string(),
  /** Numbers: the median absolute deviation, or what stands for it; 1 for others. */
  unit: z.number().positive(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** Texts, most frequent first. */
  levels: z.array(z.string()).max(1_000),
});
export type ColumnScale = z.infer<typeof ColumnScale>;

/** The texts of a column that recourse may suggest unless a rule says otherwise. */
const MOST_LEVELS = 50;

/** Rules for a model. @throws AppError "INVALID_INPUT" for what is no rule, a column the model does not read, or a rule of another type than the column's. */
export function parseActionRules(given: unknown, columns: readonly ColumnSchema[]): ActionRule[] {
  const parsed = ActionRules.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalidInput(`The action rules are refused: ${issue?.path.join(".") || "they"}: ${issue?.message}.`, { path: ["rules"] });
  }
  for (const rule of parsed.data) {
    const type = columns.find(({ name }) => name === rule.column)?.type;
    if (!type)
      throw invalidInput(`The model does not read column '${rule.column}', so changing it does nothing. Leave its rule out.`, {
        path: ["rules"],
      });
    const fits = { NUMBER: ["INTEGER", "FLOAT"], CATEGORY: ["STRING"], FLAG: ["BOOLEAN"] }[rule.kind];
    if (!fits.includes(type))
      throw invalidInput(`Column '${rule.column}' is ${type}; a ${rule.kind} rule is for ${fits.join(" and ")}.`, { path: ["rules"] });
    if (rule.kind === "NUMBER" && rule.min != null && rule.max != null && rule.min > rule.max)
      throw invalidInput(`The rule of '${rule.column}' has min ${rule.min} above max ${rule.max}.`, { path: ["rules"] });
    if (rule.kind === "CATEGORY" && rule.isOrdered && !rule.values)
      throw invalidInput(`The rule of '${rule.column}' is ordered: give its values from the lowest to the highest.`, { path: ["rules"] });
  }
  return parsed.data;
}

/**
 * Scales of the columns from reference rows, e.g. the training rows: the median absolute deviation from the median; where more than half of
 * the rows share one value, the mean absolute deviation; 1 for a constant. Source: Wachter, Mittelstadt and Russell (2018), section 3.
 */
export function columnScales(columns: readonly ColumnSchema[], table: Table): ColumnScale[] {
  return columns.map(({ name }) => {
    const column = getColumn(table, name);
    if (column.type === "STRING") {
      const levels = levelCounts([column])
        .slice(0, MOST_LEVELS)
        .map(({ text }) => text);
      return { column: name, unit: 1, low: null, high: null, levels };
    }
    const sorted = column.values.filter((value) => !Number.isNaN(value)).sort();
    if (sorted.length === 0 || column.type === "BOOLEAN") return { column: name, unit: 1, low: null, high: null, levels: [] };
    const middle = quantile(sorted, 0.5);
    const deviations = sorted.map((value) => Math.abs(value - middle)).sort();
    const mean = deviations.reduce((sum, value) => sum + value, 0) / deviations.length;
    return {
      column: name,
      unit: quantile(deviations, 0.5) || mean || 1,
      low: quantile(sorted, 0.01),
      high: quantile(sorted, 0.99),
      levels: [],
    };
  });
}
