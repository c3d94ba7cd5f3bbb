import type { ColumnSchema, FeatureSetDefinition } from "@plimsoll/features";
import type { EngineName, ExpectationSpec, FeaturePreviewSpec, IngestOptions } from "@plimsoll/schema";

/** What a worker asks of a child: everything resolved to local paths, since the child has no database. */
export interface ProbeTask {
  kind: "probe";
  /** Null: the best that loads. */
  engine: EngineName | null;
}

export interface IngestTask {
  kind: "ingest";
  uploadPath: string;
  /** For messages only. */
  fileName: string;
  stagingDir: string;
  outputPath: string;
  options: IngestOptions;
}

/** Expectations as a child carries them out. */
export interface ExpectationPlan {
  items: ExpectationSpec[];
  schema: ColumnSchema[];
  rowCount: number;
  reference: { path: string; schema: ColumnSchema[]; rowCount: number } | null;
}

export interface CheckTask {
  kind: "check";
  datasetPath: string;
  plan: ExpectationPlan;
}

/** A feature set with the files that stand for its tables. */
export interface FeatureTables {
  definition: FeatureSetDefinition;
  /** By the table's name. */
  files: Record<string, { path: string; columns: string[] }>;
}

export interface FeatureBuildTask extends FeatureTables {
  kind: "feature-build";
  stagingDir: string;
  outputPath: string;
}

export interface FeaturePreviewTask
  extends FeatureTables,
    Pick<FeaturePreviewSpec, "rows" | "sampleRows" | "features" | "task" | "target" | "positiveLabel" | "sequence"> {
  kind: "feature-preview";
}

export interface FeatureAuditTask extends FeatureTables {
  kind: "feature-audit";
  nSampled: number;
  seed: number;
}
