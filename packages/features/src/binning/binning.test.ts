import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createRng } from "../random.ts";
import { monotoneBins } from "./monotone-bins.ts";
import { informationValue, weightOfEvidence } from "./weight-of-evidence.ts";
import { binFeature } from "./woe-bins.ts";

interface Golden {
  iv: Record<string, number>;
  status_of_existing_checking_account: Record<string, { good: number; bad: number; woe: number; iv: number }>;
  fixed_bins: Record<string, { "bins[good,bad,woe]": [number, number, number][]; iv: number }>;
  optbinning: { results: Record<string, { iv: number }> };
  tol_abs: number;
}
const golden = JSON.parse(readFileSync(new URL("./golden/woe-german.json", import.meta.url), "utf8")) as Golden;

/** The Statlog German credit set of the repository's sample data, cells as text. */
const german = ((): Record<string, string[]> => {
  const text = gunzipSync(readFileSync(new URL("../../../../data/credit_german_statlog.csv.gz", import.meta.url))).toString("utf8");
  const [head = [], ...lines] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => [...line.matchAll(/("([^"]*)"|[^,]*)(,|$)/g)].map((cell) => cell[2] ?? cell[1] ?? ""));
  return Object.fromEntries(head.flatMap((name, column) => (name ? [[name, lines.map((line) => line[column] ?? "")]] : [])));
})();
const isBad = Float64Array.from(german.creditability ?? [], (label) => (label === "bad" ? 1 : 0));
const options = { maxBins: 8, minBinShare: 0.05, monotone: true, preBins: 100 };
const numeric = (name: string) => Float64Array.from(german[name] ?? [], Number);

describe("weight of evidence and information value", () => {
  test("equal the golden values of every fixed bin and its sum", () => {
    const total = { good: 700, bad: 300 };
    for (const { "bins[good,bad,woe]": bins, iv } of Object.values(golden.fixed_bins)) {
      for (const [good, bad, woe] of bins) expect(Math.abs(weightOfEvidence({ good, bad }, total) - woe)).toBeLessThan(golden.tol_abs);
      const sum = bins.reduce((all, [good, bad]) => all + informationValue({ good, bad }, total), 0);
      expect(Math.abs(sum - iv)).toBeLessThan(golden.tol_abs);
    }
    for (const { woe, iv, ...bin } of Object.values(golden.status_of_existing_checking_account)) {
      expect(Math.abs(weightOfEvidence(bin, total) - woe)).toBeLessThan(golden.tol_abs);
      expect(Math.abs(informationValue(bin, total) - iv)).toBeLessThan(golden.tol_abs);
    }
  });

  test("a bin without one outcome has a finite weight: the empty cell counts half a row", () => {
    expect(weightOfEvidence({ good: 10, bad: 0 }, { good: 100, bad: 50 })).toBe(Math.log(0.5 / 50 / (10 / 100)));
  });

  test("the information value of a coded column with a bin for each code equals the golden one", () => {
    const texts = german.status_of_existing_checking_account ?? [];
    const levels = [...new Set(texts)];
    const column = Float64Array.from(texts, (text) => levels.indexOf(text));
    const binned = binFeature({ feature: 0, column, y: isBad, weight: null, isCategorical: true, options });
    expect(Math.abs(binned.iv - (golden.iv.status_of_existing_checking_account ?? 0))).toBeLessThan(golden.tol_abs);
  });
});

describe("monotone binning", () => {
  test.each(Object.entries(golden.optbinning.results))(
    "of %s has at least 95 % of optbinning's information value, each bin 5 % of the rows",
    (name, { iv }) => {
      const binned = binFeature({ feature: 0, column: numeric(name), y: isBad, weight: null, isCategorical: false, options });
      expect(binned.iv).toBeGreaterThanOrEqual(0.95 * iv);
      expect(Math.min(...binned.bins.map(({ good, bad }) => good + bad))).toBeGreaterThanOrEqual(50);
      const woe = binned.bins.map((bin) => bin.woe);
      const sorted = woe.toSorted((a, b) => a - b);
      expect([sorted, sorted.toReversed()]).toContainEqual(woe);
    },
  );

  test("is the best of all allowed merges, tried one by one", () => {
    const rng = createRng(5);
    for (let round = 0; round < 30; round += 1) {
      const pre = Array.from({ length: 8 }, () => ({ good: 1 + rng.int(20), bad: 1 + rng.int(10) }));
      const total = pre.reduce((sum, bin) => ({ good: sum.good + bin.good, bad: sum.bad + bin.bad }), { good: 0, bad: 0 });
      const settings = { maxBins: 4, minWeight: 12, monotone: true };
      const ivOf = (ends: number[]): number => {
        const bins = ends.map((end, k) =>
          pre
            .slice(ends[k - 1] ?? 0, end)
            .reduce((sum, bin) => ({ good: sum.good + bin.good, bad: sum.bad + bin.bad }), { good: 0, bad: 0 }),
        );
        const shares = bins.map(({ good, bad }) => bad / (good + bad));
        const rises = shares.every((share, k) => k === 0 || share >= (shares[k - 1] as number));
        const falls = shares.every((share, k) => k === 0 || share <= (shares[k - 1] as number));
        if (!(rises || falls) || bins.length > 4 || bins.some(({ good, bad }) => good + bad < 12)) return -1;
        return bins.reduce((sum, bin) => sum + informationValue(bin, total), 0);
      };
      const best = Math.max(
        ...Array.from({ length: 2 ** 7 }, (_, mask) => ivOf([...[1, 2, 3, 4, 5, 6, 7].filter((cut) => (mask >> (cut - 1)) & 1), 8])),
      );
      expect(ivOf(monotoneBins(pre, total, settings))).toBeCloseTo(best, 9);
    }
  });

  test("missing values have a bin of their own, last, and few values one each", () => {
    const column = Float64Array.from({ length: 400 }, (_, i) => (i % 4 === 3 ? Number.NaN : i % 4));
    const y = Float64Array.from({ length: 400 }, (_, i) => (i % 20 < ([2, 6, 11, 16][i % 4] ?? 0) ? 1 : 0));
    const { bins } = binFeature({ feature: 0, column, y, weight: null, isCategorical: false, options });
    expect(bins.map(({ kind, upTo }) => [kind, upTo])).toEqual([
      ["RANGE", 0.5],
      ["RANGE", 1.5],
      ["RANGE", null],
      ["MISSING", null],
    ]);
  });
});
