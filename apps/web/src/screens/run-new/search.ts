import type { SearchInput, SearchMethod } from "@/generated/graphql.ts";
import { type ParamField, readParams } from "../../lib/param-fields.ts";

/** Where one setting is searched, as the form holds it. */
export interface DimensionDraft {
  /** DERIVED: as it follows from the schema; FIXED: not searched; VALUES: among those written; RANGE: between two. */
  kind: "DERIVED" | "FIXED" | "VALUES" | "RANGE";
  values: string;
  min: string;
  max: string;
  log: boolean;
}

export interface SearchDraft {
  method: SearchMethod;
  trials: string;
  metric: string;
  eta: string;
  minEpochs: string;
  parallel: string;
  seed: string;
  /** By `params.units` or `training.learningRate`. */
  dimensions: Readonly<Record<string, DimensionDraft>>;
}

export const newSearch: SearchDraft = {
  method: "HALVING",
  trials: "20",
  metric: "",
  eta: "3",
  minEpochs: "",
  parallel: "4",
  seed: "1",
  dimensions: {},
};
export const newDimension: DimensionDraft = { kind: "DERIVED", values: "", min: "", max: "", log: false };

/** One setting of the search: its place in the space, and how its values are written. */
export interface SearchField {
  at: `${"params" | "training"}.${string}`;
  field: ParamField;
  /** What it is when it is not searched. */
  current: unknown;
  /** Whether a search that says nothing of it may vary it. */
  isDerived: boolean;
}

/** Values are separated by semicolons, since one may be a list: `64; 128, 64`. */
export function readSearch(draft: SearchDraft, fields: readonly SearchField[]): { search: SearchInput; problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  const number = (name: "trials" | "eta" | "minEpochs" | "parallel" | "seed"): number => {
    const value = Number(draft[name]);
    if (draft[name].trim() === "" || !Number.isInteger(value)) problems[`search.${name}`] = "A whole number is needed.";
    return value;
  };
  const space: { params: Record<string, unknown>; training: Record<string, unknown> } = { params: {}, training: {} };
  for (const { at, field, current } of fields) {
    const dimension = draft.dimensions[at];
    if (!dimension || dimension.kind === "DERIVED") continue;
    const path = `search.space.${at}`;
    const group = at.startsWith("params.") ? space.params : space.training;
    if (dimension.kind === "FIXED") {
      group[field.name] = { values: [current] };
    } else if (dimension.kind === "RANGE") {
      const [min, max] = [Number(dimension.min), Number(dimension.max)];
      if (dimension.min.trim() === "" || dimension.max.trim() === "" || !Number.isFinite(min) || !Number.isFinite(max))
        problems[path] = "Two numbers are needed, the lower one first.";
      group[field.name] = { min, max, log: dimension.log };
    } else {
      const read = dimension.values
        .split(";")
        .map((text) => text.trim())
        .filter(Boolean)
        .map((text) => readOne(field, text));
      const wrong = read.find(({ problem }) => problem);
      if (read.length === 0) problems[path] = "Write the values, separated by semicolons.";
      else if (wrong?.problem) problems[path] = wrong.problem;
      group[field.name] = { values: read.map(({ value }) => value) };
    }
  }
  return {
    problems,
    search: {
      method: draft.method,
      trials: number("trials"),
      parallel: number("parallel"),
      seed: number("seed"),
      ...(draft.metric === "" ? {} : { metric: draft.metric }),
      ...(draft.method === "HALVING" ? { eta: number("eta") } : {}),
      ...(draft.method === "HALVING" && draft.minEpochs.trim() !== "" ? { minEpochs: number("minEpochs") } : {}),
      ...(Object.keys(space.params).length + Object.keys(space.training).length > 0 ? { space } : {}),
    },
  };
}

function readOne(field: ParamField, text: string): { value?: unknown; problem?: string } {
  if (field.kind === "switch") {
    if (text === "yes" || text === "true") return { value: true };
    if (text === "no" || text === "false") return { value: false };
    return { problem: `'${text}' is neither yes nor no.` };
  }
  const { params, problems } = readParams([field], { [field.name]: text });
  const problem = problems[field.name];
  return problem ? { problem } : { value: params[field.name] };
}
