import { describe, expect, test } from "vitest";
import {
  formatBytes,
  formatCompact,
  formatDuration,
  formatInstant,
  formatInterval,
  formatMetric,
  formatPercent,
  formatPValue,
  formatValue,
  pWords,
} from "./format.ts";

describe("numbers read the same on every screen", () => {
  test("a p-value has three decimals, and one far below every level is not spelled out", () => {
    expect([formatPValue(0.04567), formatPValue(3.8e-43), formatPValue(null)]).toEqual(["0.046", "<\u00a00.001", "–"]);
    expect([pWords(0.5), pWords(0)]).toEqual(["p = 0.500", "p <\u00a00.001"]);
  });

  test("a metric has four significant digits", () => {
    expect(formatMetric(0.77831)).toBe("0.7783");
    expect(formatMetric(0.5)).toBe("0.5000");
    expect(formatMetric(12.3456)).toBe("12.35");
    expect(formatMetric(0.00004)).toBe("4.000e-5");
    expect(formatMetric(0)).toBe("0");
    expect(formatMetric(Number.NaN)).toBe("–");
    expect(formatMetric(null)).toBe("–");
  });
  test("a large figure keeps its thousands apart and a share its percent sign", () => {
    expect(formatValue(1234567)).toBe("1,234,567");
    expect(formatValue(0.123456)).toBe("0.1235");
    expect(formatPercent(0.2212)).toBe("22.1 %");
    expect(formatPercent(1, 0)).toBe("100 %");
  });
  test("an interval without both ends is no interval", () => {
    expect(formatInterval(0.1, 0.2)).toBe("0.1000 to 0.2000");
    expect(formatInterval(null, 0.2)).toBe("");
  });
  test("sizes and durations carry their unit", () => {
    expect(formatBytes(999)).toBe("999 B");
    expect(formatBytes(2_867_208)).toBe("2.87 MB");
    expect(formatDuration(0.2)).toBe("under 1 s");
    expect(formatDuration(65)).toBe("1 min 5 s");
    expect(formatDuration(7260)).toBe("2 h 1 min");
    expect(formatInstant(0, false)).toBe("1970-01-01");
  });
});

test("amounts of money are shortened to four significant digits with their unit", () => {
  expect([49_151_234, 1_000_000, 684_321, 950].map(formatCompact)).toEqual(["49.15m", "1m", "684.3k", "950"]);
});
