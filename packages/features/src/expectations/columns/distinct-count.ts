import { z } from "zod";
import { cellText } from "../../table.ts";
import { bounds, boundsText, defineExpectation, within } from "../expectation.ts";

export const distinctCount = defineExpectation({
  kind: "distinct-count",
  scope: "COLUMN",
  title: "Number of different values",
  description: "The column holds so many different values; missing is none.",
  params: bounds(z.int().min(0)),
  accepts: null,
  columns: [1, 1],
  expected: (params) => `${boundsText(params)} different values`,
  check([column], params, { rowCount }) {
    const seen = new Set<string>();
    for (let row = 0; column && row < rowCount; row++) {
      const text = cellText(column, row);
      if (text !== null) seen.add(text);
    }
    return { passed: within(seen.size, params), observed: `${seen.size} different values` };
  },
});
