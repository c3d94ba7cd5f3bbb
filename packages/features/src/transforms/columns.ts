import { AppError } from "@plimsoll/schema";
import type { Column, NumericColumn, StringColumn } from "../table.ts";

/** The columns as numbers; a step on text where numbers are needed is a mistake in the pipeline. */
export const numericInputs = (columns: readonly Column[]): NumericColumn[] =>
  columns.map((column) => {
    if (column.type !== "STRING") return column;
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `Column '${column.name}' is text; this step takes numbers. Encode it first, e.g. with one-hot.`,
      { columns: [column.name] },
    );
  });

export const stringInputs = (columns: readonly Column[]): StringColumn[] =>
  columns.map((column) => {
    if (column.type === "STRING") return column;
    throw new AppError("INVALID_INPUT", "input", `Column '${column.name}' is ${column.type}; this step takes text.`, {
      columns: [column.name],
    });
  });
