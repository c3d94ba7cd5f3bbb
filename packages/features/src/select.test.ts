import { SplitSpec, type TrainingSpec, ValidationSpec } from "@plimsoll/schema";
import { expect, test } from "vitest";
import { selectFeatures } from "./select.ts";
import type { ColumnSchema } from "./table.ts";

const columns: ColumnSchema[] = [
  { name: "id", type: "STRING" },
  { name: "income", type: "FLOAT" },
  { name: "pay_1", type: "INTEGER" },
  { name: "pay_2", type: "INTEGER" },
  { name: "bill_1", type: "FLOAT" },
  { name: "bill_2", type: "FLOAT" },
  { name: "month", type: "DATE" },
  { name: "part", type: "INTEGER" },
  { name: "default", type: "INTEGER" },
];
type Spec = Parameters<typeof selectFeatures>[0];
const spec = (more: Partial<Spec> = {}): Spec => ({
  task: "BINARY",
  target: "default",
  features: null,
  drop: [],
  sequence: null,
  split: SplitSpec.parse({}),
  ...more,
});
const names = (more: Partial<Spec>): string[] => selectFeatures(spec(more), columns).map(({ name }) => name);
const groups = (...lists: string[][]): TrainingSpec["sequence"] => ({ groups: lists.map((list, i) => ({ name: `g${i}`, columns: list })) });

test("without a list every column but the target, the dropped and the split's own is a feature; identifiers too", () => {
  expect(names({})).toEqual(["id", "income", "pay_1", "pay_2", "bill_1", "bill_2", "month", "part"]);
  expect(names({ drop: ["id", "bill_1"], split: SplitSpec.parse({ method: "COLUMN", testColumn: "part" }) })).toEqual([
    "income",
    "pay_1",
    "pay_2",
    "bill_2",
    "month",
  ]);
  expect(names({ split: SplitSpec.parse({ method: "TIME", timeColumn: "month" }) })).not.toContain("month");
  expect(names({ validation: ValidationSpec.parse({ method: "PURGED", timeColumn: "month" }) })).not.toContain("month");
  expect(names({ validation: ValidationSpec.parse({ method: "GROUP_K_FOLD", groupColumn: "id" }) })).not.toContain("id");
});

test("a list is taken in the data set's order, with the columns of the sequence", () => {
  expect(names({ features: ["pay_1", "income"] })).toEqual(["income", "pay_1"]);
  expect(names({ features: ["income"], sequence: groups(["pay_2", "pay_1"]) })).toEqual(["income", "pay_1", "pay_2"]);
});

test.each([
  ["an unknown target", { target: "defalt" }, "UNKNOWN_COLUMN", /'defalt' \(did you mean 'default'\?\)/],
  ["an unknown feature", { features: ["incme"] }, "UNKNOWN_COLUMN", /did you mean 'income'/],
  ["an unknown dropped column", { drop: ["nothing like it"] }, "UNKNOWN_COLUMN", /'nothing like it' does not exist/],
  ["an unknown step", { sequence: groups(["pay_3"]) }, "UNKNOWN_COLUMN", /did you mean 'pay_/],
  ["an unknown split column", { split: SplitSpec.parse({ method: "GROUP", groupColumn: "ids" }) }, "UNKNOWN_COLUMN", /did you mean 'id'/],
  [
    "names of Object's own members",
    { features: ["__proto__", "constructor"] },
    "UNKNOWN_COLUMN",
    /'__proto__', 'constructor' do not exist/,
  ],
  ["the target among the features", { features: ["default", "income"] }, "INVALID_INPUT", /is the target and cannot be a feature/],
  ["a column in features and drop", { features: ["income"], drop: ["income"] }, "INVALID_INPUT", /both features and drop/],
  [
    "the test column among the features",
    { features: ["part"], split: SplitSpec.parse({ method: "COLUMN", testColumn: "part" }) },
    "INVALID_INPUT",
    /never a feature/,
  ],
  [
    "the target as the split's column",
    { split: SplitSpec.parse({ method: "COLUMN", testColumn: "default" }) },
    "INVALID_INPUT",
    /is the target/,
  ],
  ["a time column of text", { split: SplitSpec.parse({ method: "TIME", timeColumn: "id" }) }, "INVALID_INPUT", /'id' is STRING/],
  [
    "a validation's time column of text",
    { validation: ValidationSpec.parse({ method: "PURGED", timeColumn: "id" }) },
    "INVALID_INPUT",
    /'id' is STRING; validation PURGED/,
  ],
  [
    "the target as the validation's column",
    { validation: ValidationSpec.parse({ method: "GROUP_K_FOLD", groupColumn: "default" }) },
    "INVALID_INPUT",
    /is the target/,
  ],
  ["text in a sequence", { sequence: groups(["id"]) }, "INVALID_INPUT", /'id' is STRING; the steps/],
  ["the target in a sequence", { sequence: groups(["default"]) }, "INVALID_INPUT", /is the target/],
  ["a dropped step", { sequence: groups(["pay_1"]), drop: ["pay_1"] }, "INVALID_INPUT", /both sequence and drop/],
  ["a column in two groups", { sequence: groups(["pay_1"], ["pay_1"]) }, "INVALID_INPUT", /in the sequence twice/],
  [
    "groups of unequal length",
    { sequence: groups(["pay_1", "pay_2"], ["bill_1"]) },
    "INVALID_INPUT",
    /'g1' has 1 columns, group 'g0' has 2/,
  ],
  ["a target that is no number", { task: "REGRESSION", target: "id" }, "INVALID_INPUT", /REGRESSION takes/],
  ["nothing left", { drop: columns.map(({ name }) => name).filter((name) => name !== "default") }, "INVALID_INPUT", /No feature is left/],
] as [string, Partial<Spec>, string, RegExp][])("refuses %s", (_title, more, code, says) => {
  expect(() => names(more)).toThrow(expect.objectContaining({ code, kind: "input", message: expect.stringMatching(says) }));
});
