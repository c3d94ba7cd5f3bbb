import { z } from "zod";
import { cellValue, EXPECTED } from "../cells.ts";
import type { ColumnSchema } from "../table.ts";
import { filledType, fillNumbers, textFiller } from "./columns.ts";
import { defineColumnTransform, refused } from "./transform.ts";

/** Missing cells become a value that the user gives; no row is looked at. */
export const imputeConstant = defineColumnTransform({
  name: "impute-constant",
  title: "Fill with a constant",
  description: "Puts a given value where a cell is missing: a number, true or false, a date as ISO text, or text, as the column's type is.",
  params: z.strictObject({
    value: z.union([z.number(), z.boolean(), z.string().max(1000)]).describe("What stands where a cell is missing"),
  }),
  example: { value: "1970-01-01" },
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "STRING", "DATE", "TIMESTAMP"],
  effect: "replace",
  missing: "FILLS",
  fit: () => null,
  plan: (input, { value }) => {
    cellOf(input, value);
    return [{ name: input.name, type: input.type === "INTEGER" ? "FLOAT" : input.type }];
  },
  open: ({ value }) => {
    const fillTexts = textFiller(String(value));
    return (input) => {
      if (input.type === "STRING") return [fillTexts(input)];
      const type = input.type === "BOOLEAN" ? "BOOLEAN" : filledType(input.type);
      return [{ ...fillNumbers(input, Number(cellOf(input, value))), type }];
    };
  },
});

/** @throws AppError INVALID_INPUT where no cell of the column can be that. */
function cellOf({ name, type }: ColumnSchema, value: number | boolean | string): number | string {
  const cell = cellValue(value, type);
  if (cell !== null) return cell;
  throw refused(`Column '${name}' is ${type} and takes ${EXPECTED[type]}. Got ${JSON.stringify(value).slice(0, 40)} as its constant.`, [
    name,
  ]);
}
