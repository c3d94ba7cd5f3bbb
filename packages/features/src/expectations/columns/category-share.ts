import { z } from "zod";
import { cellText } from "../../table.ts";
import { defineExpectation, shownShare, within } from "../expectation.ts";

export const categoryShare = defineExpectation({
  kind: "category-share",
  scope: "COLUMN",
  title: "Share of one value",
  description: "One value has a share of the present cells between the bounds: the default rate of a target, the share of one region.",
  params: z
    .strictObject({
      value: z.union([z.string(), z.number(), z.boolean()]).meta({ title: "Value", description: "As text." }),
      min: z.number().min(0).max(1).default(0).meta({ title: "Smallest share", description: "0.01 for 1 %." }),
      max: z.number().min(0).max(1).default(1).meta({ title: "Largest share", description: "0.3 for 30 %." }),
    })
    .refine(({ min, max }) => min <= max, "min must not exceed max"),
  accepts: null,
  columns: [1, 1],
  expected: ({ value, min, max }) => `'${value}' in ${shownShare(min)} to ${shownShare(max)}`,
  check([column], { value, min, max }, { rowCount }) {
    const wanted = String(value);
    let present = 0;
    let count = 0;
    for (let row = 0; column && row < rowCount; row++) {
      const text = cellText(column, row);
      if (text === null) continue;
      present++;
      if (text === wanted) count++;
    }
    if (present === 0) return { passed: false, observed: "no value at all" };
    return { passed: within(count / present, { min, max }), observed: shownShare(count / present) };
  },
});
