import { cellText } from "../../table.ts";
import { defineExpectation } from "../expectation.ts";
import { listText, valueList } from "../rows/in-set.ts";

export const holdsAll = defineExpectation({
  kind: "holds-all",
  scope: "COLUMN",
  title: "Every value of a list occurs",
  description: "Each of the listed values stands in at least one row: both classes of a target, every region.",
  params: valueList("Values that must occur."),
  accepts: null,
  columns: [1, 1],
  expected: ({ values }) => `each of ${listText(values)}`,
  check([column], { values }, { rowCount }) {
    const wanted = new Set(values.map(String));
    for (let row = 0; column && row < rowCount && wanted.size > 0; row++) wanted.delete(cellText(column, row) ?? "");
    return { passed: wanted.size === 0, observed: wanted.size === 0 ? "all occur" : `absent: ${listText([...wanted])}` };
  },
});
