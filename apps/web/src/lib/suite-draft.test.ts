import { expect, test } from "vitest";
import { draftOfExpectation, type ExpectationKind, newExpectation, newSuggestions, readSuite } from "./suite-draft.ts";

const kind = (name: string, part: Partial<ExpectationKind> = {}): ExpectationKind => ({
  kind: name,
  title: name,
  description: "",
  scope: "ROW",
  fewestColumns: 1,
  mostColumns: 1,
  accepts: null,
  params: { properties: { min: { type: "number" }, max: { type: "number" } } },
  ...part,
});
const KINDS = [kind("in-range"), kind("row-count", { scope: "TABLE", fewestColumns: 0, mostColumns: 0 })];

test("a stored suite is shown, and sent again as it was; mostly goes with kinds about rows alone", () => {
  const stored = [
    { kind: "in-range", columns: ["age"], params: { min: 18, max: 99 }, mostly: 0.99, severity: "SOFT" as const },
    { kind: "row-count", columns: [], params: { min: 10 }, mostly: 1, severity: "HARD" as const },
  ];
  const { expectations, problems } = readSuite(
    stored.map((one) => draftOfExpectation(one, KINDS)),
    KINDS,
  );
  expect(problems).toEqual({});
  expect(expectations[0]).toEqual(stored[0]);
  expect(expectations[1]).toEqual({ kind: "row-count", columns: [], params: { min: 10 }, severity: "HARD" });
});

test("what an expectation lacks is told at its place", () => {
  const drafts = KINDS.map(newExpectation).map((draft) => ({ ...draft, mostly: "1.2", params: { min: "low" } }));
  expect(readSuite(drafts, KINDS).problems).toMatchObject({
    "expectations.0.columns": "Name a column.",
    "expectations.0.mostly": expect.stringContaining("share"),
    "expectations.1.params.min": "'low' is not a number.",
  });
});

test("a suggestion is offered until its kind is there for its columns", () => {
  const suggested = ["age", "income"].map((name) => ({
    kind: "in-range",
    columns: [name],
    params: {},
    mostly: 1,
    severity: "SOFT" as const,
  }));
  const had = suggested.slice(0, 1).map((one) => draftOfExpectation(one, KINDS));
  expect(newSuggestions(suggested, had)).toEqual(suggested.slice(1));
});
