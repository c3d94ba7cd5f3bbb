import type { ColumnSchema } from "@plimsoll/features";
import type { ActionRule } from "@plimsoll/schema";
import { describe, expect, test } from "vitest";
import { narrowRules } from "./narrow-rules.ts";
import type { ColumnScale } from "./rules.ts";

const columns = [
  { name: "debt", type: "FLOAT" },
  { name: "cards", type: "INTEGER" },
  { name: "school", type: "STRING" },
  { name: "home", type: "STRING" },
  { name: "guarantor", type: "BOOLEAN" },
  { name: "age", type: "INTEGER" },
] as ColumnSchema[];
const scales: ColumnScale[] = [
  { column: "debt", unit: 1, low: 100, high: 900, levels: [] },
  { column: "cards", unit: 1, low: 0, high: 9, levels: [] },
  { column: "school", unit: 1, low: null, high: null, levels: ["degree", "none", "college"] },
  { column: "home", unit: 1, low: null, high: null, levels: ["rent", "own"] },
];
const stored: ActionRule[] = [
  { kind: "NUMBER", column: "debt", direction: "DOWN", min: 200, step: 0.1, effort: 2 },
  { kind: "NUMBER", column: "cards", direction: "BOTH", effort: 1 },
  { kind: "CATEGORY", column: "school", values: ["none", "college", "degree"], isOrdered: true, effort: 1 },
  { kind: "CATEGORY", column: "home", isOrdered: false, effort: 1 },
  { kind: "FLAG", column: "guarantor", to: true, effort: 3 },
];
const narrowed = (rule: Record<string, unknown>) => narrowRules(stored, [rule], columns, scales);

describe("a call's rules beside those of the model", () => {
  test("what the call leaves open is as stored, and what it does not name never changes", () => {
    expect(narrowed({ kind: "NUMBER", column: "debt", min: null })).toEqual({ rules: [stored[0]], loosened: [] });
    expect(narrowed({ kind: "CATEGORY", column: "school" })).toEqual({ rules: [stored[2]], loosened: [] });
    expect(narrowed({ kind: "FLAG", column: "guarantor", to: true, effort: 1 })).toEqual({
      rules: [{ ...stored[4], effort: 1 }],
      loosened: [],
    });
  });

  test.each<[string, Record<string, unknown>]>([
    ["a tighter bound", { kind: "NUMBER", column: "debt", min: 300, max: 800 }],
    ["whole multiples of the step", { kind: "NUMBER", column: "debt", step: 0.3 }],
    ["one way of two", { kind: "NUMBER", column: "cards", direction: "UP", min: 0, max: 9 }],
    ["fewer values of an order", { kind: "CATEGORY", column: "school", values: ["none", "degree"] }],
    ["fewer values", { kind: "CATEGORY", column: "home", values: ["own"] }],
  ])("%s narrows", (_what, rule) => expect(narrowed(rule).loosened).toEqual([]));

  test.each<[string, Record<string, unknown>]>([
    ["a column that may not change", { kind: "NUMBER", column: "age", direction: "UP" }],
    ["another direction", { kind: "NUMBER", column: "debt", direction: "UP" }],
    ["both directions", { kind: "NUMBER", column: "debt", direction: "BOTH" }],
    ["a wider bound", { kind: "NUMBER", column: "debt", min: 199.9 }],
    ["a bound beyond the training rows where none was stored", { kind: "NUMBER", column: "cards", max: 10 }],
    ["a finer step", { kind: "NUMBER", column: "debt", step: 0.05 }],
    ["a step off the grid", { kind: "NUMBER", column: "debt", step: 0.15 }],
    ["half a card", { kind: "NUMBER", column: "cards", step: 0.5 }],
    ["no order", { kind: "CATEGORY", column: "school", isOrdered: false }],
    ["another order", { kind: "CATEGORY", column: "school", values: ["degree", "none"] }],
    ["a new value", { kind: "CATEGORY", column: "home", values: ["own", "castle"] }],
    ["the other value of a flag", { kind: "FLAG", column: "guarantor", to: false }],
  ])("%s loosens, and the column is named", (_what, rule) => expect(narrowed(rule).loosened).toEqual([rule.column]));
});
