import { z } from "zod";
import { defineColumnTransform } from "./transform.ts";

/** Takes columns out, e.g. after a ratio has been made of them. */
export const drop = defineColumnTransform({
  name: "drop",
  title: "Drop columns",
  description: "Takes the columns out. What was made of them earlier stays.",
  params: z.strictObject({}),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "STRING", "DATE", "TIMESTAMP"],
  effect: "replace",
  missing: "KEEPS",
  fit: () => null,
  plan: () => [],
  open: () => () => [],
});
