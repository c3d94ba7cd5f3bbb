import { expect, test } from "vitest";
import { newKindDraft, openKinds, readKinds } from "./kind-draft.ts";

const sum = {
  name: "sum",
  title: "Sum",
  description: "",
  params: {
    properties: { column: { type: "string", format: "column" }, window: { type: "string" } },
    required: ["column", "window"],
  },
};

test("stored features are shown, and sent again as they were", () => {
  const stored = [
    { type: "sum", params: { column: "amount", window: "7d" }, name: "paid_7d" },
    { type: "sum", params: { column: "amount", window: "1d" } },
  ];
  const problems = {};
  expect(readKinds(openKinds(stored, [sum]), [sum], problems)).toEqual(stored);
  expect(problems).toEqual({});
});

test("a feature that lacks a parameter, and a stage without features, are told", () => {
  const problems: Record<string, string> = {};
  readKinds([newKindDraft(sum)], [sum], problems);
  expect(Object.keys(problems)).toEqual(["features.0.params.column", "features.0.params.window"]);
  const none: Record<string, string> = {};
  readKinds([], [sum], none);
  expect(none.features).toBe("Add a feature.");
});
