import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { BACKGROUND_KINDS, chooseBackground } from "./background.ts";

/** Three far clusters of 60, 30 and 10 rows. */
function clusters() {
  const rng = createRng(1);
  const centres = [0, 100, -100];
  const sizes = [60, 30, 10];
  const rows = sizes.flatMap((size, k) => Array.from({ length: size }, () => [(centres[k] as number) + rng.normal(), rng.normal()]));
  return { x: Float32Array.from(rows.flat()), n: 100 };
}

it("medoids stand in the middle of their clusters, weighted by their size", () => {
  const { rows, n, weights } = chooseBackground({ ...clusters(), kind: "MEDOIDS", size: 3, seed: 2 });
  expect(n).toBe(3);
  const found = Array.from(weights, (weight, k) => [Math.round((rows[2 * k] as number) / 100) + 0, weight]).sort(
    (a, b) => (b[1] ?? 0) - (a[1] ?? 0),
  );
  // Within 3 standard deviations of the centres, and the sizes' shares.
  expect(found.map(([centre]) => centre)).toEqual([0, 1, -1]);
  expect(found.map(([, weight]) => weight)).toEqual([0.6, 0.3, 0.1]);
  for (let k = 0; k < 3; k++) expect(Math.abs(rows[2 * k + 1] as number)).toBeLessThan(1.5);
});

it("stratified rows are spread evenly along what they are drawn by", () => {
  const { x, n } = clusters();
  const along = Float64Array.from({ length: n }, (_value, i) => x[2 * i] as number);
  const { rows, weights } = chooseBackground({ x, n, kind: "STRATIFIED", size: 10, seed: 2, along });
  const first = Array.from({ length: 10 }, (_row, k) => Math.round((rows[2 * k] as number) / 100) + 0);
  expect(first).toEqual([-1, 0, 0, 0, 0, 0, 0, 1, 1, 1]);
  expect([...weights]).toEqual(new Array(10).fill(0.1));
});

describe.each(BACKGROUND_KINDS)("%s", (kind) => {
  const along = Array.from({ length: 100 }, (_value, i) => i);
  const choose = (seed: number, size = 8) => chooseBackground({ ...clusters(), kind, size, seed, along });

  it("draws the same rows for the same seed, and weights that add up to one", () => {
    expect(choose(3)).toEqual(choose(3));
    expect(choose(3).rows).not.toEqual(choose(4).rows);
    expect(choose(3).weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  });

  it("takes fewer where rows are fewer or repeat, and refuses none at all", () => {
    const same = { x: new Float32Array(20).fill(1), n: 10, kind, seed: 1, along: along.slice(0, 10) };
    expect(chooseBackground({ ...same, size: 50 }).n).toBeLessThanOrEqual(10);
    expect(() => chooseBackground({ ...same, x: new Float32Array(0), n: 0, size: 3 })).toThrow("A background needs rows");
    expect(() => chooseBackground({ ...same, size: 0 })).toThrow("at least 1. Got 0");
  });
});

it("stratified needs to know along what", () => {
  expect(() => chooseBackground({ ...clusters(), kind: "STRATIFIED", size: 3, seed: 1 })).toThrow("one value a row to spread over");
});
