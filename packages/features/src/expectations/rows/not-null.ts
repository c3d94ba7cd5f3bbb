import { z } from "zod";
import { defineRowExpectation, isMissing } from "../expectation.ts";

export const notNull = defineRowExpectation({
  kind: "not-null",
  title: "Never missing",
  description: "Every row has a value in each of the columns.",
  params: z.strictObject({}),
  accepts: null,
  columns: [1, 100],
  expected: () => "a value in every row",
  open: (columns) => (row) => columns.every((column) => !isMissing(column, row)),
});
