/** Form fields read from an architecture's JSON Schema, so that a new architecture needs no code here. */
export type ParamField = { name: string; label: string; description: string; required: boolean } & (
  | { kind: "number"; integer: boolean; min: number | null; max: number | null; initial: string }
  | { kind: "numbers"; integer: boolean; initial: string }
  | { kind: "choice"; options: string[]; initial: string }
  | { kind: "switch"; initial: boolean }
  | { kind: "text"; initial: string }
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

function fieldOf(name: string, property: Record<string, unknown>, required: boolean): ParamField {
  const base = {
    name,
    label: typeof property.title === "string" ? property.title : name,
    description: typeof property.description === "string" ? property.description : "",
    required: required && property.default === undefined,
  };
  const initial = property.default;
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
  return { ...base, kind: "json", initial: initial === undefined ? "" : JSON.stringify(initial) };
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
