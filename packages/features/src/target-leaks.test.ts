import { expect, test } from "vitest";
import { createRng } from "./random.ts";
import type { Column } from "./table.ts";
import { suspectLeaks } from "./target-leaks.ts";

const N = 400;
const rng = createRng(8);
const y = Array.from({ length: N }, () => Number(rng.next() < 0.2));
const numbers = (name: string, of: (i: number) => number): Column => ({
  name,
  type: "FLOAT",
  values: Float64Array.from(y, (_, i) => of(i)),
});
const texts = (name: string, of: (i: number) => string | null): Column => {
  const dictionary: string[] = [];
  const codes = Int32Array.from(y, (_, i) => {
    const text = of(i);
    if (text === null) return -1;
    if (!dictionary.includes(text)) dictionary.push(text);
    return dictionary.indexOf(text);
  });
  return { name, type: "STRING", dictionary, codes };
};
const namesOf = (columns: Column[], task: "BINARY" | "MULTICLASS" | "REGRESSION" | "FORECAST", values: number[], labels: string[] = []) =>
  suspectLeaks(columns, { task, values, labels })
    .map(({ column }) => column)
    .sort();

test("BINARY: copies of the outcome are named, whichever way they point, as text, as a code, or by being filled in at all", () => {
  const outcome = (i: number): number => y[i] as number;
  const columns = [
    numbers("recovered amount", (i) => (outcome(i) ? 500 + rng.next() : rng.next())),
    numbers("days since paid", (i) => (outcome(i) ? -50 - rng.next() : rng.next())),
    numbers("default date", (i) => (outcome(i) ? 19_000 + rng.next() : Number.NaN)),
    numbers("closing code", (i) => (outcome(i) ? 3 : (i % 2) * 5)),
    texts("status", (i) => (outcome(i) ? (["written off", "sold"][i % 2] as string) : "open")),
    // None of these is known too well.
    numbers("good score", (i) => outcome(i) * 2 + rng.normal()),
    numbers("noise", () => rng.normal()),
    numbers("constant", () => 1),
    texts("identifier", (i) => `id ${i}`),
    texts("one value", () => "a"),
    texts("region", () => "abcdef"[rng.int(6)] as string),
  ];
  expect(namesOf(columns, "BINARY", y, ["0", "1"])).toEqual([
    "closing code",
    "days since paid",
    "default date",
    "recovered amount",
    "status",
  ]);
});

test("the strength is the area under the curve: by hand, one of 10 x 40 pairs in the wrong order", () => {
  const values = Array.from({ length: 50 }, (_, i) => Number(i >= 40));
  // Row 39, a negative, lies above the least positive: 399 of 400 pairs are in order.
  const column: Column = { name: "x", type: "FLOAT", values: Float64Array.from(values, (_, i) => (i === 39 ? 40.5 : i)) };
  expect(suspectLeaks([column], { task: "BINARY", values, labels: ["0", "1"] })).toEqual([
    { column: "x", metric: "auc", value: 399 / 400 },
  ]);
});

test("MULTICLASS: a renamed class is named, a column that tells some of them is not", () => {
  const classes = y.map((_, i) => i % 3);
  const columns = [
    texts("desk", (i) => `desk ${i % 3}`),
    numbers("amount", (i) => (i % 3) * 100 + rng.next()),
    texts("half", (i) => (i % 3 === 0 ? "a" : "b")),
  ];
  expect(namesOf(columns, "MULTICLASS", classes, ["a", "b", "c"])).toEqual(["amount", "desk"]);
});

test("numbers: the target in another unit is named; a forecast's last value is not, a copy of it is", () => {
  const loss = y.map(() => 1000 * rng.next());
  expect(
    namesOf(
      [numbers("loss in cents", (i) => 100 * (loss[i] as number) + 3), numbers("near", (i) => (loss[i] as number) + 30 * rng.normal())],
      "REGRESSION",
      loss,
    ),
  ).toEqual(["loss in cents"]);
  const level = y.map((_, i) => 100 + i + 0.3 * rng.normal());
  expect(
    namesOf([numbers("yesterday", (i) => level[i - 1] ?? Number.NaN), numbers("today", (i) => level[i] as number)], "FORECAST", level),
  ).toEqual(["today"]);
});

test("few rows say nothing", () => {
  const values = Array.from({ length: 49 }, (_, i) => i % 2);
  expect(
    suspectLeaks([{ name: "x", type: "FLOAT", values: Float64Array.from(values) }], { task: "BINARY", values, labels: ["0", "1"] }),
  ).toEqual([]);
});
