import { z } from "zod";
import { numericInputs } from "./columns.ts";
import { defineTransform } from "./transform.ts";

const MS_PER_DAY = 86_400_000;

/** Dates and times as days since 1970-01-01 UTC, with the time of day as the fraction; missing stays missing. */
export const dateToNumber = defineTransform({
  name: "date-to-number",
  title: "Days since 1970",
  description: "Turns a date or a time into the number of days since 1970-01-01, UTC.",
  params: z.strictObject({}),
  accepts: ["DATE", "TIMESTAMP"],
  effect: "replace",
  fit: () => null,
  outputs: (inputs) => inputs.map(({ name }) => ({ name, type: "FLOAT" })),
  open: () => (inputs) =>
    numericInputs(inputs).map(({ name, values }) => ({
      name,
      type: "FLOAT",
      values: values.map((ms) => ms / MS_PER_DAY),
    })),
});
