import type { ColumnSchema } from "@plimsoll/features";
import type { AlternativesSpec, EngineName, FairnessSpec, FileFormat, ReasonMapping, TrustSpec } from "@plimsoll/schema";
import type { DocumentFacts } from "../document/facts.ts";
import type { ExpectationPlan } from "./data.ts";

/** A stored version and its rows, to be looked at by a validator. */
interface VersionTask<Spec> {
  spec: Spec;
  engine: EngineName;
  bundlePath: string;
  datasetPath: string;
  columns: ColumnSchema[];
  checkpointDir: string;
}

export interface TrustTask extends VersionTask<TrustSpec> {
  kind: "trust";
}

export interface FairnessTask extends VersionTask<FairnessSpec> {
  kind: "fairness";
}

export interface AlternativesTask extends VersionTask<AlternativesSpec> {
  kind: "alternatives";
}

/** What the registry knows of a version, to be written down. */
export interface DocumentTask {
  kind: "document";
  facts: DocumentFacts;
  htmlPath: string;
  pdfPath: string;
}

export interface ScoreTask {
  kind: "score";
  engine: EngineName;
  bundlePath: string;
  datasetPath: string;
  rowCount: number;
  expectations: ExpectationPlan | null;
  format: FileFormat;
  explain: boolean;
  /** Whose words the reasons are in; null = the plain sentences of every model. */
  wording: { mapping: ReasonMapping; language: string } | null;
  stagingDir: string;
  outputPath: string;
}
