import { createRng } from "@plimsoll/features";
import { expect, it } from "vitest";
import { argsort } from "./argsort.ts";

it("orders small, large, equal and zero values as a stable sort does", () => {
  const rng = createRng(1);
  const values = Float64Array.from({ length: 5000 }, (_, i) => (i % 7 === 0 ? 0 : i % 5 === 0 ? 3.5 : Math.exp(20 * rng.normal())));
  const wanted = Array.from(values.keys()).sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  expect([...argsort(values)]).toEqual(wanted);
  expect([...argsort(new Float64Array(0))]).toEqual([]);
});
