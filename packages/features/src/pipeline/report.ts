import type { StepReport } from "@plimsoll/schema";
import type { Json, JsonObject, Transform } from "../transforms/transform.ts";

const MAX_ENTRIES = 100;
/** Longer than this in JSON, a summary is cut to its lists' beginnings: reports are for reading. */
const MAX_CHARACTERS = 4_000;
const MAX_ITEMS = 20;

export function stepReport(
  kind: Transform,
  origin: StepReport["origin"],
  params: JsonObject,
  units: readonly { inputs: readonly string[]; outputs: readonly string[]; state: Json }[],
): StepReport {
  return {
    type: kind.name,
    origin,
    params,
    columns: units.flatMap(({ inputs }) => inputs),
    outputs: units.flatMap(({ outputs }) => outputs),
    learned: units
      .slice(0, MAX_ENTRIES)
      .map(({ inputs, state }) => ({ columns: [...inputs], summary: shortened(kind.summary(state, params)) as JsonObject | null })),
  };
}

function shortened(value: Json): Json {
  return JSON.stringify(value).length <= MAX_CHARACTERS ? value : cut(value);
}

function cut(value: Json): Json {
  if (Array.isArray(value)) {
    const kept = value.slice(0, MAX_ITEMS).map(cut);
    return value.length > MAX_ITEMS ? [...kept, `and ${value.length - MAX_ITEMS} more`] : kept;
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, cut(item)]));
}
