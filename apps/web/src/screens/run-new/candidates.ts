import type { CandidateInput } from "@/generated/graphql.ts";
import { initialParams, type ParamValues, paramFields, readParams } from "../../lib/param-fields.ts";
import type { DraftArchitecture } from "./draft.ts";

/** One more network of a comparison; empty options are the training's own. */
export interface CandidateDraft {
  key: string;
  name: string;
  architecture: string;
  params: ParamValues;
  epochs: string;
  batchSize: string;
  learningRate: string;
}

export const newCandidate = (key: string, architecture: DraftArchitecture): CandidateDraft => ({
  key,
  name: "",
  architecture: architecture.name,
  params: initialParams(paramFields(architecture.params)),
  epochs: "",
  batchSize: "",
  learningRate: "",
});

const OPTIONS = [
  { name: "epochs", whole: true },
  { name: "batchSize", whole: true },
  { name: "learningRate", whole: false },
] as const;

export function readCandidates(
  drafts: readonly CandidateDraft[],
  architectures: readonly DraftArchitecture[],
): { candidates: CandidateInput[]; problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  const candidates = drafts.map((draft, at): CandidateInput => {
    const architecture = architectures.find(({ name }) => name === draft.architecture);
    const read = readParams(architecture ? paramFields(architecture.params) : [], draft.params);
    for (const [name, message] of Object.entries(read.problems)) problems[`candidates.${at}.params.${name}`] = message;
    const training: Record<string, number> = {};
    for (const { name, whole } of OPTIONS) {
      const text = draft[name].trim();
      if (text === "") continue;
      const value = Number(text);
      if (!Number.isFinite(value) || (whole && !Number.isInteger(value)))
        problems[`candidates.${at}.training.${name}`] = whole ? "A whole number is needed." : "A number is needed.";
      training[name] = value;
    }
    return {
      ...(draft.name.trim() === "" ? {} : { name: draft.name.trim() }),
      architecture: draft.architecture,
      params: read.params,
      ...(Object.keys(training).length > 0 ? { training } : {}),
    };
  });
  return { candidates, problems };
}
