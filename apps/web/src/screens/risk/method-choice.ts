import { type ParamValues, paramFields, readParams } from "../../lib/param-fields.ts";

/** An entry of one of the API's registries. */
export interface RegisteredMethod {
  name: string;
  title: string;
  description: string;
  params: Record<string, unknown>;
}

/** A chosen entry, with the parameters typed for each name so far. */
export interface MethodChoice {
  name: string;
  params: Record<string, ParamValues>;
}

/** @returns what the API takes; what cannot be read is written into `problems`. */
export function readMethod(
  methods: readonly RegisteredMethod[],
  choice: MethodChoice,
  path: string,
  problems: Record<string, string>,
): { name: string; params: Record<string, unknown> } {
  const method = methods.find(({ name }) => name === choice.name);
  const read = readParams(method ? paramFields(method.params) : [], choice.params[choice.name] ?? {});
  for (const [name, words] of Object.entries(read.problems)) problems[`${path}.params.${name}`] = words;
  return { name: choice.name, params: read.params };
}
