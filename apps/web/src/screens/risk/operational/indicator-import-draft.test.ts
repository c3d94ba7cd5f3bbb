import { expect, test } from "vitest";
import { newIndicatorImport, readIndicatorImport } from "./indicator-import-draft.ts";

const column = (name: string, type: "DATE" | "FLOAT" | "STRING") => ({
  name,
  type,
  position: 0,
  missingCount: 0,
  distinctCount: 1,
  distinctExact: true,
  min: null,
  max: null,
  mean: null,
  std: null,
  hints: [],
  quantiles: [],
  topValues: [],
  histogram: [],
});
const long = {
  columns: [
    column("Day", "DATE"),
    column("Site", "STRING"),
    column("Indicator", "STRING"),
    column("Row", "FLOAT"),
    column("Value", "FLOAT"),
  ],
};

test("a long table's columns are proposed by name: the indicator's, not the first of texts", () => {
  expect(readIndicatorImport(newIndicatorImport(long, ""), "ds_1")).toEqual({
    input: { datasetId: "ds_1", timeColumn: "Day", valueColumn: "Value", nameColumn: "Indicator" },
    problems: {},
  });
});

test("from an indicator's card all rows are its values", () => {
  expect(readIndicatorImport(newIndicatorImport(long, "kri_1"), "ds_1").input).toEqual({
    datasetId: "ds_1",
    timeColumn: "Day",
    valueColumn: "Value",
    kriId: "kri_1",
  });
});

test("a table without days, values and names says so at each field", () => {
  const { problems } = readIndicatorImport(newIndicatorImport({ columns: [] }, ""), "ds_1");
  expect(Object.keys(problems).sort()).toEqual(["kriId", "timeColumn", "valueColumn"]);
});
