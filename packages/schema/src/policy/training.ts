import { z } from "zod";
import { ColumnName } from "../column-name.ts";
import { TrainingSpec } from "../training.ts";
import { KnownAt, PolicyLogSource } from "./log.ts";

const options = z.record(z.string(), z.unknown());
const Seed = z.int().min(0).max(4_294_967_295);

/** What a policy learns from: a log of decisions, or an environment that it acts in. */
export const PolicySource = z.discriminatedUnion("kind", [
  PolicyLogSource.extend({
    kind: z.literal("LOG"),
    /** Columns that the policy reads; all that are no columns of the log itself unless given. */
    features: z.array(ColumnName).min(1).max(2_000),
    /** Discount of one decision to the next, for agents that learn from episodes. */
    gamma: z.number().min(0).lt(1).default(0.98),
  }),
  z.object({ kind: z.literal("ENVIRONMENT"), environment: z.string().min(1).max(64), params: options.default({}) }),
]);
export type PolicySource = z.infer<typeof PolicySource>;

/** The code under which a feature may be named as a reason for a decline. */
export const ReasonCode = z.object({ feature: ColumnName, code: z.string().trim().min(1).max(200) });
export type ReasonCode = z.infer<typeof ReasonCode>;

/** `runs.input` of a policy training. */
export const PolicyTrainingSpec = z.object({
  modelName: TrainingSpec.shape.modelName,
  /** A name of the registry of agents. */
  agent: z.string().min(1).max(64),
  params: options.default({}),
  source: PolicySource,
  seed: Seed.default(1),
  /** Trainings from seed, seed + 1, ..; the first is registered, all are in the training curves. */
  seeds: z.int().min(1).max(10).default(1),
  /** The hard limits that go with the policy; empty = the past's most frequent action (an environment's first) as fallback, no other limit. */
  constraints: options.default({}),
  /** The approved list; every feature under its own name unless given. */
  reasonCodes: z.array(ReasonCode).max(2_000).nullable().default(null),
  /** Outcomes that were due later count as unknown. */
  knownAt: KnownAt,
});
export type PolicyTrainingSpec = z.infer<typeof PolicyTrainingSpec>;

/** What can be put on an axis of an action map. */
export interface PolicyAxis {
  name: string;
  /** The range that training saw, its outermost hundredths left out; null for text. */
  low: number | null;
  high: number | null;
  /** The values of text; empty for numbers. */
  levels: string[];
}

export interface PolicyPropensities {
  logLoss: number;
  shareLogLoss: number;
  actions: { action: string; estimated: number; taken: number }[];
  calibration: { estimated: number; taken: number; n: number }[];
  calibrationError: number;
  smallest: number;
  rareShare: number;
  folds: number;
}

export interface CurveBandPoint {
  name: string;
  step: number;
  median: number;
  low: number;
  high: number;
  seeds: number;
}

export interface OracleTable {
  value: number;
  optimum: number;
  states: { state: string; best: string; learned: string; chance: number; regret: number }[];
}

/** `runs.result` of a policy training. */
export interface PolicyTrainingResult {
  curve: CurveBandPoint[];
  /** Of a log: decisions learned from, and those left out. */
  rows: { used: number; immature: number; overdue: number } | null;
  /** Where the log has no propensities. */
  propensities: PolicyPropensities | null;
  /** Where the environment has an exact solution. */
  oracle: OracleTable | null;
  weightHash: string;
}

/** `model_versions.details` of a policy. */
export interface PolicyDetails {
  agent: string;
  /** discrete: chooses among actions. continuous: gives a number. */
  kind: "discrete" | "continuous";
  source: PolicySource;
  observationNames: string[];
  actionNames: string[];
  /** What a record to decide on has to hold. */
  inputs: { name: string; type: string; description?: string }[];
  /** Of the number that it gives; absent for a policy over listed actions. */
  unit?: string;
  axes: PolicyAxis[];
  constraints: Record<string, unknown>;
  reasonCodes: ReasonCode[];
  /** The column of a record that names its segment, where the log had one that is a feature. */
  segmentColumn: string | null;
  seeds: number;
}
