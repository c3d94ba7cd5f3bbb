import { createRng } from "@plimsoll/features";
import type { Predictor } from "../training/predictor.ts";
import { likeliestClasses } from "./attributions.ts";
import { type Background, chooseBackground } from "./background.ts";

/** Rows that a version is stored with: with so many the mean margin of credit models is met within a tenth of its standard deviation. */
const SIZE = 16;
/** Training rows looked at: more would not change what is drawn from them. */
const SAMPLE = 10_000;

/**
 * The background of a trained model: 16 of its training rows, evenly along the margins that it gives them, each for a sixteenth. Of
 * MULTICLASS evenly along the classes it finds likeliest, and along the margins within each.
 * @param x [n, width] encoded training rows. @param seed of the run: the same run gets the same rows.
 */
export function modelBackground(predictor: Predictor, x: Float32Array, n: number, seed: number): Background {
  const width = x.length / n;
  const rows = createRng(seed)
    .shuffle(Uint32Array.from({ length: n }, (_row, i) => i))
    .slice(0, SAMPLE)
    .sort();
  const sample = new Float32Array(rows.length * width);
  for (const [k, row] of rows.entries()) sample.set(x.subarray(row * width, (row + 1) * width), k * width);
  const classes = likeliestClasses(predictor, sample, rows.length);
  const margins = predictor.margins(sample, rows.length, classes);
  // Squeezed into (0, 1), so that the class comes first and the margin within it.
  const along = classes ? margins.map((margin, k) => (classes[k] as number) + 0.5 + Math.atan(margin) / 4) : margins;
  return chooseBackground({ x: sample, n: rows.length, kind: "STRATIFIED", size: SIZE, seed, along });
}
