/** Form fields read from a JSON Schema, so that a new architecture, step, window or expectation needs no code here. */
export type ParamField = { name: string; label: string; description: string; required: boolean } & (
  | { kind: "number"; integer: boolean; min: number | null; max: number | null; initial: string }
  | { kind: "numbers"; integer: boolean; initial: string }
  | { kind: "choice"; options: string[]; initial: string }
  /** Several of a list, separated by commas. */
  | { kind: "choices"; options: string[]; initial: string }
  | { kind: "switch"; initial: boolean }
  | { kind: "text"; initial: string }
  | { kind: "column"; initial: string }
  /** A number, true or false, or a text; a text that looks like a number stands in double quotes. */
  | { kind: "value"; initial: string }
  | { kind: "values"; initial: string }
  | { kind: "texts"; initial: string }
  /** A list of objects that each pair a name with a number, such as one weight for each asset; a line each. */
  | { kind: "pairs"; keyName: string; valueName: string; initial: string }
  | { kind: "json"; initial: string }
);
export type ParamValues = Record<string, string | boolean>;

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const numberOr = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);
const PLAIN = new Set(["string", "number", "integer", "boolean"]);

export function paramFields(schema: Record<string, unknown>): ParamField[] {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(properties).flatMap(([name, property]) =>
    isRecord(property) ? [fieldOf(name, withoutNull(property), required.includes(name))] : [],
  );
}

/** A parameter that may also be null is drawn as what it is otherwise; an empty field leaves it null. */
function withoutNull(property: Record<string, unknown>): Record<string, unknown> {
  const branches = Array.isArray(property.anyOf) ? property.anyOf.filter(isRecord) : [];
  const others = branches.filter(({ type }) => type !== "null");
  if (others.length === 1 && branches.length === 2) {
    const { anyOf: _anyOf, ...rest } = property;
    return { ...others[0], ...rest };
  }
  if (!Array.isArray(property.type)) return property;
  const types = property.type.filter((type) => type !== "null");
  return types.length === 1 ? { ...property, type: types[0] } : { ...property, type: types };
}

/** The plain types that a schema allows; null where it allows anything else. */
function plainTypes({ type, anyOf }: Record<string, unknown>): string[] | null {
  const types = Array.isArray(anyOf) ? anyOf.flatMap((option) => (isRecord(option) ? [option.type] : [])) : Array.isArray(type) ? type : [];
  const plain = types.filter((one): one is string => typeof one === "string" && PLAIN.has(one));
  return plain.length > 1 && plain.length === types.length ? plain : null;
}

function fieldOf(name: string, property: Record<string, unknown>, required: boolean): ParamField {
  const initial = property.default ?? undefined;
  const base = {
    name,
    label: typeof property.title === "string" ? property.title : name,
    description: typeof property.description === "string" ? property.description : "",
    required: required && initial === undefined,
  };
  if (Array.isArray(property.enum)) {
    const options = property.enum.map(String);
    return {
      ...base,
      kind: "choice",
      options,
      initial: initial === undefined ? (base.required ? (options[0] ?? "") : "") : String(initial),
    };
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
  if (property.type === "string") {
    return { ...base, kind: property.format === "column" ? "column" : "text", initial: typeof initial === "string" ? initial : "" };
  }
  if (plainTypes(property)) return { ...base, kind: "value", initial: initial === undefined ? "" : writeValue(initial) };
  const items = isRecord(property.items) ? property.items : {};
  if (property.type === "array") {
    const list = Array.isArray(initial) ? initial : [];
    if (Array.isArray(items.enum)) return { ...base, kind: "choices", options: items.enum.map(String), initial: list.join(", ") };
    if (items.type === "integer" || items.type === "number")
      return { ...base, kind: "numbers", integer: items.type === "integer", initial: list.join(", ") };
    if (items.type === "string") return { ...base, kind: "texts", initial: list.map(writeText).join(", ") };
    const pair = pairNames(items);
    if (pair) return { ...base, kind: "pairs", ...pair, initial: "" };
    if (plainTypes(items)) return { ...base, kind: "values", initial: list.map(writeValue).join(", ") };
  }
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

/** What the fields show of parameters that are stored, as `readParams` would read it again. */
export function writeParams(fields: readonly ParamField[], params: Readonly<Record<string, unknown>>): ParamValues {
  const text = (field: ParamField, value: unknown): string | boolean => {
    if (field.kind === "switch") return value === true;
    if (value === undefined || value === null) return "";
    if (field.kind === "value") return writeValue(value);
    if (field.kind === "json") return JSON.stringify(value);
    if (field.kind === "pairs" && Array.isArray(value))
      return value.map((pair) => `${pair[field.keyName]} ${pair[field.valueName]}`).join("\n");
    if (!Array.isArray(value)) return String(value);
    return value.map(field.kind === "values" ? writeValue : field.kind === "texts" ? writeText : String).join(", ");
  };
  return Object.fromEntries(fields.map((field) => [field.name, field.name in params ? text(field, params[field.name]) : field.initial]));
}

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
    // What a name begins or ends with may be a blank on purpose.
    const text = field.kind === "text" ? value : value.trim();
    if (text.trim() === "") {
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
  if (field.kind === "pairs") return readPairs(field, text);
  if (field.kind === "choices") return readChoices(text, field.options);
  if (field.kind === "value") return { value: readValue(text) };
  if (field.kind === "values") return { value: textParts(text).map(readValue) };
  if (field.kind === "texts") return { value: textParts(text).map(unquoted) };
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

function readChoices(text: string, options: readonly string[]): { value?: string[]; problem?: string } {
  const chosen = textParts(text);
  const unknown = chosen.find((one) => !options.includes(one));
  return unknown ? { problem: `'${unknown}' is none of ${options.join(", ")}.` } : { value: chosen };
}

/** Parts between commas; a comma within double quotes belongs to its part. */
const textParts = (text: string): string[] => (text.match(/\s*"[^"]*"\s*(?=,|$)|[^,]+/g) ?? []).map((part) => part.trim()).filter(Boolean);

const QUOTED = /^"([^"]*)"$/;
const unquoted = (part: string): string => QUOTED.exec(part)?.[1] ?? part;

function readValue(part: string): string | number | boolean {
  if (QUOTED.test(part)) return unquoted(part);
  if (part === "true" || part === "false") return part === "true";
  return Number.isFinite(Number(part)) ? Number(part) : part;
}

/** A text as `readValue` reads it as the same text again. */
const writeValue = (value: unknown): string =>
  typeof value === "string" && (readValue(value) !== value || /[,]|^\s|\s$/.test(value) || value === "") ? `"${value}"` : String(value);
const writeText = (value: unknown): string => (/[,]|^\s|\s$/.test(String(value)) ? `"${value}"` : String(value));

/** Lines of a name and a number. */
function readPairs({ keyName, valueName }: { keyName: string; valueName: string }, text: string): { value?: unknown; problem?: string } {
  const entries = text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => ({ line, match: /^(.*\S)[\s,;:]+(\S+)$/.exec(line) }))
    .map(({ line, match }) => ({ line, key: match?.[1]?.replace(/[,;:]$/, ""), value: Number(match?.[2] ?? Number.NaN) }));
  const wrong = entries.find(({ key, value }) => !key || !Number.isFinite(value));
  return wrong
    ? { problem: `'${wrong.line}' is not '${keyName} ${valueName}', such as 'A 0.3'.` }
    : { value: entries.map(({ key, value }) => ({ [keyName]: key, [valueName]: value })) };
}
