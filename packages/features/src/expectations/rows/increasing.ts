import { z } from "zod";
import { cellText } from "../../table.ts";
import { defineRowExpectation, NUMBERS, numbersOf } from "../expectation.ts";

export const increasing = defineRowExpectation({
  kind: "increasing",
  title: "Rising from row to row",
  description:
    "Each value is at least the one before it in the file, or above it; with a second column, before it among the rows of the same entity. Missing cells are passed over.",
  params: z.strictObject({ strictly: z.boolean().default(false).meta({ title: "Strictly", description: "Equal neighbours fail too." }) }),
  accepts: NUMBERS,
  others: null,
  columns: [1, 2],
  expected: ({ strictly }, [column, entity]) => `${column} ${strictly ? "rises" : "never falls"}${entity ? ` for each ${entity}` : ""}`,
  open([column, entity], { strictly }) {
    const values = numbersOf(column);
    const previous = new Float64Array(values.length).fill(Number.NaN);
    const last = new Map<string, number>();
    for (let row = 0; row < values.length; row++) {
      const value = values[row] as number;
      if (Number.isNaN(value)) continue;
      const key = entity ? (cellText(entity, row) ?? "") : "";
      previous[row] = last.get(key) ?? Number.NaN;
      last.set(key, value);
    }
    return (row) => {
      const [value, before] = [values[row] as number, previous[row] as number];
      if (Number.isNaN(value) || Number.isNaN(before)) return null;
      return strictly ? value > before : value >= before;
    };
  },
});
