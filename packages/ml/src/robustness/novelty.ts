import type { NamedWeight } from "../engine/network.ts";

/** Encoded rows a detector learns from, row-major. */
export interface NoveltyRows {
  x: Float32Array;
  n: number;
  /** Values of a row. */
  width: number;
}

/** What a detector has learned, as arrays that a model file can hold. */
export type NoveltyState = readonly NamedWeight[];

/** How strange rows are: [n], higher = stranger, in the detector's own unit. */
export type NoveltyScore = (x: Float32Array, n: number) => Float64Array;

/** One way to tell rows that are unlike the training rows. */
export interface NoveltyDefinition {
  name: string;
  title: string;
  description: string;
  fit(rows: NoveltyRows, seed: number): NoveltyState;
  /** @throws AppError "BAD_BUNDLE" if the arrays are not what `fit` gives for rows of this width. */
  open(state: NoveltyState, width: number): NoveltyScore;
}
