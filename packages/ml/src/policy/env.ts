import { z } from "zod";
import { refuse } from "./refuse.ts";
import type { TabularModel } from "./tabular/model.ts";

export interface DiscreteSpace {
  kind: "discrete";
  n: number;
}
export interface BoxSpace {
  kind: "box";
  /** Bounds of each coordinate; infinite where there is none. */
  low: readonly number[];
  high: readonly number[];
}
export type Space = DiscreteSpace | BoxSpace;

export type Info = Record<string, number | string>;

export interface StepResult<Observation> {
  obs: Observation;
  reward: number;
  /** The process itself has ended: nothing follows, and the value after is 0. */
  terminated: boolean;
  /** Only watching has ended, by a limit of steps: the process would go on, and a learner takes the value after from its own estimate. */
  truncated: boolean;
  info: Info;
}

/**
 * A process that a policy acts in, step by step. All its randomness comes from the seed of `reset`, so the same seed and actions
 * give the same episode on every machine. An observation is a new array that the environment does not touch again.
 */
export interface Env<Observation = Float64Array, Action = number> {
  readonly id: string;
  readonly version: number;
  readonly observationSpace: BoxSpace;
  readonly actionSpace: Space;
  reset(seed: number): { obs: Observation; info: Info };
  /** @throws AppError "INVALID_INPUT" for an action outside the space or the mask, or after the episode's end. */
  step(action: Action): StepResult<Observation>;
  /** Which actions are allowed now; absent where all always are. */
  actionMask?(): boolean[];
}

/** An environment with listed actions. */
export interface DiscreteEnv extends Env<Float64Array, number> {
  readonly actionSpace: DiscreteSpace;
  readonly observationNames: readonly string[];
  readonly actionNames: readonly string[];
}
/** An environment whose action is a vector of numbers. */
export interface ContinuousEnv extends Env<Float64Array, Float64Array> {
  readonly actionSpace: BoxSpace;
  readonly observationNames: readonly string[];
  readonly actionNames: readonly string[];
}
export type AnyEnv = DiscreteEnv | ContinuousEnv;

export const isDiscrete = (env: AnyEnv): env is DiscreteEnv => env.actionSpace.kind === "discrete";

/** One environment as the registry knows it; its parameters are those of its own schema. */
export interface EnvDefinition {
  id: string;
  version: number;
  title: string;
  description: string;
  actions: Space["kind"];
  params: z.ZodType;
  paramsJsonSchema(): Record<string, unknown>;
  /** Parameters with their defaults. @throws AppError "INVALID_INPUT" naming the parameter. */
  parse(params: unknown): Record<string, unknown>;
  /** A new, independent instance. @throws AppError "INVALID_INPUT" as `parse`. */
  create(params?: unknown): AnyEnv;
  /** The environment as a model with listed states, where it is one: what gives exact values. */
  model?(params?: unknown): TabularModel;
}

interface EnvSource<Schema extends z.ZodType> {
  id: string;
  version: number;
  title: string;
  description: string;
  actions: Space["kind"];
  params: Schema;
  create(params: z.output<Schema>): AnyEnv;
  model?(params: z.output<Schema>): TabularModel;
}

export function defineEnv<Schema extends z.ZodType>(source: EnvSource<Schema>): EnvDefinition {
  const parse = (params: unknown): z.output<Schema> => parseParams(source.params, params, `environment '${source.id}'`);
  const { model } = source;
  return {
    ...source,
    parse: (params) => parse(params) as Record<string, unknown>,
    paramsJsonSchema: () => z.toJSONSchema(source.params, { io: "input" }) as Record<string, unknown>,
    create: (params) => source.create(parse(params)),
    ...(model ? { model: (params?: unknown) => model(parse(params)) } : { model: undefined }),
  } as EnvDefinition;
}

/** Parameters by a schema, with their defaults. @throws AppError "INVALID_INPUT" naming the parameter and whose it is. */
export function parseParams<Schema extends z.ZodType>(schema: Schema, params: unknown, owner: string): z.output<Schema> {
  const parsed = schema.safeParse(params ?? {});
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = ["params", ...(issue?.path ?? []).map(String)];
  throw refuse(`Parameter '${path.slice(1).join(".") || "params"}' of ${owner}: ${issue?.message ?? "not valid"}.`, path);
}

/** The checks that every environment with listed actions makes before a step. */
export function checkAction(id: string, action: number, n: number, mask: readonly boolean[] | null, over: boolean): void {
  if (over) throw refuse(`The episode of '${id}' has ended, or none has begun. Call reset with a seed first.`);
  if (!Number.isInteger(action) || action < 0 || action >= n)
    throw refuse(`Environment '${id}' takes an action from 0 to ${n - 1}. Got ${action}.`, ["action"]);
  if (mask && !mask[action])
    throw refuse(`Action ${action} is not allowed in the present state of '${id}'. Choose one of the mask.`, ["action"]);
}

/** The same for a vector: a coordinate outside its bounds is refused, never clipped. */
export function checkVector(id: string, action: Float64Array, { low, high }: BoxSpace, over: boolean): void {
  if (over) throw refuse(`The episode of '${id}' has ended, or none has begun. Call reset with a seed first.`);
  if (action.length !== low.length)
    throw refuse(`Environment '${id}' takes an action of ${low.length} numbers. Got ${action.length}.`, ["action"]);
  for (let k = 0; k < action.length; k++) {
    const value = action[k] as number;
    if (!(value >= (low[k] as number) && value <= (high[k] as number)))
      throw refuse(`Coordinate ${k} of an action of '${id}' must be in [${low[k]}, ${high[k]}]. Got ${value}.`, ["action"]);
  }
}

/** An index drawn with these chances, which sum to 1. */
export function drawIndex(chances: ArrayLike<number>, uniform: number, from = 0, count = chances.length): number {
  let left = uniform;
  let last = 0;
  for (let k = 0; k < count; k++) {
    const chance = chances[from + k] as number;
    if (chance <= 0) continue;
    last = k;
    left -= chance;
    if (left < 0) return k;
  }
  // Rounding may leave a rest: it belongs to the last possible index.
  return last;
}
