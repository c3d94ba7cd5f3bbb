import { expect, test } from "vitest";
import { changeWords, FIXED, ruleLines, rulesInput, ruleWords } from "./recourse-draft.ts";

const columns = [
  { name: "debt", type: "FLOAT" as const, levels: [] },
  { name: "school", type: "STRING" as const, levels: ["none", "degree"] },
  { name: "guarantor", type: "BOOLEAN" as const, levels: [] },
  { name: "born", type: "DATE" as const, levels: [] },
];
const stored = [
  { kind: "NUMBER" as const, column: "debt", direction: "DOWN", min: 200, max: null, step: 50, effort: 2 },
  { kind: "CATEGORY" as const, column: "school", values: ["none", "college", "degree"], isOrdered: true, effort: 1 },
  { kind: "FLAG" as const, column: "guarantor", to: true, effort: 1 },
];

test("stored rules come back from the form as they were, and a column without one stays fixed", () => {
  const lines = ruleLines(columns, stored);
  expect(lines.map(({ column, move }) => [column, move])).toEqual([
    ["debt", "DOWN"],
    ["school", "ORDERED"],
    ["guarantor", "TRUE"],
  ]);
  expect(rulesInput(lines, columns)).toEqual({ rules: stored, problems: {} });
  expect(ruleLines(columns, []).every(({ move }) => move === FIXED)).toBe(true);
  expect(rulesInput(ruleLines(columns, []), columns).rules).toEqual([]);
});

test("what is no number, and a category without values, is named by its column", () => {
  const [debt, school] = ruleLines(columns, stored);
  const lines = [debt && { ...debt, min: "low" }, school && { ...school, values: " \n" }].filter((line) => line !== undefined);
  expect(Object.keys(rulesInput(lines, columns).problems)).toEqual(["debt", "school"]);
});

test("a rule reads as a sentence", () => {
  expect(stored.map(ruleWords)).toEqual([
    "may only fall, not below 200, in steps of 50, 2 times the effort",
    "may only move on in none → college → degree",
    "may become true",
  ]);
});

test("a change is rounded away from where the applicant stands, so that what is shown is enough", () => {
  expect(changeWords("income", "22", "49.12751083984375")).toBe("income: from 22 to 49.128");
  expect(changeWords("debt", "40", "11.87549")).toBe("debt: from 40 to 11.875");
  expect(changeWords("bill", "20000", "12345.6")).toBe("bill: from 20,000 to 12,345");
  expect(changeWords("bill", "20000", "-12345.6")).toBe("bill: from 20,000 to -12,346");
  expect(changeWords("cards", "3", "0")).toBe("cards: from 3 to 0");
  expect(changeWords("school", "none", "degree")).toBe("school: from none to degree");
});
