import { z } from "zod";
import { defineColumnTransform } from "./transform.ts";

/** The column once more, under another name: for a column that is to be encoded in two ways. */
export const copy = defineColumnTransform({
  name: "copy",
  title: "Copy",
  description: "Adds a copy of each column under its name with a suffix, so that it can be encoded in a second way.",
  params: z.strictObject({ suffix: z.string().min(1).max(64).default(" copy").describe("What the copy's name ends with") }),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "STRING", "DATE", "TIMESTAMP"],
  effect: "append",
  missing: "KEEPS",
  fit: () => null,
  plan: ({ name, type }, { suffix }) => [{ name: `${name}${suffix}`, type }],
  open: () => (input) => [input],
});
