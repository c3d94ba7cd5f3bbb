import type { SequenceSpec } from "@plimsoll/schema";
import type { StepSpec } from "./pipeline.ts";
import type { ColumnSchema } from "./table.ts";

/**
 * The pipeline when the user names none. Numbers: an indicator where the training rows had missing cells, median, standard
 * scaling; dates the same after their days; BOOLEAN: indicator, most frequent value, 0/1; text: one-hot of 64 levels, other and
 * missing. The columns of one sequence group share one imputation and one scaling.
 */
export function defaultSteps(columns: readonly ColumnSchema[], sequence: SequenceSpec | null): StepSpec[] {
  const grouped = new Set(sequence?.groups.flatMap((group) => group.columns));
  const typeOf = new Map(columns.map(({ name, type }) => [name, type]));
  const groups = (sequence?.groups ?? []).map((group) => group.columns);
  const statics = columns.filter(({ name }) => !grouped.has(name)).map(({ name }) => [name]);
  return [...groups, ...statics].flatMap((names) => {
    const types = new Set(names.map((name) => typeOf.get(name)));
    const step = (type: string, params: StepSpec["params"] = {}): StepSpec => ({
      type,
      params,
      columns: [...names],
    });
    if (types.has("STRING")) return [step("one-hot", { maxLevels: 64 })];
    const indicator = step("missing-indicator", { when: "SEEN" });
    if (types.size === 1 && types.has("BOOLEAN")) return [indicator, step("impute-mode")];
    const days = types.has("DATE") || types.has("TIMESTAMP") ? [step("date-to-number")] : [];
    return [...days, indicator, step("impute-median"), step("standard-scale")];
  });
}
