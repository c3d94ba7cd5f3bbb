import { z } from "zod";
import { defineSelection } from "./selection.ts";
import { BinParams, binnedBy } from "./woe.ts";

/**
 * Keeps columns whose information value reaches a level: sum over the bins of (bad_i / bad - good_i / good) WoE_i, in the bins of `woe`, missing
 * values a bin of their own. By custom below 0.02 a column says nothing, and above 0.5 one looks for the outcome in it.
 * Source: Siddiqi (2006), "Credit Risk Scorecards", chapter 6.
 */
export const selectIv = defineSelection({
  name: "select-iv",
  title: "Select by information value",
  description:
    "Leaves out columns that tell the two classes apart too little by themselves, and, where asked, those that do so suspiciously well.",
  params: z.strictObject({
    minIv: z.number().min(0).max(10).default(0.02).describe("Information value of a column at least"),
    maxIv: z
      .number()
      .positive()
      .max(100)
      .optional()
      .describe("Information value beyond which a column is left out as too good to be known in time"),
    ...BinParams,
  }),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "STRING", "DATE", "TIMESTAMP"],
  example: { minIv: 0 },
  supervised: ["BINARY"],
  judge: (inputs, { minIv, maxIv, ...bins }, context) =>
    inputs.map((input) => {
      const { iv } = binnedBy([input], bins, context);
      const tooLow = iv < minIv;
      const tooHigh = maxIv !== undefined && iv > maxIv;
      const reason = tooLow
        ? `information value ${iv.toPrecision(3)} below ${minIv}`
        : tooHigh
          ? `information value ${iv.toPrecision(3)} above ${maxIv}`
          : null;
      return { column: input.name, value: iv, kept: reason === null, reason };
    }),
});
