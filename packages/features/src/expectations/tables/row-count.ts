import { z } from "zod";
import { bounds, boundsText, defineExpectation, within } from "../expectation.ts";

export const rowCount = defineExpectation({
  kind: "row-count",
  scope: "TABLE",
  title: "Number of rows",
  description: "The data set has so many rows.",
  params: bounds(z.int().min(0)),
  accepts: null,
  columns: [0, 0],
  expected: (params) => `${boundsText(params)} rows`,
  check: (_columns, params, { rowCount: rows }) => ({ passed: within(rows, params), observed: `${rows} rows` }),
});
