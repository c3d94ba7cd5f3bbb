import { expect, it } from "vitest";
import { type VintageLoan, vintageCurves } from "./vintage.ts";

const loan = (vintage: string, amount: number, defaultMonth: number | null, observedMonths: number, vintageAge: number): VintageLoan => ({
  vintage,
  amount,
  defaultMonth,
  observedMonths,
  vintageAge,
});

it("rates by count and amount; closed loans stay in the denominator; months that young loans have not reached are left out", () => {
  const curves = vintageCurves([
    loan("2024-Q2", 100, null, 3, 3),
    loan("2024-Q1", 300, 2, 2, 6),
    loan("2024-Q1", 100, null, 1, 5),
    loan("2024-Q1", 600, 6, 6, 6),
    loan("2024-Q1", 1000, 4, 4, 6),
  ]);
  expect(curves.map(({ vintage, matureMonths }) => [vintage, matureMonths])).toEqual([
    ["2024-Q1", 5],
    ["2024-Q2", 3],
  ]);
  expect([...(curves[0]?.cumulativeRate ?? [])]).toEqual([0, 0.25, 0.25, 0.5, 0.5]);
  expect([...(curves[0]?.cumulativeRateByAmount ?? [])]).toEqual([0, 0.15, 0.15, 0.65, 0.65]);
  expect([...(curves[1]?.cumulativeRate ?? [])]).toEqual([0, 0, 0]);
});

it.each([
  [loan("a", 0, null, 1, 1), "amount"],
  [loan("a", 1, 0, 1, 1), "defaultMonth"],
  [loan("a", 1, 3, 2, 4), "after its 2"],
  [loan("a", 1, null, 5, 4), "only 4 months"],
])("refuses %j", (bad, word) => {
  expect(() => vintageCurves([bad])).toThrow(expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining(word) }));
});
