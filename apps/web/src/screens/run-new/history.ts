import type { GapPolicy, SequenceHistoryInput, SequenceSamples } from "@/generated/graphql.ts";

/** Steps from a long table, one row an event or a period, as the form holds them. */
export interface HistoryDraft {
  entity: readonly string[];
  time: string;
  steps: string;
  columns: readonly string[];
  horizon: string;
  minSteps: string;
  gaps: GapPolicy;
  gap: string;
  samples: SequenceSamples;
}

export const newHistory = (time: string, columns: readonly string[]): HistoryDraft => ({
  entity: [],
  time,
  steps: "20",
  columns,
  horizon: "1",
  minSteps: "1",
  gaps: "IGNORE",
  gap: "",
  samples: "EVERY",
});

const whole = (text: string): boolean => text.trim() !== "" && Number.isInteger(Number(text));

export function readHistory(draft: HistoryDraft): { history: SequenceHistoryInput; problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  const tell = (name: string, message: string): void => {
    problems[`sequence.history.${name}`] = message;
  };
  if (draft.time === "") tell("time", "Choose the column that orders the rows.");
  if (draft.columns.length === 0) tell("columns", "Tick at least one column that each step has.");
  for (const name of ["steps", "horizon", "minSteps"] as const) if (!whole(draft[name])) tell(name, "A whole number is needed.");
  if (draft.gaps !== "IGNORE" && !(Number(draft.gap) > 0)) tell("gap", "A number above 0 is needed.");
  return {
    problems,
    history: {
      entity: [...draft.entity],
      time: draft.time,
      steps: Number(draft.steps),
      columns: [...draft.columns],
      horizon: Number(draft.horizon),
      minSteps: Number(draft.minSteps),
      gaps: draft.gaps,
      samples: draft.samples,
      ...(draft.gaps === "IGNORE" ? {} : { gap: Number(draft.gap) }),
    },
  };
}
