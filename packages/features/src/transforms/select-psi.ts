import { z } from "zod";
import { ColumnParam } from "../column-param.ts";
import { psiOfCounts } from "../drift/stability.ts";
import { presentValues } from "../order-statistics.ts";
import { type Column, takeColumn } from "../table.ts";
import { categories, isMissingAt, rowCountOf } from "./columns.ts";
import { quantileOfSorted } from "./quantile-map.ts";
import { defineSelection } from "./selection.ts";
import { refused } from "./transform.ts";

const MAX_LEVELS = 20;

/**
 * Keeps columns whose distribution holds over time: the population stability index between the earlier and the later training rows, in bins
 * of equal size of the earlier ones (text: its most frequent levels and the rest), missing cells a bin of their own. Rows are ordered by a
 * column, which need not be a feature, or else by their place in the data set; rows of one moment stay together on the earlier side.
 * By custom an index from 0.25 is a shift. Source: Siddiqi (2006), "Credit Risk Scorecards".
 */
export const selectPsi = defineSelection({
  name: "select-psi",
  title: "Select by stability",
  description: "Leaves out columns whose distribution differs between the earlier and the later training rows.",
  params: z.strictObject({
    maxPsi: z.number().positive().max(10).default(0.25).describe("Population stability index of a kept column at most"),
    by: ColumnParam.optional().describe("Column of the data set that orders the rows; their place in it unless given"),
    share: z.number().min(0.05).max(0.95).default(0.5).describe("Share of the training rows that are the earlier ones"),
    bins: z.int().min(2).max(100).default(10).describe("Bins that a number is counted in"),
  }),
  example: { by: "time", maxPsi: 1 },
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "STRING", "DATE", "TIMESTAMP"],
  watches: ({ by }) => (by === undefined ? [] : [by]),
  judge: (inputs, { maxPsi, share, bins }, { watched }) => {
    const { earlier, later } = inTwo(watched[0] ?? null, rowCountOf(inputs[0] as Column), share);
    return inputs.map((input) => {
      const [before, after] = [takeColumn(input, earlier), takeColumn(input, later)];
      const binOf = binsOf(before, bins);
      const psi = psiOfCounts(counts(before, binOf), counts(after, binOf)).psi;
      const reason = psi > maxPsi ? `stability index ${psi.toPrecision(3)} above ${maxPsi}` : null;
      return { column: input.name, value: psi, kept: reason === null, reason };
    });
  },
});

function inTwo(by: Column | null, n: number, share: number): { earlier: Int32Array; later: Int32Array } {
  const times = timesOf(by, n);
  const rows = Int32Array.from({ length: n }, (_, row) => row).sort((a, b) => (times[a] as number) - (times[b] as number) || a - b);
  let cut = Math.round(n * share);
  while (cut < n && cut > 0 && times[rows[cut] as number] === times[rows[cut - 1] as number]) cut++;
  if (cut === 0 || cut === n)
    throw refused(`The ${n} training rows cannot be cut into earlier and later ones. Order them by another column, or use another share.`);
  return { earlier: rows.subarray(0, cut), later: rows.subarray(cut) };
}

function timesOf(by: Column | null, n: number): Float64Array {
  if (by === null) return Float64Array.from({ length: n }, (_, row) => row);
  if (by.type === "STRING" || by.type === "BOOLEAN")
    throw refused(`'${by.name}' is ${by.type} and has no order in time. Name a date, a time or a number.`, [by.name]);
  if (by.values.includes(Number.NaN))
    throw refused(`'${by.name}' is missing in some training rows, which have no place in time then. Fill it or leave them out.`, [by.name]);
  return by.values;
}

/** How the cells of a column are counted: the number of bins, and the bin of a row. */
interface BinCounter {
  nBins: number;
  binOf(column: Column, row: number): number;
}

/** The last bin is that of missing cells. */
function binsOf(before: Column, bins: number): BinCounter {
  if (before.type === "STRING") {
    const levels = new Map(levelsOf(before).map((level, slot) => [level, slot]));
    const nBins = levels.size + 2;
    return {
      nBins,
      binOf: (column, row) => {
        if (column.type !== "STRING" || column.codes[row] === -1) return nBins - 1;
        return levels.get(column.dictionary[column.codes[row] as number] as string) ?? levels.size;
      },
    };
  }
  const sorted = presentValues([before.values]).sort();
  const cuts = sorted.length === 0 ? [] : Array.from({ length: bins - 1 }, (_, k) => quantileOfSorted(sorted, (k + 1) / bins));
  const edges = [...new Set(cuts)];
  const nBins = edges.length + 2;
  return {
    nBins,
    binOf: (column, row) => {
      if (column.type === "STRING" || isMissingAt(column, row)) return nBins - 1;
      const value = column.values[row] as number;
      const at = edges.findIndex((edge) => value <= edge);
      return at === -1 ? edges.length : at;
    },
  };
}

function levelsOf(column: Column): string[] {
  const { codes, dictionary } = categories(column);
  const byCode = new Float64Array(dictionary.length);
  for (const code of codes) if (code >= 0) byCode[code] = (byCode[code] as number) + 1;
  return dictionary
    .map((level, code) => ({ level, count: byCode[code] as number }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.level < b.level ? -1 : 1))
    .slice(0, MAX_LEVELS)
    .map(({ level }) => level);
}

function counts(column: Column, { nBins, binOf }: BinCounter): Float64Array {
  const out = new Float64Array(nBins);
  for (let row = 0; row < rowCountOf(column); row++) {
    const bin = binOf(column, row);
    out[bin] = (out[bin] as number) + 1;
  }
  return out;
}
