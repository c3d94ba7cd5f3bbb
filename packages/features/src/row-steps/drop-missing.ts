import { z } from "zod";
import { isMissingAt } from "../transforms/columns.ts";
import { defineRowStep } from "./row-step.ts";

/** Leaves out rows in which any (or every) one of the columns is missing; a target column may be one of them. */
export const dropMissing = defineRowStep({
  name: "drop-missing",
  title: "Leave out rows with missing cells",
  description: "Leaves out rows in which a cell of the columns is missing; of all columns of the data set unless some are named.",
  params: z.strictObject({
    when: z.enum(["ANY", "ALL"]).default("ANY").describe("ANY: one missing cell is enough. ALL: only rows that have none of the columns"),
  }),
  keep: (columns, rowCount, { when }) => {
    const out = new Uint8Array(rowCount);
    for (let row = 0; row < rowCount; row++) {
      const goes =
        when === "ANY" ? columns.some((column) => isMissingAt(column, row)) : columns.every((column) => isMissingAt(column, row));
      out[row] = goes ? 0 : 1;
    }
    return out;
  },
});
