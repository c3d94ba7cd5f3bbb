import type { InputFeature } from "@plimsoll/features";
import { AppError, type EngineName, type Task } from "@plimsoll/schema";
import { z } from "zod";
import type { Engine } from "../engine/engine.ts";
import type { NetworkDesign } from "../engine/network.ts";

export interface BuildInput<Params> {
  engine: Engine;
  params: Params;
  /** Raw outputs that the loss asks for: one, one a class or quantile, or for ANOMALY one for each value of a row. */
  nOutputs: number;
  /** What each value of a row is, [nSteps * nFeatures]; for architectures that treat columns by name. */
  inputs?: readonly InputFeature[] | undefined;
}

/** A network architecture as the rest of the platform sees it; its parameters are those of its own schema. */
export interface Architecture {
  name: string;
  title: string;
  description: string;
  tasks: readonly Task[];
  /** Engines it can train on; every engine scores it. */
  engines: readonly EngineName[];
  params: z.ZodType;
  /** The schema as JSON Schema, for forms and clients. */
  paramsJsonSchema(): Record<string, unknown>;
  /** By column: 1 the output never falls as it rises, -1 it never rises. What stands beside the network in a run is held to the same. */
  directions?(params: unknown): Readonly<Record<string, number>>;
  /** Parameters with their defaults. @throws AppError "INVALID_INPUT" naming the parameter. */
  parse(params: unknown): Record<string, unknown>;
  /** @throws AppError "INVALID_INPUT" as `parse`. */
  build(input: BuildInput<unknown>): NetworkDesign;
}

interface ArchitectureDefinition<Schema extends z.ZodType>
  extends Omit<Architecture, "params" | "paramsJsonSchema" | "parse" | "build" | "directions"> {
  params: Schema;
  directions?(params: z.output<Schema>): Readonly<Record<string, number>>;
  build(input: BuildInput<z.output<Schema>>): NetworkDesign;
}

export function defineArchitecture<Schema extends z.ZodType>(definition: ArchitectureDefinition<Schema>): Architecture {
  const parse = (params: unknown): z.output<Schema> => {
    const parsed = definition.params.safeParse(params ?? {});
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const path = ["params", ...(issue?.path ?? []).map(String)];
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `Parameter '${path.slice(1).join(".") || "params"}' of architecture '${definition.name}': ${issue?.message ?? "not valid"}.`,
      { path },
    );
  };
  const { directions, ...rest } = definition;
  return {
    ...rest,
    ...(directions ? { directions: (params: unknown) => directions(parse(params)) } : {}),
    parse: (params) => parse(params) as Record<string, unknown>,
    paramsJsonSchema: () => z.toJSONSchema(definition.params, { io: "input" }) as Record<string, unknown>,
    build: (input) => definition.build({ ...input, params: parse(input.params) }),
  };
}
