import { expect, test } from "vitest";
import { formReader } from "./form-reader.ts";

test("an empty field is left to the API's default, and a needed one is told", () => {
  const read = formReader();
  expect(read.number("window", " ")).toBeUndefined();
  expect(read.numbers("alphas", "")).toBeUndefined();
  expect(read.problems).toEqual({});
  expect(read.number("amount", "", { required: true })).toBeUndefined();
  expect(read.problems).toEqual({ amount: "This is needed." });
});

test("numbers are read as they stand, and what is none is told at its field", () => {
  const read = formReader();
  expect(read.number("rate", " -0.05 ")).toBe(-0.05);
  expect(read.numbers("alphas", "0.95, 0.99;0.975")).toEqual([0.95, 0.99, 0.975]);
  expect(read.number("window", "20.5", { integer: true })).toBeUndefined();
  expect(read.numbers("worst", "1, ten")).toBeUndefined();
  expect(read.problems).toEqual({ window: "'20.5' is not a whole number.", worst: "'ten' is not a number." });
});
