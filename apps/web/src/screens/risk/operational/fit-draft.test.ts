import { expect, test } from "vitest";
import { newCell, newFitDraft, readFit } from "./fit-draft.ts";

const loss = (eventType: "INTERNAL_FRAUD" | "EXTERNAL_FRAUD", count: number) => ({
  eventType,
  businessLine: null,
  count,
  gross: 1,
  net: 1,
  largest: 1,
});
const register = {
  id: "lrg_1",
  name: "Bank losses 2024",
  version: 1,
  nRows: 60,
  nRefused: 0,
  nLosses: 60,
  gross: 1,
  net: 1,
  currency: "EUR",
  threshold: 0,
  createdAt: "2024-01-01",
  dataset: null,
  run: null,
  matrix: [loss("INTERNAL_FRAUD", 5), loss("EXTERNAL_FRAUD", 30), loss("EXTERNAL_FRAUD", 25)],
  years: [{ date: "DISCOVERED" as const, years: [] }],
  largest: [],
};

const SEVERITIES = [
  { name: "lognormal", given: [] },
  { name: "pareto", given: ["minimum"] },
  { name: "generalised-pareto", given: ["threshold"] },
  { name: "weibull-pareto", given: ["threshold"] },
];

test("a cell is proposed for each event type with enough losses, over the dates that the register has", () => {
  const draft = newFitDraft(register, (code) => code);
  expect(draft).toMatchObject({
    modelName: "bank_losses_2024",
    date: "DISCOVERED",
    cells: [{ id: "EXTERNAL_FRAUD", eventType: "EXTERNAL_FRAUD" }],
  });
  const { input, problems } = readFit(draft, "lrg_1", SEVERITIES);
  expect(problems).toEqual({});
  expect(input).toMatchObject({ registerId: "lrg_1", alpha: 0.999, cells: [{ id: "EXTERNAL_FRAUD", eventType: "EXTERNAL_FRAUD" }] });
});

test("where no event type has enough losses all are one cell", () => {
  expect(newFitDraft({ ...register, matrix: [loss("INTERNAL_FRAUD", 5)] }, (code) => code).cells).toEqual([newCell("All losses")]);
});

test("where the tail begins is sent under the name that the law gives it, and only to a law that has a tail", () => {
  const draft = newFitDraft(register, (code) => code);
  const cells = [
    { ...newCell("a"), severity: "generalised-pareto", tail: "10" },
    { ...newCell("b"), severity: "pareto", tail: "5" },
    { ...newCell("c"), severity: "lognormal", tail: "7" },
    { ...newCell("d"), severity: "weibull-pareto", tail: "20" },
  ];
  const { input } = readFit({ ...draft, cells }, "lrg_1", SEVERITIES);
  expect(input.cells.map(({ fixed }) => fixed)).toEqual([{ threshold: 10 }, { minimum: 5 }, undefined, { threshold: 20 }]);
});
