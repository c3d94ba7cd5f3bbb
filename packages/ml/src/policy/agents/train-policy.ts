import type { Engine } from "../../engine/engine.ts";
import type { CurvePoint } from "../online/curve.ts";
import type { Policy } from "../policies/policy.ts";
import { refuse } from "../refuse.ts";
import { checkSeed } from "../seed.ts";
import type { AgentSource } from "./agent.ts";
import { agent } from "./index.ts";

export interface PolicyTrainRequest {
  engine: Engine;
  /** Name in the registry of agents. */
  agent: string;
  params: unknown;
  source: AgentSource;
  seed: number;
  onPoint?(point: CurvePoint): void;
  /** Share of the work done, in [0, 1]. */
  onProgress?(fraction: number): void;
  signal?: AbortSignal | undefined;
}

export interface TrainedPolicy {
  policy: Policy;
  curve: CurvePoint[];
  /** The agent's parameters with their defaults, as they were used. */
  params: Record<string, unknown>;
}

/**
 * Trains an agent of the registry. The same request with the same seed gives the same policy on the same engine.
 * @throws AppError "INVALID_INPUT" (agent, parameters, source), "DIVERGED", "CANCELLED".
 */
export async function trainPolicy({
  engine,
  agent: name,
  params,
  source,
  seed,
  onPoint,
  onProgress,
  signal,
}: PolicyTrainRequest): Promise<TrainedPolicy> {
  const definition = agent(name);
  const parsed = definition.parse(params);
  checkSeed(seed);
  checkRewards(source);
  if (source.kind === "ENVIRONMENT") {
    const { id, actions } = source.environment;
    const { environments } = definition;
    if (environments ? !environments.includes(id) : actions !== "discrete")
      throw refuse(
        `Agent '${name}' is not for environment '${id}'. It takes ${environments?.join(", ") ?? "environments with listed actions"}.`,
        ["environment"],
      );
  }
  const curve: CurvePoint[] = [];
  const policy = await definition.train({
    engine,
    source,
    params: parsed,
    seed,
    signal,
    point(point) {
      curve.push(point);
      onPoint?.(point);
    },
    progress: (fraction) => onProgress?.(fraction),
  });
  return { policy, curve, params: parsed };
}

/** A reward that is not known yet must not be learned from as if it were a number. */
function checkRewards(source: AgentSource): void {
  if (source.kind === "ENVIRONMENT") return;
  const { reward } = source.kind === "DECISIONS" ? source.log : source.data;
  const at = reward.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw refuse(`Row ${at} has no known reward. Leave out what has not matured first.`, ["reward"]);
  if (source.kind === "TRAJECTORIES" && !(source.gamma >= 0 && source.gamma < 1))
    throw refuse(`Parameter 'gamma' must be in [0, 1). Got ${source.gamma}.`, ["gamma"]);
}
