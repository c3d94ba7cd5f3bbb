import { z } from "zod";
import type { GateResult } from "./evaluation.ts";
import type { OracleTable } from "./training.ts";

/** `runs.input` of a simulation: a policy in an environment whose truth is known. */
export const PolicySimulationSpec = z.object({
  modelVersionId: z.string(),
  environment: z.string().min(1).max(64),
  params: z.record(z.string(), z.unknown()).default({}),
  /** Episodes, or simulated paths of a hedge. */
  episodes: z.int().min(10).max(1_000_000).default(10_000),
  seed: z.int().min(0).max(4_294_967_295).default(1_000_001),
  /** What a hedge is compared with; the delta hedge when null. */
  championVersionId: z.string().nullable().default(null),
  /** Bars of the gate, for a policy that gives a number. */
  thresholds: z.record(z.string(), z.unknown()).default({}),
});
export type PolicySimulationSpec = z.infer<typeof PolicySimulationSpec>;

/** Returns of a policy over episodes. */
export interface SimulatedPolicy {
  name: string;
  mean: number;
  se: number;
  std: number;
  p05: number;
  median: number;
  p95: number;
  /** Mean of the worst 5 %. */
  worst5: number;
  meanLength: number;
  /** [bins] counts in the bins of `edges`. */
  histogram: number[];
}

export interface SimulatedHedge {
  name: string;
  mean: number;
  std: number;
  cvar50: number;
  cvar90: number;
  cvar95: number;
  cvar99: number;
  var95: number;
  entropic: number;
  objective: number;
  objectiveSe: number;
  histogram: number[];
}

/** `runs.result` of a simulation; what does not belong to its environment is null. */
export interface PolicySimulationResult {
  environment: string;
  episodes: number;
  /** Edges of all histograms. */
  edges: number[];
  /** The policy, its limits included, beside chance; undiscounted returns. */
  policies: SimulatedPolicy[] | null;
  /** The policy less chance, on the same seeds. */
  difference: { mean: number; se: number; low: number; high: number } | null;
  oracle: OracleTable | null;
  hedge: {
    measure: string;
    level: number;
    /** The learned one within its limits, the champion where there is one, the delta, none. */
    hedges: SimulatedHedge[];
    /** By the measure: the rival's risk less the learned one's. */
    gain: { rival: string; value: number; se: number; lower95: number };
    /** Least standard deviation that any hedge can have; null where it is not known. */
    stdBound: number | null;
    decisions: LimitedDecisions;
  } | null;
  execution: {
    steps: { step: number; learned: number; optimal: number }[];
    learned: { expected: number; std: number; objective: number };
    optimal: { expected: number; std: number; objective: number };
    /** The learned schedule's objective less the optimum's, on the same simulated prices. */
    simulated: { gap: number; se: number; paths: number };
    decisions: LimitedDecisions;
  } | null;
  /** Of a policy that gives a number. */
  gate: GateResult | null;
}

/** What limits did on simulated decisions. */
export interface LimitedDecisions {
  n: number;
  /** Moved by a limit. */
  limited: number;
  /** Outside of what training has seen: the benchmark decided. */
  unseen: number;
  /** Past a limit: must be 0. */
  violations: number;
}
