import { z } from "zod";

/** `runs.input` of a monitoring of the decisions that a policy has taken. */
export const PolicyMonitoringSpec = z.object({
  modelId: z.string(),
  /** Decisions of that many days before the run. */
  windowDays: z.number().gt(0).max(3_650).default(30),
  /** From when on an index of stability is an alert. */
  psiAlert: z.number().gt(0).default(0.25),
  /** Share of decisions by fallback, and of overdue rewards, from when on they are alerts. */
  fallbackAlert: z.number().min(0).max(1).default(0.05),
  overdueAlert: z.number().min(0).max(1).default(0.1),
});
export type PolicyMonitoringSpec = z.infer<typeof PolicyMonitoringSpec>;

export interface MonitoringAlert {
  id: "NO_DECISIONS" | "KILL_SWITCH" | "FALLBACK" | "OVERDUE" | "ACTION_DRIFT" | "FEATURE_DRIFT" | "REWARD_FALL" | "EFFECTIVE_SAMPLE";
  message: string;
}

/** `runs.result` of a monitoring. */
export interface PolicyMonitoringResult {
  from: string;
  to: string;
  nDecisions: number;
  versions: { modelVersionId: string; n: number }[];
  fallbackShare: number | null;
  killSwitch: boolean;
  /** How often each constraint closed an action, as a share of decisions. */
  closed: { reason: string; share: number }[];
  actions: { action: string; share: number; reference: number }[];
  /** Of the actions' shares against those of the log that the policy learned from. */
  actionPsi: number | null;
  /** Of a policy that gives a number; null for one over listed actions, absent in runs before it was kept. */
  numbers?: {
    unit: string;
    mean: number;
    least: number;
    most: number;
    meanFromBenchmark: number;
    maxFromBenchmark: number;
    /** Share of decisions that a limit moved. */
    limitedShare: number;
  } | null;
  features: { name: string; psi: number }[];
  rewards: { known: number; pending: number; overdue: number; mean: number | null; low: number | null; high: number | null };
  /** Mean reward that the log had; null for a policy of an environment. */
  referenceReward: number | null;
  /** What the decisions are worth for evaluating the policy that made the log: smallest chance and effective sample of uniform weights. */
  propensity: { mean: number; smallest: number; ess: number } | null;
  days: { day: string; n: number; fallback: number; reward: number | null }[];
  alerts: MonitoringAlert[];
}
