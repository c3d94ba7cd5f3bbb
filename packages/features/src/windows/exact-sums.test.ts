import fc from "fast-check";
import { expect, test } from "vitest";
import { createRng } from "../random.ts";
import { bitSpan, ExactSums, LARGEST, SMALLEST } from "./exact-sums.ts";

/** The double as a whole number of 2^-1074. */
function exact(value: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const exponent = Number((word >> 52n) & 0x7ffn);
  const fraction = word & ((1n << 52n) - 1n);
  const size = exponent === 0 ? fraction : (fraction | (1n << 52n)) << BigInt(exponent - 1);
  return word >> 63n ? -size : size;
}

/** Nearest double to `size * 2^-shift`, ties to even: by the definition, on whole numbers. */
function nearestDouble(size: bigint, shift: number): number {
  const isNegative = size < 0n;
  let rest = isNegative ? -size : size;
  const length = rest.toString(2).length;
  const drop = Math.max(0, length - 53);
  const divisor = 1n << BigInt(drop);
  const remainder = rest % divisor;
  rest /= divisor;
  if (remainder * 2n > divisor || (remainder * 2n === divisor && rest % 2n === 1n)) rest += 1n;
  const value = Number(rest) * 2 ** Math.floor((drop - shift) / 2) * 2 ** Math.ceil((drop - shift) / 2);
  return isNegative ? -value : value;
}

function sumsOf(values: readonly number[], kind: "VALUES" | "SQUARES" = "VALUES"): ExactSums {
  const series = Float64Array.from(values);
  const sums = new ExactSums(kind);
  sums.setSpan(bitSpan(series), values.length);
  sums.build(series);
  return sums;
}

function total(values: readonly number[], kind: "VALUES" | "SQUARES" = "VALUES"): number {
  const sums = sumsOf(values, kind);
  sums.load(0, values.length);
  sums.read();
  return sums.high;
}

const amount = fc.oneof(
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map((cents) => cents / 100),
  fc.double({ min: -1e12, max: 1e12, noNaN: true }).filter((value) => value === 0 || Math.abs(value) >= SMALLEST),
  fc.tuple(fc.double({ min: 1, max: 2, noNaN: true }), fc.integer({ min: -400, max: 400 })).map(([m, e]) => m * 2 ** e),
);

test("a sum is the exact sum rounded once, half to even", () => {
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 40 }), (values) => {
      const size = values.reduce((sum, value) => sum + exact(value), 0n);
      expect(total(values)).toBe(nearestDouble(size, 1074) + 0);
    }),
    { numRuns: 500 },
  );
});

test("a sum of squares is exact too", () => {
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 20 }), (values) => {
      const size = values.reduce((sum, value) => sum + exact(value) ** 2n, 0n);
      expect(total(values, "SQUARES")).toBe(nearestDouble(size, 2148));
    }),
    { numRuns: 300 },
  );
});

test.each([
  ["0.1 ten times is the double next to 1", Array<number>(10).fill(0.1), 1],
  ["a small term survives between two large ones", [1e100, 1, -1e100], 1],
  ["1e16 + 1 is half-way and goes to the even neighbour", [1e16, 1], 1e16],
  ["a crumb beyond half-way decides", [1e16, 1, 1e-20], 1e16 + 2],
  ["a crumb short of half-way decides", [1e16, 1, -1e-20], 1e16],
  ["the same below zero", [-1e16, -1, -1e-20], -1e16 - 2],
  ["nothing", [], 0],
  ["the largest and the smallest that are taken", [LARGEST, SMALLEST, -LARGEST], SMALLEST],
])("%s", (_title, values, expected) => {
  expect(total(values)).toBe(expected);
});

test("any stretch gives the bits of its own terms alone, also with a term added, whatever else the series holds", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(amount, fc.constant(Number.NaN)), { minLength: 1, maxLength: 40 }),
      fc.nat(),
      fc.nat(),
      amount,
      (values, a, b, more) => {
        const [from, to] = [a % (values.length + 1), b % (values.length + 1)].toSorted((x, y) => x - y) as [number, number];
        const series = Float64Array.from(values);
        for (const kind of ["VALUES", "SQUARES"] as const) {
          const long = new ExactSums(kind);
          long.setSpan(bitSpan(Float64Array.of(...series, more)), values.length + 1);
          long.build(series);
          long.load(from, to);
          long.add(more);
          long.read();
          const present = [...values.slice(from, to), more].filter((value) => !Number.isNaN(value));
          const alone = sumsOf(present.toReversed(), kind);
          alone.load(0, present.length);
          alone.read();
          expect([long.high, long.low]).toEqual([alone.high, alone.low]);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("three million terms neither overflow a limb nor lose a bit", () => {
  const rng = createRng(5);
  const n = 3_000_000;
  const values = Float64Array.from({ length: n }, () => Math.round(rng.next() * 1e7) / 100 + 2 ** 31);
  const sums = new ExactSums("VALUES");
  sums.setSpan(bitSpan(values), n);
  sums.build(values);
  const size = values.subarray(7).reduce((sum, value) => sum + BigInt(value * 2 ** 21), 0n);
  sums.load(7, n);
  sums.read();
  expect(sums.high).toBe(nearestDouble(size, 21));
});

test("the bit span of 0.75 is one half and one quarter, of 12 eight and four", () => {
  expect(bitSpan(Float64Array.of(0.75))).toEqual({ lowest: -2, highest: -1 });
  expect(bitSpan(Float64Array.of(12, 0, Number.NaN))).toEqual({ lowest: 2, highest: 3 });
  expect(bitSpan(Float64Array.of(0))).toBeNull();
});
