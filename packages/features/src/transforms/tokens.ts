import { z } from "zod";
import type { Column, StringColumn } from "../table.ts";
import { numberColumn } from "./columns.ts";

const WORD = /[\p{L}\p{N}\p{M}_]{2,}/gu;

export const GramShape = {
  ngrams: z.int().min(1).max(3).default(1).describe("Words that stand together at most: 2 adds pairs of neighbours"),
};

/** Words of two characters or more, in lower case, and runs of up to `ngrams` of them joined by a blank. */
export function tokensOf(text: string, ngrams: number): string[] {
  const words = text.toLowerCase().match(WORD) ?? [];
  const tokens = [...words];
  for (let length = 2; length <= ngrams; length++) {
    for (let i = 0; i + length <= words.length; i++) tokens.push(words.slice(i, i + length).join(" "));
  }
  return tokens;
}

/** Weights of a text's terms by their place among the outputs. */
export type TextWeights = ReadonlyMap<number, number>;

/** One column a term, every row brought to length 1; a row without terms, and a missing text, is 0 everywhere. */
export function textColumns({ codes, dictionary }: StringColumn, nOutputs: number, weightsOf: (text: string) => TextWeights): Column[] {
  const outputs = Array.from({ length: nOutputs }, () => new Float64Array(codes.length));
  for (let row = 0; row < codes.length; row++) {
    const text = dictionary[codes[row] as number];
    if (text === undefined) continue;
    const weights = weightsOf(text);
    let squares = 0;
    for (const weight of weights.values()) squares += weight * weight;
    const length = Math.sqrt(squares);
    if (length > 0) for (const [slot, weight] of weights) (outputs[slot] as Float64Array)[row] = weight / length;
  }
  return outputs.map((values) => numberColumn("", values));
}
