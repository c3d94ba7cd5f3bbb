import { createRng } from "@plimsoll/features";
import { expect, test } from "vitest";
import { binMatrix } from "./binned-matrix.ts";
import { objectiveOf, packGradients } from "./gradients.ts";
import { HistogramBuilder } from "./histogram.ts";

const [n, d, rng] = [2500, 6, createRng(2)];
const x = Float32Array.from({ length: n * d }, (_, i) => (rng.next() < 0.1 && i % d === 3 ? Number.NaN : rng.normal()));
const y = Float64Array.from({ length: n }, () => rng.int(2));
const rows = Int32Array.from({ length: n }, (_, i) => i);
const raw = Float64Array.from({ length: n }, () => rng.normal());
const matrix = binMatrix({ x, n }, null, d, null, new Set(), 255, 3);
const gradients = { pairs: new Float64Array(2 * n), magnitude: 0, total: 0, countUnit: 1 };
objectiveOf({ objective: "LOGISTIC", huberDelta: 1 }).derivatives(y, null, raw, rows, gradients);
const plain = gradients.pairs.slice();
packGradients(rows, gradients);
const words = Int32Array.of(0, 1);

test("a histogram holds exactly the sums of its rows' gradients, hessians and counts, whatever the order of the rows", () => {
  const builder = new HistogramBuilder(matrix, 3);
  const [ordered, shuffled] = [builder.take(), builder.take()];
  builder.build(ordered, rows, 0, n, gradients.pairs, words);
  const wanted = new Float64Array(2 * matrix.nSlots);
  for (let i = 0; i < n; i += 1) {
    for (let at = 0; at < d; at += 1) {
      const slot = 2 * ((matrix.slotOffset[at] as number) + (matrix.bins[i * matrix.stride + at] as number));
      wanted[slot] = (wanted[slot] as number) + (gradients.pairs[2 * i] as number);
      wanted[slot + 1] = (wanted[slot + 1] as number) + (gradients.pairs[2 * i + 1] as number);
    }
  }
  const used = 2 * (matrix.nSlots - 1);
  expect(ordered.slice(0, used)).toEqual(wanted.slice(0, used));
  const other = rows.slice();
  rng.shuffle(other);
  builder.build(shuffled, other, 0, n, gradients.pairs, words);
  expect(shuffled.slice(0, used)).toEqual(ordered.slice(0, used));
});

test("a parent minus one child is exactly the other child", () => {
  const builder = new HistogramBuilder(matrix, 3);
  const [parent, left, right] = [builder.take(), builder.take(), builder.take()];
  builder.build(parent, rows, 0, n, gradients.pairs, words);
  builder.build(left, rows, 0, 700, gradients.pairs, words);
  builder.build(right, rows, 700, n, gradients.pairs, words);
  builder.subtract(parent, left);
  expect(parent).toEqual(right);
});

test("packing keeps gradients and hessians to 2^-24 and counts rows", () => {
  let [packed, total] = [0, 0];
  for (let i = 0; i < n; i += 1) {
    expect(Math.abs((gradients.pairs[2 * i] as number) - (plain[2 * i] as number))).toBeLessThan(2 ** -24);
    expect(Math.abs((gradients.pairs[2 * i + 1] as number) - gradients.countUnit - (plain[2 * i + 1] as number))).toBeLessThan(2 ** -24);
    packed += gradients.pairs[2 * i + 1] as number;
    total += plain[2 * i + 1] as number;
  }
  expect(Math.floor(packed / gradients.countUnit)).toBe(n);
  expect(Math.abs(packed - n * gradients.countUnit - total)).toBeLessThan(n * 2 ** -24);
});
