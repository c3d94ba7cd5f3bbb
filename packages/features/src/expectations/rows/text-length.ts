import { z } from "zod";
import { bounds, boundsText, defineRowExpectation, textsOf, within } from "../expectation.ts";

export const textLength = defineRowExpectation({
  kind: "text-length",
  title: "Length of text",
  description: "Each text has so many characters. Missing cells are not checked.",
  params: bounds(z.int().min(0)),
  accepts: ["STRING"],
  columns: [1, 1],
  expected: (params) => `${boundsText(params)} characters`,
  open([column], params) {
    const { codes, dictionary } = textsOf(column);
    const fits = dictionary.map((text) => within([...text].length, params));
    return (row) => (codes[row] === -1 ? null : (fits[codes[row] as number] as boolean));
  },
});
