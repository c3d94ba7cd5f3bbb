import { OPTIMIZERS, type ResolvedDimension, type SearchDimension, TrainingOptions } from "@plimsoll/schema";
import type { Architecture } from "../architectures/architecture.ts";

type Property = Record<string, unknown>;

const isRecord = (value: unknown): value is Property => typeof value === "object" && value !== null && !Array.isArray(value);
const numberOr = (value: unknown): number | null => (typeof value === "number" ? value : null);

/** The properties of an architecture's own JSON Schema. */
export function propertiesOf(architecture: Architecture): Record<string, Property> {
  const { properties } = architecture.paramsJsonSchema();
  return isRecord(properties) ? (properties as Record<string, Property>) : {};
}

/**
 * Where a parameter is searched when the user says nothing: what its schema carries as `search`, else what follows from type, bounds and
 * default. Null: it stays what it is, since its schema says so (`search: null`), it is left out by default, or nothing bounds it.
 */
export function derivedDimension(property: Property): SearchDimension | null {
  if ("search" in property) return property.search as SearchDimension | null;
  if (Array.isArray(property.enum)) return { values: property.enum };
  if (property.type === "boolean") return { values: [false, true] };
  const initial = numberOr(property.default);
  const low = numberOr(property.minimum);
  const high = numberOr(property.maximum);
  if (initial === null) return null;
  if (property.type === "integer")
    return initial === 0 ? null : { values: wholeNumbersAround(initial, low ?? 1, high ?? Number.MAX_SAFE_INTEGER) };
  if (property.type !== "number") return null;
  if (initial > 0 && (low === null || low <= 0)) {
    const most = Math.min(initial * 10, high ?? numberOr(property.exclusiveMaximum) ?? Number.POSITIVE_INFINITY);
    return most > initial / 10 ? { min: initial / 10, max: most, log: true } : null;
  }
  return low !== null && high !== null && low < high ? { min: low, max: high, log: false } : null;
}

/** A quarter to four times a large number in doublings; the neighbours of a small one; 0 too where that leaves something out. */
function wholeNumbersAround(initial: number, low: number, high: number): number[] {
  const near =
    initial >= 4
      ? [0.25, 0.5, 1, 2, 4].map((factor) => Math.round(initial * factor))
      : Array.from({ length: initial + 2 }, (_, at) => at + 1);
  const within = near.filter((value) => value >= low && value <= high);
  return low === 0 ? [0, ...within] : within;
}

/** What is searched of the training options: around their own values, by factors that learning depends on. */
export function derivedTraining({ learningRate, batchSize, optimizer }: TrainingOptions): Record<string, SearchDimension> {
  return {
    learningRate: { min: learningRate / 10, max: Math.min(10, learningRate * 10), log: true },
    batchSize: { values: [0.5, 1, 2, 4].map((factor) => Math.min(65_536, Math.max(1, Math.round(batchSize * factor)))) },
    ...(optimizer === "ADAMW" ? { weightDecay: { min: 1e-4, max: 0.1, log: true } } : {}),
  };
}

/** Names of the training options that are searched unless the space says otherwise, whichever the optimizer. */
export const derivedOptions = (): string[] => [
  ...new Set(OPTIMIZERS.flatMap((optimizer) => Object.keys(derivedTraining(TrainingOptions.parse({ optimizer }))))),
];

export const isWhole = (property: Property | undefined): boolean => property?.type === "integer";

/** Every dimension that the architecture and the options give by themselves. */
export function derivedSpace(architecture: Architecture, options: TrainingOptions): ResolvedDimension[] {
  const params = Object.entries(propertiesOf(architecture)).flatMap(([name, property]): ResolvedDimension[] => {
    const dimension = derivedDimension(property);
    return dimension ? [{ group: "PARAMS", name, integer: isWhole(property), dimension }] : [];
  });
  const training = Object.entries(derivedTraining(options)).map(
    ([name, dimension]): ResolvedDimension => ({ group: "TRAINING", name, integer: name === "batchSize", dimension }),
  );
  return [...training, ...params];
}
