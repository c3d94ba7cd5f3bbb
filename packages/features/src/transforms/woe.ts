import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import { type BinnedFeature, binFeature, eachBin, type WoeBin } from "../binning/woe-bins.ts";
import { levelCounts } from "../order-statistics.ts";
import type { Column, StringColumn } from "../table.ts";
import { byDictionary } from "./by-dictionary.ts";
import { lookUp, numberColumn, numericInput, sameName } from "./columns.ts";
import { defineColumnTransform, type FitContext, type Json, refused } from "./transform.ts";

/** A bin as it is stored: values in (above, upTo], levels, or the missing ones. */
interface StoredBin {
  kind: WoeBin["kind"];
  above: number | null;
  upTo: number | null;
  levels: string[] | null;
  good: number;
  bad: number;
  woe: number;
  iv: number;
  [key: string]: Json;
}

export const BinParams = {
  maxBins: z.int().min(2).max(50).default(8).describe("Bins at most, missing values apart"),
  preBins: z.int().min(2).max(255).default(100).describe("Fine bins of equal size that are merged"),
  minBinShare: z.number().min(0).max(0.5).default(0.05).describe("Share of the training rows in a bin at least, missing values apart"),
  monotone: z.boolean().default(true).describe("Whether the share of the positive label must rise or fall with the value"),
};
export interface BinOptions {
  maxBins: number;
  preBins: number;
  minBinShare: number;
  monotone: boolean;
}

/**
 * Weight of evidence ln[(bad_i / bad) / (good_i / good)] of the value's bin, the bins merged to the greatest information value under a
 * monotone share of bads (label 1 = bad). Levels of text are put in the order of their share of bads first. Missing values have a bin of
 * their own; where there was none in training, and for levels never seen, the weight is 0: no evidence either way.
 * Source: Siddiqi (2006), "Credit Risk Scorecards", chapter 6.
 */
export const woe = defineColumnTransform({
  name: "woe",
  title: "Weight of evidence",
  description:
    "Cuts each column into the bins that tell the classes apart best, and replaces values by the weight of evidence of their bin.",
  params: z.strictObject(BinParams),
  accepts: ["INTEGER", "FLOAT", "BOOLEAN", "STRING", "DATE", "TIMESTAMP"],
  effect: "replace",
  missing: "FILLS",
  supervised: ["BINARY"],
  fit: (inputs, options, context) => {
    const { bins, iv, levels } = binnedBy(inputs, options, context);
    return {
      iv,
      bins: bins.map(({ codes, ...bin }): StoredBin => ({ ...bin, levels: codes?.map((code) => levels[code] as string) ?? null })),
    };
  },
  plan: sameName(),
  open: (_params, { bins }) => {
    const ofLevel = new Map(bins.flatMap((bin) => (bin.levels ?? []).map((level) => [level, bin.woe] as const)));
    const ofMissing = bins.find(({ kind }) => kind === "MISSING")?.woe ?? 0;
    const ranges: BinnedFeature = { feature: 0, iv: 0, bins: bins.map((bin): WoeBin => ({ ...bin, codes: null })) };
    const weightsOf = byDictionary((dictionary) => Float64Array.from(dictionary, (text) => ofLevel.get(text) ?? 0));
    return (input) => [
      numberColumn(input.name, input.type === "STRING" ? ofTexts(input, weightsOf(input.dictionary), ofMissing) : ofNumbers(input, ranges)),
    ];
  },
});

function ofTexts({ codes }: StringColumn, weights: Float64Array, ofMissing: number): Float64Array {
  return lookUp(codes, weights, ofMissing);
}

function ofNumbers(input: Column, binned: BinnedFeature): Float64Array {
  const { values } = numericInput(input);
  const out = new Float64Array(values.length);
  eachBin(binned, values, values.length, 1, (row, bin) => {
    out[row] = bin?.woe ?? 0;
  });
  return out;
}

/** The bins of columns taken as one; `levels[code]` is the text that a code of a bin stands for. @throws AppError DEGENERATE_TARGET. */
export function binnedBy(inputs: readonly Column[], options: BinOptions, { target }: FitContext): BinnedFeature & { levels: string[] } {
  if (target?.task !== "BINARY")
    throw refused("It reads a BINARY target of the training rows, and there is none here. Take another transform.");
  const once = Float64Array.from(target.values);
  const nBad = once.reduce((sum, label) => sum + label, 0);
  if (nBad === 0 || nBad === once.length)
    throw new AppError(
      "DEGENERATE_TARGET",
      "data",
      `The ${once.length} training rows hold one class only; weights of evidence need both.`,
      { path: [] },
    );
  const texts = inputs.filter((input): input is StringColumn => input.type === "STRING");
  const levels = levelCounts(texts).map(({ text }) => text);
  const codeOf = new Map(levels.map((level, code) => [level, code]));
  const columns = inputs.map((input) => (input.type === "STRING" ? asCodes(input, codeOf) : input.values));
  const binned = binFeature({
    feature: 0,
    column: joined(columns),
    y: joined(inputs.map(() => once)),
    weight: null,
    isCategorical: texts.length > 0,
    options,
  });
  return { ...binned, levels };
}

function asCodes({ codes, dictionary }: StringColumn, codeOf: ReadonlyMap<string, number>): Float64Array {
  const ofCode = Float64Array.from(dictionary, (text) => codeOf.get(text) ?? Number.NaN);
  return lookUp(codes, ofCode, Number.NaN);
}

function joined(columns: readonly Float64Array[]): Float64Array {
  if (columns.length === 1) return columns[0] as Float64Array;
  const out = new Float64Array(columns.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const column of columns) {
    out.set(column, at);
    at += column.length;
  }
  return out;
}
