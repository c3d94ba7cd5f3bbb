import type { InputFeature } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { inputDirections } from "./directions.ts";

const input = (
  name: string,
  source: string | null,
  order: 1 | 0 | null,
  feature = name,
  sources = source ? [source] : [],
): InputFeature => ({
  name,
  feature,
  source,
  order,
  sources,
});
const inputs = [
  input("PAY_6", "PAY_6", 1, "PAY"),
  input("AGE", "AGE", 1),
  input("AGE is missing", "AGE", 0),
  input("PAY_5", "PAY_5", 1, "PAY"),
  input("AGE", "AGE", 1),
  input("CITY=Rome", "CITY", 0),
  input("share", null, null, "share", ["BILL", "LIMIT"]),
];

describe("directions by name", () => {
  it("a column gives its direction to its value at every step, and leaves its indicator free; a group to all its steps", () => {
    expect(inputDirections({ AGE: -1, PAY: 1 }, inputs)).toEqual([1, -1, 0, 1, -1, 0, 0]);
    expect(inputDirections({ PAY_5: 1 }, inputs)).toEqual([0, 0, 0, 1, 0, 0, 0]);
    expect(inputDirections({}, inputs)).toEqual([]);
  });

  it("a column that the pipeline made takes a direction of its own", () => {
    expect(inputDirections({ share: 1 }, inputs).at(-1)).toBe(1);
  });

  it.each([
    [{ AGEE: 1 }, /'AGEE': no feature comes from/],
    [{ CITY: 1 }, /'CITY': it reaches the network as levels without an order/],
    [{ BILL: 1 }, /makes 'share' of it, whose course is not known/],
    [{ __proto__x: 1 }, /no feature/],
  ])("%j is refused", (directions, message) => {
    expect(() => inputDirections(directions, inputs)).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringMatching(message) }),
    );
  });
});
