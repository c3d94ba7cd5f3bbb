import type { ColumnSchema } from "@plimsoll/features";
import type { EngineName, PolicyEvaluationSpec, PolicyMonitoringSpec, PolicySimulationSpec, PolicyTrainingSpec } from "@plimsoll/schema";
import type { ExpectationPlan } from "./data.ts";

export interface PolicyTrainTask {
  kind: "policy-train";
  spec: PolicyTrainingSpec;
  engine: EngineName;
  /** Null for an environment. */
  datasetPath: string | null;
  columns: ColumnSchema[];
  expectations: ExpectationPlan | null;
  /** Outcomes due later are unknown, milliseconds since 1970. */
  now: number;
  outputPath: string;
  checkpointDir: string;
  attempt: number;
  resumePath: string | null;
}

export interface PolicyEvaluateTask {
  kind: "policy-evaluate";
  spec: PolicyEvaluationSpec;
  engine: EngineName;
  candidatePath: string;
  /** Null: the policy that made the log. */
  championPath: string | null;
  datasetPath: string;
  columns: ColumnSchema[];
  expectations: ExpectationPlan | null;
  now: number;
}

export interface PolicySimulateTask {
  kind: "policy-simulate";
  spec: PolicySimulationSpec;
  engine: EngineName;
  policyPath: string;
  /** Null: the delta hedge. */
  championPath: string | null;
}

export interface PolicyLogTask {
  kind: "policy-log";
  source:
    | { kind: "SAMPLE"; environment: string; n: number; seed: number; start: number; rewardDelayDays: number; knownAt: number }
    | { kind: "DECISIONS"; path: string; columns: ColumnSchema[] };
  stagingDir: string;
  outputPath: string;
}

export interface PolicyMonitorTask extends Pick<PolicyMonitoringSpec, "psiAlert" | "fallbackAlert" | "overdueAlert"> {
  kind: "policy-monitor";
  policyPath: string;
  decisionsPath: string;
  from: number;
  to: number;
  killSwitch: boolean;
}

export interface PolicyShadowTask {
  kind: "policy-shadow";
  engine: EngineName;
  modelVersionId: string;
  policyPath: string;
  decisionsPath: string;
  from: number;
  to: number;
  /** Outcomes due later are unknown, milliseconds since 1970. */
  now: number;
}
