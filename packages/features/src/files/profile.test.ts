import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { sample, scratch } from "./testing/scratch.ts";

interface Golden {
  source: string;
  files: Record<string, { rows: number; duplicates: number; columns: GoldenColumn[] }>;
}
interface GoldenColumn {
  name: string;
  missing: number;
  distinct: number;
  min: number | null;
  max: number | null;
  mean: number | null;
  std: number | null;
  quantiles: number[];
  top: [string, number][];
}

const golden = JSON.parse(readFileSync(join(import.meta.dirname, "testing/pandas-profile.json"), "utf8")) as Golden;
const at = scratch();

test.each(Object.keys(golden.files))("the profile of %s equals pandas' figures, column by column", async (name) => {
  const { profile } = await at.ingest(sample(name));
  const expected = golden.files[name];
  expect(profile.rowCount).toBe(expected?.rows);
  expect(profile.duplicateRowCount).toBe(expected?.duplicates);
  expect(profile.columns.map((column) => column.name)).toEqual(expected?.columns.map((column) => column.name));
  expected?.columns.forEach((wanted, i) => {
    const column = profile.columns[i];
    expect(column).toMatchObject({ missingCount: wanted.missing, distinctCount: wanted.distinct, distinctExact: true });
    if (column?.type === "BOOLEAN") return;
    expect(column).toMatchObject({ min: wanted.min, max: wanted.max });
    // pandas sums in another order: 1e-12 relative.
    if (wanted.mean !== null)
      expect(Math.abs((column?.mean ?? 0) - wanted.mean)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted.mean)));
    if (wanted.std !== null) expect(Math.abs((column?.std ?? 0) - wanted.std)).toBeLessThanOrEqual(1e-12 * Math.max(1, wanted.std));
    column?.quantiles.forEach(({ value }, q) => {
      expect(Math.abs(value - (wanted.quantiles[q] ?? Number.NaN))).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
    });
    expect(column?.topValues.map(({ value, count }) => [value, count])).toEqual(wanted.top);
  });
});

test("histogram counts add up to the present rows and the bins touch", async () => {
  const { profile } = await at.ingest(sample("credit_default_taiwan.csv.gz"));
  for (const { histogram, missingCount, min, max } of profile.columns) {
    expect(histogram.reduce((sum, bin) => sum + bin.count, 0)).toBe(profile.rowCount - missingCount);
    expect([histogram[0]?.low, histogram.at(-1)?.high]).toEqual([min, max]);
    for (let i = 1; i < histogram.length; i++) expect(histogram[i]?.low).toBe(histogram[i - 1]?.high);
  }
});

test("columns without information say so", async () => {
  const rows = Array.from({ length: 30 }, (_, i) => `${i + 100},7,,${i < 10 ? "x" : ""}`);
  const { profile } = await at.ingest(at.file(`id,same,none,few\n${rows.join("\n")}\n`));
  expect(profile.columns.map((column) => column.hints.length)).toEqual([1, 1, 1, 2]);
  expect(profile.columns[0]?.hints[0]).toMatch(/identifier/);
  expect(profile.columns[1]?.hints[0]).toMatch(/same value/);
  expect(profile.columns[2]).toMatchObject({ type: "STRING", missingCount: 30, distinctCount: 0, hints: ["Every cell is missing."] });
  expect(profile.columns[3]?.hints[1]).toMatch(/Missing in 66.7 %/);
});

test("duplicate rows are counted as repeats of an earlier row", async () => {
  const { profile } = await at.ingest(at.file("a,b\n1,x\n1,x\n1,\n1,\n2,x\n1,x\n"));
  expect(profile.duplicateRowCount).toBe(3);
});
