import { initialParams, type ParamValues, paramFields, readParams, writeParams } from "../../../lib/param-fields.ts";
import { randomKey } from "../../../lib/random-key.ts";

/** A feature of a registry's kind as it is being written. */
export interface KindDraft {
  key: string;
  type: string;
  /** Empty: the kind's own. */
  name: string;
  params: ParamValues;
}

export interface FeatureKind {
  name: string;
  title: string;
  description: string;
  params: Record<string, unknown>;
}

export const newKindDraft = ({ name, params }: FeatureKind): KindDraft => ({
  key: randomKey(),
  type: name,
  name: "",
  params: initialParams(paramFields(params)),
});

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

export const openKinds = (stored: unknown, kinds: readonly FeatureKind[]): KindDraft[] =>
  (Array.isArray(stored) ? stored : []).filter(isRecord).map(({ type, name, params }) => {
    const fields = paramFields(kinds.find((kind) => kind.name === type)?.params ?? {});
    return {
      key: randomKey(),
      type: String(type),
      name: typeof name === "string" ? name : "",
      params: writeParams(fields, isRecord(params) ? params : {}),
    };
  });

/** The features of a spec; what cannot be read is added to the problems by its path within it. */
export function readKinds(drafts: readonly KindDraft[], kinds: readonly FeatureKind[], problems: Record<string, string>) {
  if (drafts.length === 0) problems.features = "Add a feature.";
  return drafts.map(({ type, name, params }, at) => {
    const read = readParams(paramFields(kinds.find((kind) => kind.name === type)?.params ?? {}), params);
    for (const [param, message] of Object.entries(read.problems)) problems[`features.${at}.params.${param}`] = message;
    return { type, params: read.params, ...(name.trim() === "" ? {} : { name: name.trim() }) };
  });
}
