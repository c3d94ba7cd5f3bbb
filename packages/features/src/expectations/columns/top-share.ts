import { z } from "zod";
import { cellText } from "../../table.ts";
import { defineExpectation, shownShare } from "../expectation.ts";

export const topShare = defineExpectation({
  kind: "top-share",
  scope: "COLUMN",
  title: "Share of the most frequent value",
  description: "No value fills more than this share of the present cells: a column stuck at one value says nothing.",
  params: z.strictObject({ max: z.number().gt(0).max(1).meta({ title: "Largest share", description: "0.99 for 99 %." }) }),
  accepts: null,
  columns: [1, 1],
  expected: ({ max }) => `no value above ${shownShare(max)}`,
  check([column], { max }, { rowCount }) {
    const counts = new Map<string, number>();
    let present = 0;
    for (let row = 0; column && row < rowCount; row++) {
      const text = cellText(column, row);
      if (text === null) continue;
      present++;
      counts.set(text, (counts.get(text) ?? 0) + 1);
    }
    const [top, count] = [...counts].reduce((best, entry) => (entry[1] > best[1] ? entry : best), ["", 0]);
    const share = present === 0 ? 0 : count / present;
    return { passed: share <= max, observed: present === 0 ? "no value at all" : `'${top}' has ${shownShare(share)}` };
  },
});
