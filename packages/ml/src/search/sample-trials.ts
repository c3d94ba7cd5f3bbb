import { createRng, type Rng } from "@plimsoll/features";
import { AppError, type ResolvedDimension, type SearchDimension, TrainingOptions, type TrialSettings } from "@plimsoll/schema";
import { architecture } from "../architectures/index.ts";
import { checkOptions } from "../training/options.ts";
import { refused, type Searched } from "./resolve-space.ts";

/** Draws before a space counts as used up: a small one has fewer settings than trials asked for. */
const MOST_DRAWS = 400;

/**
 * The settings of a search, each different from the others: first those of the training itself, then draws from the dimensions. Trial n
 * is the same however many follow it. Fewer than asked for where the space has no more.
 * @throws AppError "INVALID_INPUT" if no draw gives settings that the architecture and the options accept.
 */
export function sampleTrials(base: Searched, dimensions: readonly ResolvedDimension[], trials: number, seed: number): TrialSettings[] {
  const settings: TrialSettings[] = [ownSettings(base, dimensions)];
  const seen = new Set(settings.map((trial) => JSON.stringify(trial)));
  let lastProblem: AppError | null = null;
  for (let number = 2; number <= trials; number++) {
    // Each trial has its own stream.
    const rng = createRng(seed + number * 2 ** 32);
    let found: TrialSettings | null = null;
    for (let draw = 0; draw < MOST_DRAWS && !found; draw++) {
      const candidate = drawSettings(dimensions, rng);
      const text = JSON.stringify(candidate);
      if (seen.has(text)) continue;
      lastProblem = problemOf(base, candidate);
      if (lastProblem) continue;
      seen.add(text);
      found = candidate;
    }
    if (!found) break;
    settings.push(found);
  }
  if (settings.length < 2) {
    const why = lastProblem ? ` The last draw was refused: ${lastProblem.message}` : "";
    throw refused("space", `The space holds no settings but the training's own.${why} Widen a dimension.`);
  }
  return settings;
}

/** The training with a trial's settings. */
export function withSettings<Base extends Searched>(base: Base, { params, training }: TrialSettings): Base {
  return { ...base, params: { ...base.params, ...params }, training: TrainingOptions.parse({ ...base.training, ...training }) };
}

function ownSettings(base: Searched, dimensions: readonly ResolvedDimension[]): TrialSettings {
  const params = architecture(base.architecture).parse(base.params);
  const options: Record<string, unknown> = base.training;
  const of = (group: ResolvedDimension["group"], values: Record<string, unknown>) =>
    Object.fromEntries(
      dimensions.flatMap((found) => (found.group === group && values[found.name] != null ? [[found.name, values[found.name]]] : [])),
    );
  return { params: of("PARAMS", params), training: of("TRAINING", options) };
}

function drawSettings(dimensions: readonly ResolvedDimension[], rng: Rng): TrialSettings {
  const settings: TrialSettings = { params: {}, training: {} };
  for (const { group, name, integer, dimension } of dimensions) {
    settings[group === "PARAMS" ? "params" : "training"][name] = drawValue(dimension, integer, rng);
  }
  return settings;
}

/** Ranges include both ends; other numbers than whole ones are kept to four significant digits, so that people can write them down. */
export function drawValue(dimension: SearchDimension, integer: boolean, rng: Rng): unknown {
  if ("values" in dimension) return dimension.values[rng.int(dimension.values.length)];
  const { min, max, log } = dimension;
  if (integer && !log) return Math.ceil(min) + rng.int(Math.floor(max) - Math.ceil(min) + 1);
  const u = rng.next();
  const value = log ? Math.exp(Math.log(min) + u * (Math.log(max) - Math.log(min))) : min + u * (max - min);
  const within = Math.min(max, Math.max(min, integer ? Math.round(value) : Number(value.toPrecision(4))));
  return within;
}

function problemOf(base: Searched, settings: TrialSettings): AppError | null {
  try {
    const { params, training } = withSettings(base, settings);
    architecture(base.architecture).parse(params);
    checkOptions(training, base.task);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
}
