import type { VolatilityCombinationInput } from "@/generated/graphql.ts";
import type { FormReader } from "../../../lib/form-reader.ts";

/** Forecasts of several models in one: their geometric mean. */
export interface CombinationDraft {
  label: string;
  members: string[];
}

const FEWEST = 2;

export function readCombinations(
  drafts: readonly CombinationDraft[],
  entries: readonly string[],
  read: FormReader,
): VolatilityCombinationInput[] {
  return drafts.map(({ label, members }, at) => {
    // A model that is no longer in the study is no longer in a combination.
    const kept = entries.filter((name) => members.includes(name));
    const name = read.text(`combinations.${at}.label`, label, true) ?? "";
    if (entries.includes(name) || drafts.some((other, i) => i < at && other.label.trim() === name))
      read.problems[`combinations.${at}.label`] = `'${name}' is taken. Give the combination a name of its own.`;
    if (kept.length < FEWEST) read.problems[`combinations.${at}.members`] = "Tick at least two models of the study.";
    return { label: name, members: kept };
  });
}
