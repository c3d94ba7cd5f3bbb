import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../random.ts";
import type { Column } from "../table.ts";
import { entityCodes, sharedCodes } from "./keys.ts";
import { groupRows, stableOrder } from "./stable-order.ts";

const numbers = (values: number[], name = "k"): Column => ({ name, type: "FLOAT", values: Float64Array.from(values) });
const texts = (cells: number[], dictionary: string[]): Column => ({ name: "k", type: "STRING", codes: Int32Array.from(cells), dictionary });

test.each([100, 5000])("%i values of any sign and size are put in order, equal ones as they came", (n) => {
  const rng = createRng(n);
  const draws: (() => number)[] = [
    () => rng.int(50) - 25,
    () => rng.normal() * 10 ** (rng.int(40) - 20),
    () => 1.7e12 + rng.int(1e6),
    () => (rng.next() < 0.5 ? 0 : -0),
  ];
  for (const draw of draws) {
    const values = Float64Array.from({ length: n }, draw);
    const expected = Array.from(values, (value, i) => ({ value, i }))
      .sort((a, b) => a.value - b.value || a.i - b.i)
      .map(({ i }) => i);
    expect([...stableOrder(values)]).toEqual(expected);
  }
});

test("rows are grouped in the order given, and rows of no group are left out", () => {
  const { starts, rows } = groupRows(Int32Array.of(1, -1, 0, 1, 0), 3, Int32Array.of(4, 3, 2, 1, 0));
  expect([[...starts], [...rows]]).toEqual([
    [0, 2, 4, 4],
    [4, 2, 3, 0],
  ]);
});

test.each([
  ["whole numbers in a narrow range", () => fc.integer({ min: -3, max: 3 })],
  ["numbers far apart", () => fc.constantFrom(1e15, -7.5, 0, 3e300)],
])("equal keys have equal codes on both sides, others differ: %s", (_title, cell) => {
  const cells = fc.array(fc.oneof(cell(), fc.constant(Number.NaN)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(cells, cells, (left, right) => {
      const codes = sharedCodes([numbers(left)], [numbers(right)]);
      const all = [...codes.left, ...codes.right];
      const values = [...left, ...right];
      values.forEach((value, i) => {
        expect((all[i] as number) < 0).toBe(Number.isNaN(value));
        values.forEach((other, j) => {
          if (!Number.isNaN(value) && !Number.isNaN(other)) expect(all[i] === all[j]).toBe(value === other);
        });
      });
      expect(Math.max(...all)).toBeLessThan(codes.count);
    }),
  );
});

test("texts match by what they say, whatever their dictionaries, and columns together make one key", () => {
  const codes = sharedCodes([texts([0, 1, -1], ["a", "b"])], [texts([0, 1, 2], ["b", "c", "a"])]);
  expect([...codes.left, ...codes.right]).toEqual([0, 1, -1, 1, 2, 0]);
  const pair = entityCodes([texts([0, 0, 1, 1, 0], ["a", "b"]), numbers([1, 2, 1, 1, Number.NaN])]);
  expect(new Set(pair.codes.slice(0, 3)).size).toBe(3);
  expect([pair.codes[3], pair.codes[4]]).toEqual([pair.codes[2], -1]);
});

test("text is never matched with numbers", () => {
  expect(() => sharedCodes([numbers([1])], [texts([0], ["1"])])).toThrow(expect.objectContaining({ code: "TYPE_MISMATCH" }));
});
