import type { PipelineInput, TransformsQuery } from "../generated/graphql.ts";
import { initialParams, type ParamValues, paramFields, readParams, writeParams } from "./param-fields.ts";
import { randomKey } from "./random-key.ts";

export type StepKind = TransformsQuery["transforms"][number];

/** A step as it is being written; the key outlives its place in the order. */
export interface StepDraft {
  key: string;
  type: string;
  params: ParamValues;
  /** Names, patterns and selectors; none = every column that the step is made for. */
  columns: readonly string[];
}

export interface PipelineDraft {
  rows: readonly StepDraft[];
  steps: readonly StepDraft[];
  defaults: boolean;
}

export type PipelineList = "rows" | "steps";

export const EMPTY_PIPELINE: PipelineDraft = { rows: [], steps: [], defaults: true };

export const newStep = ({ name, params }: StepKind): StepDraft => ({
  key: randomKey(),
  type: name,
  params: initialParams(paramFields(params)),
  columns: [],
});

/** The same items with one moved; beyond either end nothing moves. */
export function moveItem<Item>(items: readonly Item[], from: number, by: -1 | 1): Item[] {
  const moved = [...items];
  const to = from + by;
  if (to < 0 || to >= items.length) return moved;
  const [item] = moved.splice(from, 1);
  if (item !== undefined) moved.splice(to, 0, item);
  return moved;
}

/** The input that goes to the API, and what cannot be read, by the path that the API would name. */
export function readPipeline(
  draft: PipelineDraft,
  kinds: readonly StepKind[],
): { pipeline: PipelineInput; problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  const read = (list: PipelineList) =>
    draft[list].map(({ type, params, columns }, at) => {
      const kind = kinds.find(({ name }) => name === type);
      const found = readParams(paramFields(kind?.params ?? {}), params);
      for (const [name, message] of Object.entries(found.problems)) problems[`pipeline.${list}.${at}.params.${name}`] = message;
      return { type, params: found.params, ...(columns.length > 0 ? { columns: [...columns] } : {}) };
    });
  return { pipeline: { rows: read("rows"), steps: read("steps"), defaults: draft.defaults }, problems };
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** A stored pipeline as a draft; what is no pipeline gives an empty one. */
export function draftOfPipeline(stored: unknown, kinds: readonly StepKind[]): PipelineDraft {
  if (!isRecord(stored)) return EMPTY_PIPELINE;
  const list = (value: unknown): StepDraft[] =>
    (Array.isArray(value) ? value : []).filter(isRecord).map(({ type, params, columns }) => {
      const fields = paramFields(kinds.find(({ name }) => name === type)?.params ?? {});
      return {
        key: randomKey(),
        type: String(type),
        params: writeParams(fields, isRecord(params) ? params : {}),
        columns: Array.isArray(columns) ? columns.map(String) : [],
      };
    });
  return { rows: list(stored.rows), steps: list(stored.steps), defaults: stored.defaults === true };
}
