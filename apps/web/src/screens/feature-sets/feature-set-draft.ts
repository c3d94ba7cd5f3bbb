import type { CreateFeatureSetInput, SubmitFeaturePreviewInput } from "../../generated/graphql.ts";
import { draftOfPipeline, EMPTY_PIPELINE, type PipelineDraft, readPipeline, type StepKind } from "../../lib/pipeline-draft.ts";
import { randomKey } from "../../lib/random-key.ts";
import type { StageContext, StageEditor, StageTable, TableColumn } from "./stages/stage-editor.ts";

export interface TableDraft {
  key: string;
  name: string;
  datasetId: string;
  time: string;
  arrival: string;
}

export interface StageDraft {
  key: string;
  type: string;
  /** Of the stage's own editor. */
  draft: unknown;
}

export interface FeatureSetDraft {
  name: string;
  description: string;
  tables: readonly TableDraft[];
  /** Key of the table whose rows the features belong to. */
  spine: string;
  stages: readonly StageDraft[];
  hasPipeline: boolean;
  pipeline: PipelineDraft;
  /** The target, for a preview of steps that look at it. */
  target: string;
}

export const newTable = (name = ""): TableDraft => ({ key: randomKey(), name, datasetId: "", time: "", arrival: "" });

export function newFeatureSet(): FeatureSetDraft {
  const spine = newTable("rows");
  return {
    name: "",
    description: "",
    tables: [spine],
    spine: spine.key,
    stages: [],
    hasPipeline: false,
    pipeline: EMPTY_PIPELINE,
    target: "",
  };
}

export type ColumnsByDataset = ReadonlyMap<string, readonly TableColumn[]>;

/** The tables as the stages see them. */
export function stageTables({ tables, spine }: FeatureSetDraft, columns: ColumnsByDataset): Pick<StageContext, "spine" | "others"> {
  const seen = (table: TableDraft): StageTable => ({ name: table.name, time: table.time, columns: columns.get(table.datasetId) ?? [] });
  const own = tables.find(({ key }) => key === spine);
  return { spine: own ? seen(own) : null, others: tables.filter(({ key }) => key !== spine).map(seen) };
}

export interface ReadFeatureSet {
  /** Without name and description: what a preview takes. */
  definition: Pick<SubmitFeaturePreviewInput, "tables" | "spine" | "stages" | "pipeline">;
  input: CreateFeatureSetInput;
  problems: Record<string, string>;
}

const TABLE_NAME = /^[a-z][a-z0-9_]{0,63}$/;

export function readFeatureSet(
  draft: FeatureSetDraft,
  context: StageContext,
  editorOf: (type: string) => StageEditor,
  kinds: readonly StepKind[],
): ReadFeatureSet {
  const problems: Record<string, string> = {};
  if (draft.name.trim() === "") problems.name = "Give the feature set a name; its versions are kept together.";
  const tables = draft.tables.map(({ name, datasetId, time, arrival }, at) => {
    if (!TABLE_NAME.test(name)) problems[`tables.${at}.name`] = "A lower-case letter, then lower-case letters, digits and _.";
    if (datasetId === "") problems[`tables.${at}.datasetId`] = "Choose the data set.";
    return { name, datasetId, ...(time === "" ? {} : { time }), ...(arrival === "" ? {} : { arrival }) };
  });
  const stages = draft.stages.map(({ type, draft: stage }, at) => {
    const { spec, problems: found } = editorOf(type).read(stage, context);
    for (const [path, message] of Object.entries(found)) problems[`stages.${at}.spec.${path}`] = message;
    return { type, spec };
  });
  const pipeline = draft.hasPipeline ? readPipeline(draft.pipeline, kinds) : null;
  Object.assign(problems, pipeline?.problems);
  const spine = draft.tables.find(({ key }) => key === draft.spine)?.name ?? "";
  const definition = { tables, spine, stages, ...(pipeline ? { pipeline: pipeline.pipeline } : {}) };
  return { definition, input: { name: draft.name.trim(), description: draft.description.trim(), ...definition }, problems };
}

/** A stored definition, as `featureSetVersion.definition` has it. */
export interface StoredDefinition {
  spine: string;
  tables: { name: string; time?: string | null; arrival?: string | null; columns: TableColumn[] }[];
  stages: { type: string; spec: Record<string, unknown> }[];
  pipeline?: unknown;
}

/** The API checked it when it was stored; here only its outline is. */
export function storedDefinition(value: Record<string, unknown>): StoredDefinition {
  const { spine, tables, stages, pipeline } = value;
  return {
    spine: typeof spine === "string" ? spine : "",
    tables: Array.isArray(tables) ? (tables as StoredDefinition["tables"]) : [],
    stages: Array.isArray(stages) ? (stages as StoredDefinition["stages"]) : [],
    pipeline,
  };
}

interface Candidate {
  id: string;
  columns: readonly { name: string }[];
}

/** For each table the data set that most likely stands for it: that of the newest build, else the newest that has all its columns. */
export function suggestSources(
  { tables }: StoredDefinition,
  newest: readonly { name: string; dataset?: { id: string } | null }[],
  candidates: readonly Candidate[],
): Record<string, string> {
  const fitting = (columns: readonly TableColumn[]) =>
    candidates.find((one) => {
      const names = new Set(one.columns.map(({ name }) => name));
      return columns.every(({ name }) => names.has(name));
    });
  return Object.fromEntries(
    tables.map(({ name, columns }) => [name, newest.find((source) => source.name === name)?.dataset?.id ?? fitting(columns)?.id ?? ""]),
  );
}

/** The next version's form, filled with the definition of this one. */
export function draftOfDefinition(
  name: string,
  description: string,
  stored: StoredDefinition,
  sources: Readonly<Record<string, string>>,
  context: StageContext,
  editorOf: (type: string) => StageEditor,
  kinds: readonly StepKind[],
): FeatureSetDraft {
  const tables = stored.tables.map((table) => ({
    key: randomKey(),
    name: table.name,
    datasetId: sources[table.name] ?? "",
    time: table.time ?? "",
    arrival: table.arrival ?? "",
  }));
  return {
    name,
    description,
    tables,
    spine: tables.find((table) => table.name === stored.spine)?.key ?? "",
    stages: stored.stages.map(({ type, spec }) => ({ key: randomKey(), type, draft: editorOf(type).open(spec, context) })),
    hasPipeline: Boolean(stored.pipeline),
    pipeline: stored.pipeline ? draftOfPipeline(stored.pipeline, kinds) : EMPTY_PIPELINE,
    target: "",
  };
}
