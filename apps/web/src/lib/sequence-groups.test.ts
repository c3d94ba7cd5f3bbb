import { expect, test } from "vitest";
import { flipGroup, moveStep, suggestGroups } from "./sequence-groups.ts";

const numeric = (...names: string[]) => names.map((name) => ({ name, numeric: true }));

test("the six months of the card file become three groups, oldest month first", () => {
  const names = ["LIMIT_BAL", "AGE"];
  for (const step of [0, 2, 3, 4, 5, 6]) names.push(`PAY_${step}`);
  for (const family of ["BILL_AMT", "PAY_AMT"]) for (let step = 1; step <= 6; step += 1) names.push(`${family}${step}`);
  expect(suggestGroups(numeric(...names))).toEqual([
    { name: "PAY", columns: ["PAY_6", "PAY_5", "PAY_4", "PAY_3", "PAY_2", "PAY_0"] },
    { name: "BILL_AMT", columns: ["BILL_AMT6", "BILL_AMT5", "BILL_AMT4", "BILL_AMT3", "BILL_AMT2", "BILL_AMT1"] },
    { name: "PAY_AMT", columns: ["PAY_AMT6", "PAY_AMT5", "PAY_AMT4", "PAY_AMT3", "PAY_AMT2", "PAY_AMT1"] },
  ]);
});

test("years ascend, text columns and pairs are left alone", () => {
  expect(suggestGroups(numeric("income_2021", "income_2019", "income_2020"))).toEqual([
    { name: "income", columns: ["income_2019", "income_2020", "income_2021"] },
  ]);
  expect(suggestGroups([1, 2, 3].map((n) => ({ name: `note${n}`, numeric: false })))).toEqual([]);
  expect(suggestGroups(numeric("x1", "x2"))).toEqual([]);
});

test("families of another length are not mixed in, because every group needs one column a step", () => {
  expect(suggestGroups(numeric("a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3", "c4")).map((group) => group.name)).toEqual(["a", "b"]);
});

test("flipping twice gives the same order and a step moves by one place", () => {
  const group = { name: "x", columns: ["x1", "x2", "x3"] };
  expect(flipGroup(flipGroup(group))).toEqual(group);
  expect(moveStep(group, 0, 1).columns).toEqual(["x2", "x1", "x3"]);
});
