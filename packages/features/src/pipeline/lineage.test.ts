import { expect, test } from "vitest";
import { encodedLineage } from "./lineage.ts";

const step = (type: string, inputs: string[], outputs: string[], reads?: string[]) => ({
  type,
  inputs,
  outputs,
  params: {},
  state: {},
  ...(reads ? { reads } : {}),
});
const columns = [
  { name: "age", type: "INTEGER" as const },
  { name: "city", type: "STRING" as const },
  { name: "pay", type: "FLOAT" as const },
];

test("filling and scaling follow the raw column, an indicator and levels only tell, and what a step remakes follows nothing", () => {
  const steps = [
    step("missing-indicator", ["age"], ["age is missing"]),
    step("impute-median", ["age", "pay"], ["age", "pay"]),
    step("standard-scale", ["age"], ["age"]),
    step("one-hot", ["city"], ["city=A", "city=(other)"]),
    step("some-ratio", ["age", "pay"], ["ratio"]),
    step("standard-scale", ["ratio"], ["ratio"]),
  ];
  const lineage = encodedLineage({ columns, steps });
  expect(lineage.get("age")).toEqual({ source: "age", order: 1, sources: ["age"] });
  expect(lineage.get("pay")).toEqual({ source: "pay", order: 1, sources: ["pay"] });
  expect(lineage.get("age is missing")).toEqual({ source: "age", order: 0, sources: ["age"] });
  expect(lineage.get("city=A")).toEqual({ source: "city", order: 0, sources: ["city"] });
  expect(lineage.get("ratio")).toEqual({ source: null, order: null, sources: ["age", "pay"] });
});

test("a step that reads other columns beside its own promises nothing", () => {
  const lineage = encodedLineage({ columns, steps: [step("standard-scale", ["age"], ["age"], ["pay"])] });
  expect(lineage.get("age")).toEqual({ source: null, order: null, sources: ["age", "pay"] });
});
