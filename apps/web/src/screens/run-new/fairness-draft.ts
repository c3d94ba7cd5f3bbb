import type { MitigationInput, SubmitTrainingInput, Task } from "@/generated/graphql.ts";

/** How the training treats groups of people, as the form holds it. */
export interface FairnessDraft {
  /** Protected columns that are features all the same, and why. */
  switchedOn: readonly string[];
  reason: string;
  /** Whose groups are treated more alike; empty = none. */
  column: string;
  /** What cuts a number into groups, separated by commas. */
  edges: string;
  reweigh: boolean;
  aim: "" | NonNullable<MitigationInput["penalty"]>["aim"];
  strength: string;
}

export const newFairness: FairnessDraft = { switchedOn: [], reason: "", column: "", edges: "", reweigh: true, aim: "", strength: "10" };

type FairnessFields = Pick<SubmitTrainingInput, "protectedFeatures" | "protectedReason" | "mitigation">;

/** The parts of a training's input, with what is wrong by the API's own path. */
export function readFairness(draft: FairnessDraft, task: Task): { input: FairnessFields; problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  const input: FairnessFields = {};
  if (draft.switchedOn.length > 0) {
    if (draft.reason.trim() === "") problems.protectedReason = "Say why a protected column is read; it is kept in the audit log.";
    Object.assign(input, { protectedFeatures: [...draft.switchedOn], protectedReason: draft.reason.trim() });
  }
  if (task !== "BINARY" || draft.column === "") return { input, problems };
  const edges = draft.edges.split(/[\s,;]+/).filter((text) => text !== "");
  if (!edges.every((text) => Number.isFinite(Number(text)))) problems["mitigation.attribute.edges"] = "Numbers are needed, e.g. 25, 40.";
  const strength = Number(draft.strength);
  if (draft.aim !== "" && !(draft.strength.trim() !== "" && Number.isFinite(strength) && strength > 0))
    problems["mitigation.penalty.strength"] = "A number above 0 is needed.";
  if (!draft.reweigh && draft.aim === "") problems["mitigation.reweigh"] = "Choose reweighing, a penalty, or both.";
  input.mitigation = {
    attribute: { column: draft.column, ...(edges.length > 0 ? { edges: edges.map(Number) } : {}) },
    reweigh: draft.reweigh,
    ...(draft.aim === "" ? {} : { penalty: { aim: draft.aim, strength } }),
  };
  return { input, problems };
}
