import {
  AppError,
  type ResolvedDimension,
  type SearchDimension,
  type SearchSpec,
  TrainingOptions,
  type TrainingSpec,
} from "@plimsoll/schema";
import type { Architecture } from "../architectures/architecture.ts";
import { architecture as architectureOf } from "../architectures/index.ts";
import { derivedSpace, isWhole, propertiesOf } from "./derive-space.ts";

/** Training options that a search may vary; what it is judged by (epochs, seed, early stopping) is not among them. */
export const TUNABLE_OPTIONS = [
  "learningRate",
  "batchSize",
  "optimizer",
  "weightDecay",
  "momentum",
  "schedule",
  "warmupEpochs",
  "gradientClipNorm",
  "labelSmoothing",
  "classWeight",
] as const satisfies readonly (keyof TrainingOptions)[];
const WHOLE_OPTIONS: ReadonlySet<string> = new Set(["batchSize"]);

export type Searched = Pick<TrainingSpec, "architecture" | "params" | "training" | "task">;

/**
 * The dimensions of a search: the derived ones, replaced or joined by those that the user names.
 * @throws AppError "INVALID_INPUT" naming the dimension that no parameter or option has, or whose values it would not take; or if nothing
 * is left to search.
 */
export function resolveSpace(base: Searched, { space, derive }: Pick<SearchSpec, "space" | "derive">): ResolvedDimension[] {
  const architecture = architectureOf(base.architecture);
  const resolved = new Map<string, ResolvedDimension>();
  const add = (found: ResolvedDimension): void => void resolved.set(`${found.group}/${found.name}`, found);
  if (derive) derivedSpace(architecture, base.training).forEach(add);
  for (const [name, dimension] of Object.entries(space.params)) add(paramDimension(architecture, name, dimension));
  for (const [name, dimension] of Object.entries(space.training)) add(optionDimension(base, name, dimension));
  const dimensions = [...resolved.values()];
  if (dimensions.every(({ dimension }) => "values" in dimension && dimension.values.length === 1)) {
    throw refused("space", "Nothing is searched: every dimension has one value. Name one with more, or let the space be derived.");
  }
  return dimensions;
}

function paramDimension(architecture: Architecture, name: string, dimension: SearchDimension): ResolvedDimension {
  const properties = propertiesOf(architecture);
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (!property) {
    throw refused(
      `space.params.${name}`,
      `Architecture '${architecture.name}' has no parameter '${name}'. It has ${Object.keys(properties).join(", ")}.`,
    );
  }
  const path = `space.params.${name}`;
  if ("min" in dimension && property.type !== "number" && property.type !== "integer") {
    throw refused(path, `'${name}' is no number: pass {values: [...]} instead of a range.`);
  }
  for (const value of samples(dimension)) {
    // A rule over several parameters (code "custom") may hold beside other values of the others: here only the parameter's own bounds count.
    const issues = architecture.params.safeParse({ [name]: value }).error?.issues ?? [];
    const issue = issues.find((candidate) => candidate.path[0] === name && candidate.code !== "custom");
    if (issue) throw refused(path, `Parameter '${name}' does not take ${JSON.stringify(value)}: ${issue.message}.`);
  }
  return { group: "PARAMS", name, integer: isWhole(property), dimension };
}

function optionDimension(base: Searched, name: string, dimension: SearchDimension): ResolvedDimension {
  const path = `space.training.${name}`;
  if (!(TUNABLE_OPTIONS as readonly string[]).includes(name)) {
    throw refused(path, `Training option '${name}' cannot be searched. These can: ${TUNABLE_OPTIONS.join(", ")}.`);
  }
  for (const value of samples(dimension)) {
    const parsed = TrainingOptions.safeParse({ ...base.training, [name]: value });
    const issue = parsed.error?.issues.find((candidate) => candidate.path[0] === name);
    if (issue) throw refused(path, `Training option '${name}' does not take ${JSON.stringify(value)}: ${issue.message}`);
  }
  return { group: "TRAINING", name, integer: WHOLE_OPTIONS.has(name), dimension };
}

const samples = (dimension: SearchDimension): unknown[] => ("values" in dimension ? dimension.values : [dimension.min, dimension.max]);

export const refused = (at: string, message: string): AppError =>
  new AppError("INVALID_INPUT", "input", message, { path: ["search", ...at.split(".")] });
