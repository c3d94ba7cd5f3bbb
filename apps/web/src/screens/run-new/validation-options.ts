import type { Task, ValidationInput, ValidationMethod } from "@/generated/graphql.ts";

/** How a model is judged before the test, as the form holds it. */
export interface ValidationDraft {
  method: ValidationMethod;
  folds: string;
  seed: string;
  groupColumn: string;
  timeColumn: string;
  window: "EXPANDING" | "ROLLING";
  horizon: string;
  embargo: string;
  unit: "ROWS" | "TIME";
}

export const newValidation = (method: ValidationMethod = "HOLD_OUT"): ValidationDraft => ({
  method,
  folds: "5",
  seed: "1",
  groupColumn: "",
  timeColumn: "",
  window: "EXPANDING",
  horizon: "",
  embargo: "",
  unit: "ROWS",
});

export const VALIDATION_METHODS: readonly { value: ValidationMethod; label: string; meaning: string }[] = [
  { value: "HOLD_OUT", label: "Hold-out", meaning: "One part of the training rows is watched while training." },
  {
    value: "K_FOLD",
    label: "K-fold",
    meaning: "Rows at random in k parts, every class in proportion; for rows that have nothing to do with each other.",
  },
  { value: "GROUP_K_FOLD", label: "Grouped folds", meaning: "Whole groups stay together; for several rows a customer." },
  {
    value: "TIME_SERIES",
    label: "Walking forward",
    meaning: "Each block is judged by a model of what came before; for a model that will meet a future.",
  },
  {
    value: "PURGED",
    label: "Purged folds with embargo",
    meaning:
      "Blocks of time; rows whose label reaches into a judged block, or that follow it too closely, do not train. For labels that look ahead.",
  },
];

/** A forecast must not learn from rows later than those it is judged on. */
export const methodsFor = (task: Task) =>
  VALIDATION_METHODS.filter(({ value }) => task !== "FORECAST" || value === "HOLD_OUT" || value === "TIME_SERIES");

export const usesTime = ({ method }: Pick<ValidationDraft, "method">): boolean => method === "TIME_SERIES" || method === "PURGED";

export function readValidation(draft: ValidationDraft): { validation: ValidationInput | null; problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  const { method } = draft;
  if (method === "HOLD_OUT") return { validation: null, problems };
  const number = (name: "folds" | "seed" | "horizon" | "embargo", whole: boolean): number | undefined => {
    const text = draft[name].trim();
    if (text === "" && !whole) return undefined;
    const value = Number(text);
    if (text === "" || !Number.isFinite(value) || (whole && !Number.isInteger(value)))
      problems[`validation.${name}`] = whole ? "A whole number is needed." : "A number is needed.";
    return value;
  };
  if (method === "GROUP_K_FOLD" && draft.groupColumn === "") problems["validation.groupColumn"] = "Choose the column of the groups.";
  if (usesTime(draft) && draft.timeColumn === "") problems["validation.timeColumn"] = "Choose the column that orders the rows.";
  const horizon = usesTime(draft) ? number("horizon", false) : undefined;
  const embargo = method === "PURGED" ? number("embargo", false) : undefined;
  return {
    problems,
    validation: {
      method,
      folds: number("folds", true),
      seed: number("seed", true),
      ...(method === "GROUP_K_FOLD" ? { groupColumn: draft.groupColumn } : {}),
      ...(usesTime(draft) ? { timeColumn: draft.timeColumn } : {}),
      ...(method === "TIME_SERIES" ? { window: draft.window } : {}),
      ...(horizon === undefined ? {} : { horizon }),
      ...(embargo === undefined ? {} : { embargo }),
      ...(horizon === undefined && embargo === undefined ? {} : { unit: draft.unit }),
    },
  };
}
