import type { AlternativesReport, TrustReport, VersionFairness } from "@plimsoll/ml";
import type {
  ActionRule,
  BaselineResult,
  EvaluationReport,
  MappedReason,
  MetricValue,
  ModelInventory,
  PipelineReport,
  ProtectedAttribute,
  TrainingSpec,
} from "@plimsoll/schema";
import type { Lineage, ModelSignature } from "@plimsoll/schema/db";

export interface ColumnFact {
  name: string;
  type: string;
  missingCount: number;
  distinctCount: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  hints: string[];
}

/** A version of what is kept beside a model. */
interface Saved {
  version: number;
  savedAt: string;
  savedBy: string | null;
}

/** All that a document says, as the registry holds it at one moment. Times are ISO 8601. Plain JSON: it travels to the child that renders. */
export interface DocumentFacts {
  madeAt: string;
  workspace: string;
  model: { name: string; kind: string; createdAt: string; inventory: ModelInventory | null };
  version: {
    id: string;
    number: number;
    status: string;
    aliases: string[];
    createdAt: string;
    developer: string | null;
    artifactSha256: string;
    lineage: Lineage;
    metrics: MetricValue[];
    baselines: BaselineResult[];
    signature: ModelSignature | null;
    pipeline: PipelineReport | null;
  };
  /** Null for what was learned from a simulator alone, and for data that are gone. */
  dataset: {
    id: string;
    name: string;
    rowCount: number | null;
    duplicateRowCount: number | null;
    createdAt: string;
    columns: ColumnFact[];
    /** Columns that tell groups of people apart. */
    protectedAttributes: ProtectedAttribute[];
    expectations: number;
    quality: { passed: boolean; nFailed: number; checkedAt: string } | null;
  } | null;
  training: { runId: string; spec: Partial<TrainingSpec>; startedAt: string | null; finishedAt: string | null; attempts: number };
  evaluation: EvaluationReport | null;
  trust: { madeAt: string; report: TrustReport } | null;
  fairness: { madeAt: string; report: VersionFairness } | null;
  /** The newest search for less discriminatory alternatives. */
  alternatives: { madeAt: string; report: AlternativesReport } | null;
  /** The words in force in which reasons are given, with the features that have none; null before the first are saved. */
  wording: (Saved & { languages: string[]; reasons: MappedReason[]; gaps: { feature: string; languages: string[] }[] }) | null;
  /** What applicants can do about each column, as in force; null before the first rules are saved. */
  recourseRules: (Saved & { rules: ActionRule[] }) | null;
  findings: {
    title: string;
    severity: string;
    status: string;
    owner: string | null;
    dueAt: string;
    description: string;
    resolution: string | null;
  }[];
  waivers: { reason: string; signedBy: string | null; createdAt: string; expiresAt: string }[];
  events: { type: string; at: string; actor: string | null; data: Record<string, unknown>; alias: string | null }[];
  otherVersions: { number: number; status: string; createdAt: string; architecture: string }[];
  decisions: { recorded: number; overridden: number };
  auditHead: { position: number; hash: string } | null;
  rules: {
    fourEyes: boolean;
    members: number;
    honestyGate: boolean;
    honestyBaseline: string;
    requireInventory: boolean;
    blockingSeverity: string;
  };
}
