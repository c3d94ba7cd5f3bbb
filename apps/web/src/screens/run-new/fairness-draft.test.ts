import { expect, test } from "vitest";
import { newFairness, readFairness } from "./fairness-draft.ts";

test("an untouched form asks for nothing, and no task but BINARY is mitigated", () => {
  expect(readFairness(newFairness, "BINARY")).toEqual({ input: {}, problems: {} });
  expect(readFairness({ ...newFairness, column: "sex" }, "REGRESSION")).toEqual({ input: {}, problems: {} });
});

test("a protected column is switched on with its reason only", () => {
  const draft = { ...newFairness, switchedOn: ["sex"] };
  expect(Object.keys(readFairness(draft, "BINARY").problems)).toEqual(["protectedReason"]);
  expect(readFairness({ ...draft, reason: " A study " }, "REGRESSION")).toEqual({
    input: { protectedFeatures: ["sex"], protectedReason: "A study" },
    problems: {},
  });
});

test("reweighing, a penalty or both are sent in the API's shape; neither, or a strength that is none, is named", () => {
  const draft = { ...newFairness, column: "age", edges: "25; 40" };
  expect(readFairness(draft, "BINARY").input).toEqual({ mitigation: { attribute: { column: "age", edges: [25, 40] }, reweigh: true } });
  const both = readFairness({ ...draft, edges: "", aim: "APPROVAL_PARITY", strength: "20" }, "BINARY");
  expect(both.input.mitigation).toEqual({
    attribute: { column: "age" },
    reweigh: true,
    penalty: { aim: "APPROVAL_PARITY", strength: 20 },
  });
  expect(Object.keys(readFairness({ ...draft, reweigh: false }, "BINARY").problems)).toEqual(["mitigation.reweigh"]);
  const wrong = readFairness({ ...draft, edges: "young", aim: "EQUAL_OPPORTUNITY", strength: "0" }, "BINARY");
  expect(Object.keys(wrong.problems)).toEqual(["mitigation.attribute.edges", "mitigation.penalty.strength"]);
});
