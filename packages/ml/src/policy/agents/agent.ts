import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import { type EnvDefinition, parseParams } from "../env.ts";
import type { DecisionLog } from "../logs/decision-log.ts";
import type { Trajectories } from "../logs/trajectories.ts";
import type { CurvePoint } from "../online/curve.ts";
import type { Policy } from "../policies/policy.ts";
import { refuse } from "../refuse.ts";

/** What an agent learns from: single decisions with their rewards, steps of episodes, or an environment it can act in. */
export type AgentSource =
  | { kind: "DECISIONS"; log: DecisionLog }
  | { kind: "TRAJECTORIES"; data: Trajectories; gamma: number }
  | { kind: "ENVIRONMENT"; environment: EnvDefinition; params?: unknown };
export type SourceKind = AgentSource["kind"];
type SourceOf<Kind extends SourceKind> = Extract<AgentSource, { kind: Kind }>;

export interface AgentRun<Params, Kind extends SourceKind> {
  engine: Engine;
  source: SourceOf<Kind>;
  params: Params;
  seed: number;
  /** A point of the training curve. */
  point(point: CurvePoint): void;
  /** Share of the work done, in [0, 1]. */
  progress(fraction: number): void;
  signal: AbortSignal | undefined;
}

/** One learning algorithm as the registry knows it; its parameters are those of its own schema. */
export interface Agent {
  name: string;
  title: string;
  description: string;
  learnsFrom: SourceKind;
  /** Ids of the environments it is for; null = every one with listed actions. Null too where it learns from logs. */
  environments: readonly string[] | null;
  params: z.ZodType;
  paramsJsonSchema(): Record<string, unknown>;
  /** Parameters with their defaults. @throws AppError "INVALID_INPUT" naming the parameter. */
  parse(params: unknown): Record<string, unknown>;
  train(run: AgentRun<unknown, SourceKind>): Promise<Policy>;
}

interface AgentDefinition<Schema extends z.ZodType, Kind extends SourceKind> {
  name: string;
  title: string;
  description: string;
  learnsFrom: Kind;
  environments?: readonly string[];
  params: Schema;
  train(run: AgentRun<z.output<Schema>, Kind>): Promise<Policy>;
}

export function defineAgent<Schema extends z.ZodType, Kind extends SourceKind>(definition: AgentDefinition<Schema, Kind>): Agent {
  const owner = `agent '${definition.name}'`;
  return {
    ...definition,
    environments: definition.environments ?? null,
    paramsJsonSchema: () => z.toJSONSchema(definition.params, { io: "input" }) as Record<string, unknown>,
    parse: (params) => parseParams(definition.params, params, owner) as Record<string, unknown>,
    train(run) {
      const { source } = run;
      if (!isOf(definition.learnsFrom, source))
        throw refuse(`Agent '${definition.name}' learns from ${definition.learnsFrom}. Got ${source.kind}.`, ["agent"]);
      return definition.train({ ...run, source, params: parseParams(definition.params, run.params, owner) });
    },
  };
}

const isOf = <Kind extends SourceKind>(kind: Kind, source: AgentSource): source is SourceOf<Kind> => source.kind === kind;
