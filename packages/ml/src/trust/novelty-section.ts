import { applyPipeline, type Column, createRng, takeColumn } from "@plimsoll/features";
import { wilsonInterval } from "../evaluation/report.ts";
import { type JudgedVersion, qualityOf } from "./judged-version.ts";

/** What a version's detector of strange rows does on its test rows. JSON-safe. */
export interface NoveltySection {
  detector: string;
  /** Share of ordinary rows that it is meant to flag. */
  rate: number;
  /** Share of the test rows that it flags, with Wilson's interval. */
  flagged: { share: number; low: number; high: number; count: number; nRows: number };
  /** Share of made-up rows flagged whose cells each come from another row: every value is usual, their combination is not. */
  shuffledFlagged: number;
  /** Rows by strangeness, in ten bins of [0, 1]; evenly filled where the test rows are like the training rows. */
  histogram: { low: number; high: number; count: number }[];
  /** Quality on the rows inside and outside; null where it has no value there. */
  quality: { name: string; inside: number | null; outside: number | null } | null;
}

const BINS = 10;

/** @returns null for a version that was stored without a detector. */
export function noveltySection(version: JudgedVersion, seed: number): NoveltySection | null {
  const { novelty, manifest, x, n, y, score, table } = version;
  if (!novelty || !manifest.novelty) return null;
  const { strangeness, isOutside } = novelty.judge(x, n);
  const outside = Array.from({ length: n }, (_row, i) => isOutside(i));
  const count = outside.filter(Boolean).length;
  const bins = new Array<number>(BINS).fill(0);
  for (const value of strangeness) {
    const bin = Math.min(BINS - 1, Math.floor(value * BINS));
    bins[bin] = (bins[bin] as number) + 1;
  }
  const rng = createRng(seed);
  const order = Int32Array.from({ length: n }, (_row, i) => i);
  const columns = table.columns.map((column): Column => takeColumn(column, rng.shuffle(order)));
  const shuffled = novelty.judge(applyPipeline(manifest.pipeline, { rowCount: n, columns }).data, n);
  const qualityWhere = (isIn: boolean): number | null => {
    const rows = Int32Array.from(outside.keys()).filter((i) => outside[i] === isIn);
    if (!y || rows.length === 0) return null;
    const own = Float64Array.from(rows, (i) => y[i] as number);
    if (new Set(own).size < 2) return null;
    return qualityOf(version).of(
      own,
      Float64Array.from(rows, (i) => score[i] as number),
    );
  };
  return {
    detector: manifest.novelty.kind,
    rate: novelty.rate,
    flagged: { share: count / n, ...wilsonInterval(count, n), count, nRows: n },
    shuffledFlagged: order.reduce((sum, _row, i) => sum + Number(shuffled.isOutside(i)), 0) / n,
    histogram: bins.map((own, at) => ({ low: at / BINS, high: (at + 1) / BINS, count: own })),
    quality: y && { name: qualityOf(version).name, inside: qualityWhere(false), outside: qualityWhere(true) },
  };
}
