import { expect, test } from "vitest";
import { specTerms, specWords } from "./spec-words.ts";

test("a stage is said in terms and values, a feature a line with the title of its kind and the names of its settings", () => {
  const spec = {
    table: "payments",
    entity: ["card", "country"],
    arrival: null,
    quotes: { open: null },
    maxEvents: 10_000,
    features: [
      { type: "percentile", params: { column: "amount", window: "7d", p: 0.9 }, name: "high" },
      { type: "count", params: { window: "1h", column: null } },
    ],
  };
  const titles: Record<string, string> = { percentile: "Percentile" };
  expect(specTerms(spec, (kind) => titles[kind] ?? kind)).toEqual([
    { term: "table", value: "payments" },
    { term: "entity", value: "card, country" },
    { term: "max events", value: "10000" },
    { term: "feature 1", value: "Percentile: column amount, window 7d, p 0.9 (called high)" },
    { term: "feature 2", value: "count: window 1h" },
  ]);
});

test("joined tables are said with what is set; a switch that is off is said where it stands alone", () => {
  const tables = [{ table: "ratings", key: ["card"], tolerance: null, exact: false, age: true }];
  expect(specTerms({ tables })).toEqual([{ term: "table 1", value: "table ratings, key card, age yes" }]);
  expect(specWords(false)).toBe("no");
  expect(specWords([-2, 0])).toBe("-2, 0");
});
