import { z } from "zod";

/** A parameter that names a column. The JSON Schema says so by its `format`, so that a form can offer the columns there are. */
export const ColumnParam = z.string().min(1).max(300).meta({ format: "column" });
