import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { glorotUniform, orthogonal } from "./initializers.ts";

describe("initial weights", () => {
  it.each([
    [8, 32],
    [32, 8],
    [5, 5],
  ])("orthogonal %i x %i has orthonormal rows or columns", (rows, columns) => {
    const matrix = orthogonal(createRng(1), rows, columns);
    const at = (i: number, k: number) => (rows <= columns ? matrix[i * columns + k] : matrix[k * columns + i]) as number;
    for (let a = 0; a < Math.min(rows, columns); a++) {
      for (let b = 0; b <= a; b++) {
        let dot = 0;
        for (let k = 0; k < Math.max(rows, columns); k++) dot += at(a, k) * at(b, k);
        // 1e-6 absolute: float32 storage of a product computed in double precision.
        expect(Math.abs(dot - (a === b ? 1 : 0))).toBeLessThan(1e-6);
      }
    }
  });

  it("Glorot uniform stays within sqrt(6 / (fanIn + fanOut)) and comes near it", () => {
    const values = glorotUniform(createRng(2), 30, 20);
    const largest = Math.max(...values.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(Math.sqrt(6 / 50));
    expect(largest).toBeGreaterThan(0.95 * Math.sqrt(6 / 50));
  });
});
