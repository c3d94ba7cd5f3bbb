import { type ParamField, paramFields, readParams } from "../../lib/param-fields.ts";
import type { Draft, DraftArchitecture, TrainingCatalog } from "./draft.ts";
import type { SearchField } from "./search.ts";
import { OPTION_GROUPS, readOptions } from "./training-options.ts";

const number = (name: string, label: string, description: string, integer: boolean): ParamField => ({
  name,
  label,
  description,
  required: false,
  kind: "number",
  integer,
  min: null,
  max: null,
  initial: "",
});
const choice = (name: string, label: string, description: string, options: string[]): ParamField => ({
  name,
  label,
  description,
  required: false,
  kind: "choice",
  options,
  initial: "",
});

/** How the training options that a search may vary are written; the others are read from the form's own fields. */
const BASIC: Record<string, ParamField> = {
  learningRate: number("learningRate", "Learning rate", "Size of one step.", false),
  batchSize: number("batchSize", "Batch size", "Rows in one step.", true),
  classWeight: choice("classWeight", "Class weights", "Whether the rare class counts more.", ["NONE", "BALANCED"]),
  optimizer: choice("optimizer", "Optimizer", "How a step follows from the gradients.", ["ADAM", "ADAMW", "SGD", "RMSPROP"]),
  schedule: choice("schedule", "Schedule", "How the rate changes over time.", ["CONSTANT", "COSINE", "PLATEAU"]),
};

function optionField(name: string): ParamField | null {
  const basic = BASIC[name];
  if (basic) return basic;
  const known = OPTION_GROUPS.flatMap(({ fields }) => fields).find((field) => field.name === name);
  return known ? number(name, known.label, known.hint, known.kind === "whole") : null;
}

const applies = (name: string, draft: Draft): boolean =>
  OPTION_GROUPS.flatMap(({ fields }) => fields)
    .find((field) => field.name === name)
    ?.applies(draft) ?? true;

/** Everything that a search of this form may vary, with what it is now: options of the training first, then the architecture's own. */
export function searchFieldsOf(
  draft: Draft,
  architecture: DraftArchitecture | undefined,
  { tunableOptions, derivedOptions }: Pick<TrainingCatalog, "tunableOptions" | "derivedOptions">,
): SearchField[] {
  const { options } = readOptions(draft);
  const now: Record<string, unknown> = {
    learningRate: Number(draft.learningRate),
    batchSize: Number(draft.batchSize),
    classWeight: draft.classWeight,
    optimizer: "ADAM",
    schedule: "CONSTANT",
    ...options,
  };
  const training = tunableOptions.flatMap((name): SearchField[] => {
    const field = optionField(name);
    return field && applies(name, draft)
      ? [{ at: `training.${name}`, field, current: now[name] ?? null, isDerived: derivedOptions.includes(name) }]
      : [];
  });
  const fields = architecture ? paramFields(architecture.params) : [];
  const { params } = readParams(fields, draft.params[draft.architecture] ?? {});
  return [
    ...training,
    ...fields.map((field): SearchField => ({ at: `params.${field.name}`, field, current: params[field.name] ?? null, isDerived: true })),
  ];
}
