/** Form fields read from an architecture's JSON Schema, so that a new architecture needs no code here. */
export type ParamField = { name: string; label: string; description: string; required: boolean } & (
  | { kind: "number"; integer: boolean; min: number | null; max: number | null; initial: string }
  | { kind: "numbers"; integer: boolean; initial: string }
  | { kind: "choice"; options: string[]; initial: string }
  | { kind: "switch"; initial: boolean }
  | { kind: "text"; initial: string }
  /** A list of objects that each pair a name with a number, such as one weight for each asset; a line each. */
  | { kind: "pairs"; keyName: string; valueName: string; initial: string }
  | { kind: "json"; initial: string }
);
export type ParamValues = Record<string, string | boolean>;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const numberOr = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

export function paramFields(schema: Record<string, unknown>): ParamField[] {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(properties).flatMap(([name, property]) =>
    isRecord(property) ? [fieldOf(name, property, required.includes(name))] : [],
  );
}

/** A parameter that may also be null is drawn as what it is otherwise; an empty field leaves it null. */
function withoutNull(property: Record<string, unknown>): Record<string, unknown> {
  const branches = Array.isArray(property.anyOf) ? property.anyOf.filter(isRecord) : [];
  const others = branches.filter(({ type }) => type !== "null");
  if (others.length === 1 && branches.length === 2) return { ...others[0], ...property };
  if (!Array.isArray(property.type)) return property;
  const types = property.type.filter((type) => type !== "null");
  return types.length === 1 ? { ...property, type: types[0] } : property;
}

function fieldOf(name: string, schema: Record<string, unknown>, required: boolean): ParamField {
  const property = withoutNull(schema);
  const base = {
    name,
    label: typeof property.title === "string" ? property.title : name,
    description: typeof property.description === "string" ? property.description : "",
    required: required && property.default === undefined,
  };
  const initial = property.default ?? undefined;
  if (Array.isArray(property.enum)) {
    const options = property.enum.map(String);
    return { ...base, kind: "choice", options, initial: initial === undefined ? (options[0] ?? "") : String(initial) };
  }
  if (property.type === "number" || property.type === "integer") {
    return {
      ...base,
      kind: "number",
      integer: property.type === "integer",
      min: numberOr(property.minimum) ?? numberOr(property.exclusiveMinimum),
      max: numberOr(property.maximum) ?? numberOr(property.exclusiveMaximum),
      initial: initial === undefined ? "" : String(initial),
    };
  }
  if (property.type === "boolean") return { ...base, kind: "switch", initial: initial === true };
  if (property.type === "string") return { ...base, kind: "text", initial: typeof initial === "string" ? initial : "" };
  const items = isRecord(property.items) ? property.items : {};
  if (property.type === "array" && (items.type === "integer" || items.type === "number")) {
    return { ...base, kind: "numbers", integer: items.type === "integer", initial: Array.isArray(initial) ? initial.join(", ") : "" };
  }
  const pair = pairNames(items);
  if (property.type === "array" && pair) return { ...base, kind: "pairs", ...pair, initial: "" };
  return { ...base, kind: "json", initial: initial === undefined ? "" : JSON.stringify(initial) };
}

function pairNames(items: Record<string, unknown>): { keyName: string; valueName: string } | null {
  const parts = isRecord(items.properties) ? Object.entries(items.properties) : [];
  const typeOf = (type: string) => parts.find(([, part]) => isRecord(part) && part.type === type)?.[0];
  const [keyName, valueName] = [typeOf("string"), typeOf("number")];
  return parts.length === 2 && keyName && valueName ? { keyName, valueName } : null;
}

export const initialParams = (fields: readonly ParamField[]): ParamValues =>
  Object.fromEntries(fields.map((field) => [field.name, field.initial]));

/** The JSON that goes to the API, and what could not be read, by field. An empty optional field is left out: the API's default holds. */
export function readParams(
  fields: readonly ParamField[],
  values: ParamValues,
): { params: Record<string, unknown>; problems: Record<string, string> } {
  const params: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const value = values[field.name] ?? field.initial;
    if (typeof value === "boolean") {
      params[field.name] = value;
      continue;
    }
    const text = value.trim();
    if (text === "") {
      if (field.required) problems[field.name] = `${field.label} is needed.`;
      continue;
    }
    const read = readText(field, text);
    if (read.problem) problems[field.name] = read.problem;
    else params[field.name] = read.value;
  }
  return { params, problems };
}

function readText(field: ParamField, text: string): { value?: unknown; problem?: string } {
  if (field.kind === "number") return readNumber(text, field.integer);
  if (field.kind === "numbers") {
    const parts = text
      .split(/[\s,;]+/)
      .filter(Boolean)
      .map((part) => readNumber(part, field.integer));
    const wrong = parts.find((part) => part.problem);
    return wrong ? { problem: wrong.problem } : { value: parts.map((part) => part.value) };
  }
  if (field.kind === "pairs") {
    const entries = text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean)
      .map((line) => ({ line, match: /^(.*\S)[\s,;:]+(\S+)$/.exec(line) }))
      .map(({ line, match }) => ({ line, key: match?.[1]?.replace(/[,;:]$/, ""), value: Number(match?.[2] ?? Number.NaN) }));
    const wrong = entries.find(({ key, value }) => !key || !Number.isFinite(value));
    return wrong
      ? { problem: `'${wrong.line}' is not '${field.keyName} ${field.valueName}', such as 'A 0.3'.` }
      : { value: entries.map(({ key, value }) => ({ [field.keyName]: key, [field.valueName]: value })) };
  }
  if (field.kind !== "json") return { value: text };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { problem: `${field.label} must be JSON.` };
  }
}

function readNumber(text: string, integer: boolean): { value?: number; problem?: string } {
  const value = Number(text);
  if (!Number.isFinite(value)) return { problem: `'${text}' is not a number.` };
  if (integer && !Number.isInteger(value)) return { problem: `'${text}' is not a whole number.` };
  return { value };
}
