import type { ExpectationInput, ExpectationKindsQuery, ExpectationSeverity, QualityQuery } from "../generated/graphql.ts";
import { initialParams, type ParamValues, paramFields, readParams, writeParams } from "./param-fields.ts";
import { randomKey } from "./random-key.ts";

export type ExpectationKind = ExpectationKindsQuery["expectationKinds"][number];
export type StoredExpectation = NonNullable<QualityQuery["dataset"]>["expectations"][number];

/** An expectation as it is being written. */
export interface ExpectationDraft {
  key: string;
  kind: string;
  columns: readonly string[];
  params: ParamValues;
  /** A share as text. */
  mostly: string;
  severity: ExpectationSeverity;
}

export const newExpectation = ({ kind, params }: ExpectationKind): ExpectationDraft => ({
  key: randomKey(),
  kind,
  columns: [],
  params: initialParams(paramFields(params)),
  mostly: "1",
  severity: "HARD",
});

export function draftOfExpectation(stored: StoredExpectation, kinds: readonly ExpectationKind[]): ExpectationDraft {
  const { kind, columns, params, mostly, severity } = stored;
  const fields = paramFields(kinds.find((known) => known.kind === kind)?.params ?? {});
  return { key: randomKey(), kind, columns, params: writeParams(fields, params), mostly: String(mostly), severity };
}

/** The input that goes to the API, and what cannot be read, by the path that the API would name. */
export function readSuite(
  drafts: readonly ExpectationDraft[],
  kinds: readonly ExpectationKind[],
): { expectations: ExpectationInput[]; problems: Record<string, string> } {
  const problems: Record<string, string> = {};
  const expectations = drafts.map(({ kind, columns, params, mostly, severity }, at) => {
    const known = kinds.find((one) => one.kind === kind);
    const read = readParams(paramFields(known?.params ?? {}), params);
    const path = `expectations.${at}`;
    for (const [name, message] of Object.entries(read.problems)) problems[`${path}.params.${name}`] = message;
    const fewest = known?.fewestColumns ?? 0;
    if (columns.length < fewest) problems[`${path}.columns`] = fewest === 1 ? "Name a column." : `Name ${fewest} columns.`;
    const share = Number(mostly);
    if (!(share > 0 && share <= 1)) problems[`${path}.mostly`] = "A share above 0 and at most 1 is needed.";
    return { kind, columns: [...columns], params: read.params, severity, ...(known?.scope === "ROW" ? { mostly: share } : {}) };
  });
  return { expectations, problems };
}

/** Suggestions that the suite does not have yet: the same kind on the same columns counts as had. */
export function newSuggestions(suggested: readonly StoredExpectation[], drafts: readonly ExpectationDraft[]): StoredExpectation[] {
  const key = ({ kind, columns }: Pick<ExpectationDraft, "kind" | "columns">): string => JSON.stringify([kind, columns]);
  const had = new Set(drafts.map(key));
  return suggested.filter((one) => !had.has(key(one)));
}
