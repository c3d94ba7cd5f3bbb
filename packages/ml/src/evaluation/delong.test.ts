import { describe, expect, test } from "vitest";
import { delongAuc, delongTest } from "./delong.ts";

describe("DeLong's edges", () => {
  test("a score compared with itself gives z 0 and p 1", () => {
    expect(delongTest([0, 0, 1, 1], [0.1, 0.6, 0.4, 0.9], [0.1, 0.6, 0.4, 0.9])).toMatchObject({ z: 0, pTwoSided: 1 });
  });

  test("a perfect against a constant score has no variance and is refused", () => {
    expect(() => delongTest([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9], [0.5, 0.5, 0.5, 0.5])).toThrow(
      expect.objectContaining({ code: "DEGENERATE_VARIANCE" }),
    );
  });

  test("a single row of a class is refused", () => {
    expect(() => delongAuc([0, 0, 1], [0.1, 0.2, 0.8])).toThrow(expect.objectContaining({ code: "DEGENERATE_TARGET" }));
  });
});
