import { join } from "node:path";
import {
  allRows,
  applyRows,
  auditFeatureSet,
  type Column,
  type ColumnSchema,
  cellsOf,
  computeFeatures,
  encodeTarget,
  type FitContext,
  fitTarget,
  getColumn,
  previewedFeatures,
  previewPipeline,
  SHOWN_COLUMNS,
  shortHistories,
  sliceTable,
  type Table,
  tablesRead,
  targetForSteps,
  widenHistory,
  wideSequence,
} from "@plimsoll/features";
import { ingestFile, openScoreWriter, readTable } from "@plimsoll/features/files";
import {
  type DatasetProfile,
  type FeatureAuditResult,
  type FeaturePreviewResult,
  IngestOptions,
  type PreviewedStage,
} from "@plimsoll/schema";
import type { FeatureAuditTask, FeatureBuildTask, FeaturePreviewTask, FeatureTables } from "../messages/data.ts";
import { judgingModel } from "./judging-model.ts";
import type { TaskIo } from "./task-io.ts";

const WRITE_ROWS = 65_536;

/** The spine's rows with the columns of every stage, as a data set of its own with its profile. */
export async function buildTask(task: FeatureBuildTask, io: TaskIo): Promise<DatasetProfile> {
  const { definition } = task;
  const source = task.files[definition.spine];
  if (!source) throw new Error("A build was sent without the file of its spine.");
  io.progress("Reading", 0.05);
  const tables = await readTables(task);
  io.progress("Computing", 0.25);
  const { table } = computeFeatures(definition, tables, (stage) =>
    io.progress("Computing", 0.25 + 0.4 * ((stage + 1) / definition.stages.length)),
  );
  const added = table.columns.slice(tables.get(definition.spine)?.columns.length ?? 0);
  const path = join(task.stagingDir, "features.parquet");
  const writer = await openScoreWriter({
    path,
    format: "PARQUET",
    sourcePath: source.path,
    columns: added.map(({ name, type }) => ({ name, type })),
    stagingDir: task.stagingDir,
  });
  try {
    for (let start = 0; start < table.rowCount; start += WRITE_ROWS) {
      const end = Math.min(table.rowCount, start + WRITE_ROWS);
      await writer.write(sliceTable({ rowCount: table.rowCount, columns: added }, start, end).columns.map(cellsToWrite));
      io.progress("Writing", 0.65 + 0.15 * (end / table.rowCount));
    }
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  // Stored and profiled as any file that comes in.
  return ingestFile({
    path,
    fileName: "features.parquet",
    stagingDir: task.stagingDir,
    outputPath: task.outputPath,
    options: IngestOptions.parse({ types: Object.fromEntries(table.columns.map(({ name, type }) => [name, type])) }),
    onProgress: (_phase, fraction) => io.progress("Profiling", 0.8 + 0.18 * fraction),
  });
}

const cellsToWrite = (column: Column): Float64Array | (string | null)[] =>
  column.type === "STRING" ? Array.from(column.codes, (code) => column.dictionary[code] ?? null) : column.values;

/** The first rows of the spine, and of everything that stages and steps make of them. Other tables are read whole. */
export async function previewTask(task: FeaturePreviewTask, io: TaskIo): Promise<FeaturePreviewResult> {
  const { definition, rows, sampleRows } = task;
  io.progress("Reading", 0.1);
  const tables = await readTables(task);
  const whole = tables.get(definition.spine);
  if (!whole) throw new Error("A checked definition has a spine.");
  const spine = sliceTable(whole, 0, Math.min(sampleRows, whole.rowCount));
  // A stage that reads the spine's own past sees all of the sample; the rows that are shown are its last ones.
  const shownFrom = Math.max(0, spine.rowCount - rows);
  const cells = (columns: readonly Column[]) =>
    cellsOf(sliceTable({ rowCount: spine.rowCount, columns: [...columns] }, shownFrom, spine.rowCount).columns, spine.rowCount - shownFrom);
  const stages: PreviewedStage[] = [
    { ...SHOWN, kind: "SOURCE", type: definition.spine, columns: named(spine.columns), cells: cells(spine.columns) },
  ];
  io.progress("Computing", 0.3);
  const { table, stages: reports } = computeFeatures(definition, new Map(tables).set(definition.spine, spine));
  let from = spine.columns.length;
  for (const { type, columns, notes } of reports) {
    const own = table.columns.slice(from, from + columns.length);
    stages.push({ ...SHOWN, kind: "STAGE", type, columns, cells: cells(own), notes });
    from += columns.length;
  }
  if (!definition.pipeline && !task.sequence?.history) return { rowCount: whole.rowCount, stages };
  io.progress("Fitting", 0.7);
  const { table: kept, report } = applyRows(definition.pipeline?.rows ?? [], table);
  for (const { type, rowsIn, rowsOut } of report) {
    stages.push({ ...SHOWN, kind: "ROWS", type, notes: [`keeps ${rowsOut} of ${rowsIn} rows of the sample`] });
  }
  const features = previewedFeatures(task, named(kept.columns));
  const samples = samplesOf(task, kept);
  const first = Math.max(0, samples.table.rowCount - rows);
  if (samples.table !== kept) {
    const shown = features.slice(0, SHOWN_COLUMNS);
    const own = sliceTable(
      { rowCount: samples.table.rowCount, columns: shown.map(({ name }) => getColumn(samples.table, name)) },
      first,
      samples.table.rowCount,
    );
    stages.push({
      ...SHOWN,
      kind: "SEQUENCE",
      type: "history",
      columns: shown,
      cells: cellsOf(own.columns, own.rowCount),
      notes: samples.notes,
    });
  }
  if (!definition.pipeline) return { rowCount: whole.rowCount, stages };
  const { rowCount } = samples.table;
  const context = targetContext(task, samples.table);
  const steps = previewPipeline(samples.table, features, definition.pipeline, rowCount, context, wideSequence(task.sequence));
  for (const { cells: all, ...step } of steps) stages.push({ ...SHOWN, ...step, kind: "STEP", cells: all.slice(first) });
  return { rowCount: whole.rowCount, stages };
}

/** The rows themselves, or the samples that a history makes of them, with what a person should know of those. */
function samplesOf({ sequence, target }: FeaturePreviewTask, kept: Table): { table: Table; notes: string[] } {
  const history = sequence?.history;
  if (!history) return { table: kept, notes: [] };
  const table = widenHistory(kept, history, { target: target ?? null, cutBy: [] });
  const nShort = history.steps > 1 ? shortHistories(table, history) : 0;
  const notes = [`${table.rowCount} samples of ${history.steps} steps from ${kept.rowCount} rows of the sample`];
  if (nShort > 0) notes.push(`${nShort} of them have a shorter history: their first steps are missing, and "step present" is 0 there`);
  if (history.horizon > 0)
    notes.push(`the target is that of ${history.horizon} rows of the entity later; rows without one make no sample to train on`);
  return { table, notes };
}

/** What most of a preview's entries have alike. */
const SHOWN = { origin: "USER", columns: [], cells: [], notes: [], learned: [] } satisfies Partial<PreviewedStage>;

/** The target of all rows, for steps that look at it. */
function targetContext({ target, task, positiveLabel }: FeaturePreviewTask, table: Table): FitContext {
  if (!target) return { fitModel: judgingModel };
  const fitted = fitTarget(table, { task, target, positiveLabel });
  const forSteps = targetForSteps(fitted, encodeTarget(fitted, table, allRows(table.rowCount)));
  return { fitModel: judgingModel, ...(forSteps ? { target: forSteps } : {}) };
}

/** Whether features change when the future is taken away. */
export async function auditTask(task: FeatureAuditTask, io: TaskIo): Promise<FeatureAuditResult> {
  io.progress("Reading", 0.1);
  const tables = await readTables(task);
  io.progress("Auditing", 0.3);
  const { nSampled, seed } = task;
  return auditFeatureSet(task.definition, tables, { nSampled, seed });
}

/** The tables that the stages read, each with the columns that the definition names and the file has. */
async function readTables({ definition, files }: FeatureTables): Promise<Map<string, Table>> {
  const names = tablesRead(definition);
  const tables = new Map<string, Table>();
  for (const { name, columns } of definition.tables) {
    const file = files[name];
    if (!file || !names.includes(name)) continue;
    // A later file need not have the target: a stage that misses a column says so.
    const there = new Set(file.columns);
    tables.set(
      name,
      await readTable(
        file.path,
        columns.filter((column) => there.has(column.name)),
      ),
    );
  }
  return tables;
}

const named = (columns: readonly ColumnSchema[]): ColumnSchema[] => columns.map(({ name, type }) => ({ name, type }));
