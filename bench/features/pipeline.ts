import { allRows, applyPipeline, type Column, createRng, type FittedPipeline, fitAndApply, schemaOf, type Table } from "@plimsoll/features";
import { median } from "../contestant.ts";
import type { Bench } from "../run.ts";
import { startPeer } from "./peer.ts";
import { shareTable } from "./shared-table.ts";

const N_ROWS = 1_000_000;
const N_NUMERIC = 15;
/** Levels of the text columns that become 0/1 columns, and of those that become the mean of the target; 23 columns in all. */
const FEW_LEVELS = [2, 4, 5, 8, 12];
const MANY_LEVELS = [50, 400, 3000];
const MISSING = 0.05;
const MEASURED = 3;

/** Skewed amounts with gaps, and texts of a few levels with gaps: what a loan book looks like. */
function loanBook(n: number): Table {
  const rng = createRng(20);
  const numeric = Array.from({ length: N_NUMERIC }, (_, j): Column => {
    const values = Float64Array.from({ length: n }, () => (rng.next() < MISSING ? Number.NaN : Math.exp(rng.normal()) * 10 ** (j % 5)));
    return { name: `amount_${j}`, type: "FLOAT", values };
  });
  const texts = [...FEW_LEVELS, ...MANY_LEVELS].map((levels, j): Column => {
    const codes = Int32Array.from({ length: n }, () => (rng.next() < MISSING ? -1 : rng.int(levels)));
    return {
      name: `${j < FEW_LEVELS.length ? "few" : "many"}_${j}`,
      type: "STRING",
      codes,
      dictionary: Array.from({ length: levels }, (_, level) => `level ${level}`),
    };
  });
  return { rowCount: n, columns: [...numeric, ...texts] };
}

/**
 * Part 1. Impute the median, winsorise at 1 % and 99 %, scale, one-hot and target-encode 1,000,000 x 23: fit and the features of the training
 * rows against scikit-learn on the same arrays, in turn so that both meet the same machine; then one row alone. Each side's first round is
 * not counted.
 */
export const benchPipeline: Bench = async (log) => {
  const table = loanBook(N_ROWS);
  const rng = createRng(30);
  const y = Float64Array.from({ length: N_ROWS }, () => Number(rng.next() < 0.1));
  const steps = [
    { type: "impute-median", params: {} },
    { type: "winsorise", params: {} },
    { type: "standard-scale", params: {} },
    { type: "one-hot", params: {}, columns: ["few_*"] },
    { type: "target-encode", params: {}, columns: ["many_*"] },
  ];
  const request = { columns: schemaOf(table), sequence: null, pipeline: { steps, defaults: false } };
  const context = { target: { task: "BINARY" as const, values: y, labels: ["good", "bad"] } };
  const rows = allRows(table.rowCount);
  const times: Record<string, number[]> = { ours: [], scikit_learn: [] };
  const peer = await startPeer("pipeline_peer.py", log);
  if ("skipped" in peer) log(`scikit-learn is skipped: ${peer.skipped}.`);
  const target = { name: "y", type: "FLOAT" as const, values: y };
  const shared = await shareTable({ ...table, columns: [...table.columns, target] });
  let fitted: FittedPipeline | null = null;
  for (let round = 0; round <= MEASURED; round += 1) {
    const start = performance.now();
    const { pipeline, training } = fitAndApply(request, table, rows, context);
    if (training.n !== N_ROWS) throw new Error("Rows are missing.");
    fitted = pipeline;
    if (round > 0) times.ours?.push(performance.now() - start);
    if ("skipped" in peer) continue;
    const { ms } = await peer.ask({ columns: shared.columns });
    if (round > 0) times.scikit_learn?.push(ms as number);
  }
  if (!("skipped" in peer)) peer.stop();
  await shared.remove();
  for (const [side, measured] of Object.entries(times)) log(`${side}: ${measured.map((value) => value.toFixed(0)).join(" ")} ms`);
  if (!fitted) throw new Error("No round was run.");
  const ms: Record<string, number> = { pipeline_ours: median(times.ours ?? []), pipeline_one_row: oneRow(fitted, table) };
  if (times.scikit_learn?.length) ms.pipeline_scikit_learn = median(times.scikit_learn);
  const ratios: Record<string, number> = ms.pipeline_scikit_learn
    ? { pipeline_against_scikit_learn: (ms.pipeline_ours as number) / ms.pipeline_scikit_learn }
    : {};
  return { ratios, ms };
};

/** Milliseconds of one row of the fitted pipeline, mean of 2,000 after warming up. */
function oneRow(fitted: FittedPipeline, table: Table): number {
  const once = (row: number) => applyPipeline(fitted, table, Int32Array.of(row));
  for (let row = 0; row < 2_000; row += 1) once(row);
  const start = performance.now();
  for (let row = 0; row < 2_000; row += 1) once(row);
  return (performance.now() - start) / 2_000;
}
