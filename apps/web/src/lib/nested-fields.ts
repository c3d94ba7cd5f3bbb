import { type ParamField, paramFields } from "./param-fields.ts";

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** Form fields of a JSON Schema, those of an object within it one by one under `object.field`: what `nestedParams` puts together again. */
export function nestedFields(schema: Record<string, unknown>): ParamField[] {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(properties).flatMap(([name, property]) => {
    if (!isRecord(property) || !isRecord(property.properties))
      return paramFields({ properties: { [name]: property }, required: required.filter((own) => own === name) });
    const title = typeof property.title === "string" ? property.title : name;
    return paramFields(property).map((field) => ({
      ...field,
      name: `${name}.${field.name}`,
      label: `${title}: ${field.label.charAt(0).toLowerCase()}${field.label.slice(1)}`,
    }));
  });
}

/** Parameters under `object.field` as objects. */
export function nestedParams(flat: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(flat)) {
    const [outer = "", inner] = name.split(".");
    if (inner === undefined) out[outer] = value;
    else out[outer] = { ...(isRecord(out[outer]) ? out[outer] : {}), [inner]: value };
  }
  return out;
}
