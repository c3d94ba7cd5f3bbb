import { z } from "zod";
import { mapNumbers, numericInput, sameName } from "./columns.ts";
import { defineColumnTransform } from "./transform.ts";

const MS_PER_DAY = 86_400_000;

/** Dates and times as days since 1970-01-01 UTC, with the time of day as the fraction. */
export const dateToNumber = defineColumnTransform({
  name: "date-to-number",
  title: "Days since 1970",
  description: "Turns a date or a time into the number of days since 1970-01-01, UTC.",
  params: z.strictObject({}),
  accepts: ["DATE", "TIMESTAMP"],
  effect: "replace",
  order: "RISES",
  missing: "KEEPS",
  fit: () => null,
  plan: sameName(),
  open: () => (input) => [mapNumbers(numericInput(input), (ms) => ms / MS_PER_DAY)],
});
