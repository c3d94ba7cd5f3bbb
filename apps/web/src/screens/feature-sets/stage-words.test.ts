import { expect, test } from "vitest";
import { stageWords } from "./stage-words.ts";

test("a stage is said in terms and values, a feature a line", () => {
  const spec = {
    table: "payments",
    entity: ["card", "country"],
    arrival: null,
    maxEvents: 10_000,
    features: [
      { type: "sum", params: { column: "amount", window: "7d" }, name: "paid" },
      { type: "count", params: { window: "1h" } },
    ],
  };
  expect(stageWords(spec)).toEqual([
    { term: "table", value: "payments" },
    { term: "entity", value: "card, country" },
    { term: "max events", value: "10000" },
    { term: "feature 1", value: "sum (amount, 7d) as paid" },
    { term: "feature 2", value: "count (1h)" },
  ]);
});

test("joined tables are said with what is set", () => {
  const tables = [{ table: "ratings", key: ["card"], tolerance: null, exact: false, age: true }];
  expect(stageWords({ tables })).toEqual([{ term: "table 1", value: "table ratings, key card, age yes" }]);
});
