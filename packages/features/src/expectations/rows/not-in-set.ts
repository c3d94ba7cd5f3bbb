import { cellText } from "../../table.ts";
import { defineRowExpectation } from "../expectation.ts";
import { asTexts, listText, valueList } from "./in-set.ts";

export const notInSet = defineRowExpectation({
  kind: "not-in-set",
  title: "None of a list",
  description: "No value is one of those listed, as text: special codes, test customers. Missing cells are not checked.",
  params: valueList("Every value that is forbidden."),
  accepts: null,
  columns: [1, 1],
  expected: ({ values }) => `none of ${listText(values)}`,
  open([column], { values }) {
    const forbidden = asTexts(values);
    return (row) => {
      const text = column ? cellText(column, row) : null;
      return text === null ? null : !forbidden.has(text);
    };
  },
});
