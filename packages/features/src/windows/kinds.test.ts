import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Column, NumericColumn, Table } from "../table.ts";
import { greatCircleKm } from "./kinds/geographic-speed.ts";
import { windowKind, windowKinds } from "./kinds/index.ts";
import { cardStream, everyKind, paramsFor } from "./testing/streams.ts";
import { windowFeatures } from "./window-features.ts";
import type { WindowSpecInput } from "./window-spec.ts";

const HOUR = 3_600_000;
const number = (name: string, ...values: number[]): Column => ({ name, type: "FLOAT", values: Float64Array.from(values) });
const text = (name: string, ...cells: (string | null)[]): Column => {
  const dictionary = [...new Set(cells.filter((cell) => cell !== null))];
  return { name, type: "STRING", dictionary, codes: Int32Array.from(cells, (cell) => (cell === null ? -1 : dictionary.indexOf(cell))) };
};
const tableOf = (...columns: Column[]): Table => ({
  rowCount: columns[0]?.type === "STRING" ? columns[0].codes.length : (columns[0]?.values.length ?? 0),
  columns,
});
const cells = (columns: readonly NumericColumn[]): number[][] => columns.map(({ values }) => [...values]);

describe("figures by hand", () => {
  // One card; hours 0, 1, 1, 2 and 26; the amounts 10, 20, missing, 40, 80.
  const table = tableOf(
    text("card", "a", "a", "a", "a", "a"),
    number("time", 0, HOUR, HOUR, 2 * HOUR, 26 * HOUR),
    number("amount", 10, 20, Number.NaN, 40, 80),
    text("merchant", "x", "y", "x", null, "y"),
    number("latitude", 0, 0, 0, Number.NaN, 0),
    number("longitude", 0, 1, 3, 0, 4),
  );
  const run = (type: string, params: Record<string, unknown>, more: Partial<WindowSpecInput> = {}): number[] =>
    cells(windowFeatures(table, { entity: ["card"], time: "time", features: [{ type, params }], ...more }).columns)[0] ?? [];
  const nan = Number.NaN;

  test.each([
    ["count", { window: "1h" }, [0, 1, 1, 2, 0]],
    ["count", { window: "24h" }, [0, 1, 1, 3, 1]],
    ["count", { window: "24h", column: "amount" }, [0, 1, 1, 2, 1]],
    ["count-distinct", { window: "2h", column: "merchant" }, [0, 1, 1, 2, 0]],
    ["sum", { window: "2h", column: "amount" }, [0, 10, 10, 30, 0]],
    ["mean", { window: "2h", column: "amount" }, [nan, 10, 10, 15, nan]],
    ["std", { window: "2h", column: "amount" }, [nan, nan, nan, Math.sqrt(50), nan]],
    ["min", { window: "2h", column: "amount" }, [nan, 10, 10, 10, nan]],
    ["max", { window: "2h", column: "amount" }, [nan, 10, 10, 20, nan]],
    ["median", { window: "2d", column: "amount" }, [nan, 10, 10, 15, 20]],
    ["percentile", { window: "2d", column: "amount", p: 0.25 }, [nan, 10, 10, 12.5, 15]],
    ["time-since-last", { window: "2h" }, [nan, 3600, 3600, 3600, nan]],
    ["velocity-ratio", { short: "1h", long: "24h" }, [nan, 24, 24, 16, 0]],
    ["velocity-ratio", { short: "1h", long: "24h", column: "amount" }, [nan, 24, 24, 16, 0]],
    ["share-at-night", { window: "2d", from: 1, to: 2 }, [nan, 0, 0, 2 / 3, 0.5]],
    ["share-at-night", { window: "2d", from: 22, to: 1 }, [nan, 1, 1, 1 / 3, 0.25]],
    ["share-at-night", { window: "2d", from: 1, to: 2, utcOffsetHours: -1 }, [nan, 0, 0, 0, 0.25]],
    ["new-value", { window: "24h", column: "merchant" }, [1, 1, 0, nan, 1]],
    ["new-value", { window: "25h", column: "merchant" }, [1, 1, 0, nan, 0]],
    ["ratio-to-mean", { window: "2h", column: "amount" }, [nan, 2, nan, 40 / 15, nan]],
  ])("%s %j", (type, params, expected) => {
    expect(run(type, params)).toEqual(expected);
  });

  test.each([
    ["count", { window: "1h" }, [1, 2, 2, 3, 1]],
    ["sum", { window: "2h", column: "amount" }, [10, 30, 10, 70, 80]],
    ["mean", { window: "2h", column: "amount" }, [10, 15, 10, 70 / 3, 80]],
    ["max", { window: "2h", column: "amount" }, [10, 20, 10, 40, 80]],
    ["count-distinct", { window: "2h", column: "merchant" }, [1, 2, 1, 2, 1]],
    ["median", { window: "2h", column: "amount" }, [10, 15, 10, 20, 80]],
    // What compares the event with the past never counts the event itself.
    ["time-since-last", { window: "2h" }, [nan, 3600, 3600, 3600, nan]],
    ["ratio-to-mean", { window: "2h", column: "amount" }, [nan, 2, nan, 40 / 15, nan]],
  ])("%s %j with the event itself", (type, params, expected) => {
    expect(run(type, params, { current: "INCLUDED" })).toEqual(expected);
  });

  test("geographic speed: from the latest place, over the time since, the fastest of two at one moment", () => {
    const degree = greatCircleKm(0, 0, 0, 1);
    const speeds = run("geographic-speed", { latitude: "latitude", longitude: "longitude", window: "2d" });
    expect(speeds.slice(0, 1)).toEqual([nan]);
    expect(speeds[1]).toBeCloseTo(degree, 9);
    expect(speeds[2]).toBeCloseTo(3 * degree, 9);
    expect(speeds[3]).toBeNaN();
    expect(speeds[4]).toBeCloseTo((3 * degree) / 25, 9);
  });

  test("a quarter of the Earth's circumference is 10,007.557 km", () => {
    expect(greatCircleKm(0, 0, 0, 90)).toBeCloseTo(10_007.5572, 3);
    expect(greatCircleKm(90, 0, -90, 77)).toBeCloseTo(20_015.1144, 3);
  });

  test("an event exactly one window ago counts, one at the decision's own moment does not", () => {
    const edges = tableOf(text("card", "a", "a", "a", "a"), number("time", 0, 1, HOUR, HOUR));
    const { columns } = windowFeatures(edges, { entity: ["card"], time: "time", features: [{ type: "count", params: { window: "1h" } }] });
    expect([...(columns[0]?.values ?? [])]).toEqual([0, 1, 2, 2]);
  });

  test("a window of equal values has no spread, one with a spread of 1e-12 of its size has it to seven digits", () => {
    const [a, b] = [1e9, 1e9 + 2 ** -10];
    const spread = (...amounts: number[]): number => {
      const n = amounts.length;
      const spreads = tableOf(
        text("card", ...Array<string>(n + 1).fill("a")),
        number("time", ...Array.from({ length: n + 1 }, (_, i) => i)),
        number("amount", ...amounts, 0),
      );
      const features = [{ type: "std", params: { column: "amount", window: "1h" } }];
      return windowFeatures(spreads, { entity: ["card"], time: "time", features }).columns[0]?.values[n] as number;
    };
    expect(spread(0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)).toBe(0);
    expect(spread(a, b) / (2 ** -10 / Math.SQRT2)).toBeCloseTo(1, 7);
  });
});

/** The features by their definitions, one pass over all events for each decision. */
function plain(
  type: string,
  params: Record<string, unknown>,
  past: { time: number; amount: number; merchant: number }[],
  now: { time: number; merchant: number; amount: number },
): number {
  const window = { "10m": HOUR / 6, "3h": 3 * HOUR }[String(params.window ?? params.short)] ?? 0;
  const inside = past.filter(({ time }) => time >= now.time - window && time < now.time);
  const amounts = inside.map(({ amount }) => amount).filter((amount) => !Number.isNaN(amount));
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  const mean = sum / amounts.length;
  const sorted = amounts.toSorted((a, b) => a - b);
  const at = (p: number): number => {
    const rank = p * (sorted.length - 1);
    const below = sorted[Math.floor(rank)] ?? Number.NaN;
    return below + ((sorted[Math.ceil(rank)] ?? Number.NaN) - below) * (rank - Math.floor(rank));
  };
  const figures: Record<string, () => number> = {
    count: () => inside.length,
    sum: () => sum,
    mean: () => mean,
    std: () =>
      amounts.length < 2 ? Number.NaN : Math.sqrt(amounts.reduce((total, x) => total + (x - mean) ** 2, 0) / (amounts.length - 1)),
    min: () => (amounts.length === 0 ? Number.NaN : Math.min(...amounts)),
    max: () => (amounts.length === 0 ? Number.NaN : Math.max(...amounts)),
    median: () => at(0.5),
    percentile: () => at(0.9),
    "count-distinct": () => new Set(inside.map(({ merchant }) => merchant).filter((code) => code >= 0)).size,
    "new-value": () => (now.merchant < 0 ? Number.NaN : Number(!inside.some(({ merchant }) => merchant === now.merchant))),
    "time-since-last": () => (inside.length === 0 ? Number.NaN : (now.time - Math.max(...inside.map(({ time }) => time))) / 1000),
    "ratio-to-mean": () => now.amount / mean,
  };
  return (figures[type] ?? (() => Number.NaN))();
}

test.each([
  "count",
  "sum",
  "mean",
  "std",
  "min",
  "max",
  "median",
  "percentile",
  "count-distinct",
  "new-value",
  "time-since-last",
  "ratio-to-mean",
])("%s is what its definition gives on any stream, to 1e-12", (type) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(1000, 60_000, 600_000), (seed, tickMs) => {
      const stream = cardStream({ nEvents: 60, nCards: 3, seed, tickMs });
      const params = paramsFor(type, "10m", "3h");
      const [found] = cells(windowFeatures(stream, { entity: ["card"], time: "time", features: [{ type, params }] }).columns);
      const [card, , time, , amount, merchant] = stream.columns.map((column) => (column.type === "STRING" ? column.codes : column.values));
      const events = Array.from({ length: 60 }, (_, i) => ({
        card: card?.[i] as number,
        time: time?.[i] as number,
        amount: amount?.[i] as number,
        merchant: merchant?.[i] as number,
      }));
      events.forEach((now, i) => {
        const expected =
          now.card < 0
            ? Number.NaN
            : plain(
                type,
                params,
                events.filter((other) => other.card === now.card),
                now,
              );
        const value = found?.[i] as number;
        if (Number.isNaN(expected)) expect(value).toBeNaN();
        else expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected), 1000));
      });
    }),
    { numRuns: 25 },
  );
});

describe.each(windowKinds.map((kind) => [kind.name, kind] as const))("window feature %s", (name, kind) => {
  const params = paramsFor(name, "10m", "3h");
  const spec = (more: Partial<WindowSpecInput> = {}): WindowSpecInput => ({
    entity: ["card"],
    time: "time",
    features: [{ type: name, params }],
    ...more,
  });

  test("is found by its name, has words for people, and names its result after column and window", () => {
    expect(windowKind(name)).toBe(kind);
    expect(kind.title && kind.description && kind.unit).toBeTruthy();
    expect(kind.label(params)).toContain("10m");
  });

  test("no event at or after the decision, and none of another entity, changes its value", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.nat(49), fc.constantFrom(1000, 300_000), (seed, decision, tickMs) => {
        const stream = cardStream({ nEvents: 50, nCards: 4, seed, tickMs });
        const value = (table: Table): number => windowFeatures(table, spec()).columns[0]?.values[decision] as number;
        const before = value(stream);
        const [card, , time, , amount, merchant, latitude] = stream.columns;
        if (
          card?.type !== "STRING" ||
          merchant?.type !== "STRING" ||
          time?.type === "STRING" ||
          amount?.type === "STRING" ||
          latitude?.type === "STRING"
        )
          return;
        const now = time?.values[decision] as number;
        for (let row = 0; row < 50; row++) {
          if (row === decision || ((time?.values[row] as number) < now && card.codes[row] === card.codes[decision])) continue;
          (amount as NumericColumn).values[row] = 1e6;
          (latitude as NumericColumn).values[row] = 0.5;
          merchant.codes[row] = (merchant.codes[row] as number) === 0 ? 1 : 0;
        }
        expect(Object.is(value(stream), before)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test("parameters that it does not know, an empty window and none at all are refused", () => {
    for (const bad of [
      { ...params, nonsense: 1 },
      { ...params, window: "0s", short: "0s" },
      { ...params, window: "soon", short: "soon" },
      {},
    ]) {
      expect(() =>
        windowFeatures(cardStream({ nEvents: 5, nCards: 1, seed: 1, tickMs: 1 }), spec({ features: [{ type: name, params: bad }] })),
      ).toThrow(expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining(`window feature '${name}'`) }));
    }
  });

  test("no events, one event and events without key or value give no wrong number", () => {
    const one = cardStream({ nEvents: 1, nCards: 1, seed: 2, tickMs: 1 });
    expect(windowFeatures(one, spec()).columns[0]?.values.length).toBe(1);
    const none: Table = {
      rowCount: 0,
      columns: one.columns.map((column) =>
        column.type === "STRING" ? { ...column, codes: new Int32Array(0) } : { ...column, values: new Float64Array(0) },
      ),
    };
    expect(windowFeatures(none, spec()).columns[0]?.values.length).toBe(0);
    const keyless: Table = { ...one, columns: one.columns.map((column) => (column.name === "card" ? text("card", null) : column)) };
    expect(windowFeatures(keyless, spec()).columns[0]?.values[0]).toBeNaN();
  });
});

describe("what is refused", () => {
  const stream = cardStream({ nEvents: 20, nCards: 2, seed: 1, tickMs: 1000 });
  const sum = { type: "sum", params: { column: "amount", window: "1h" } };
  const change = (name: string, change: (values: Float64Array) => void): Table => ({
    ...stream,
    columns: stream.columns.map((column) => {
      if (column.name !== name || column.type === "STRING") return column;
      const values = column.values.slice();
      change(values);
      return { ...column, values };
    }),
  });
  test.each([
    ["two features of one name", stream, { features: [sum, sum] }, /'amount_sum_1h'/],
    ["a kind that does not exist", stream, { features: [{ type: "sums", params: {} }] }, /did you mean 'sum'/],
    ["a feature named like a column", stream, { features: [{ ...sum, name: "amount" }] }, /named like a column/],
    ["an unknown column", stream, { features: [{ type: "sum", params: { column: "amonut", window: "1h" } }] }, /did you mean 'amount'/],
    ["text to be summed", stream, { features: [{ type: "sum", params: { column: "merchant", window: "1h" } }] }, /is STRING/],
    ["a time that is text", stream, { time: "merchant" }, /Time column 'merchant' is STRING/],
    ["a row without a time", change("time", (values) => values.fill(Number.NaN, 3, 4)), {}, /no time in row 3/],
    ["an arrival before the event", change("arrival", (values) => values.fill(0, 5, 6)), { arrival: "arrival" }, /Row 5 became known/],
    [
      "a latitude beyond the pole",
      change("latitude", (values) => values.fill(91, 2, 3)),
      everyKind(),
      /'latitude' is 91 in row 2; it must lie in -90 .. 90/,
    ],
    ["an amount beyond all measure", change("amount", (values) => values.fill(1e200, 2, 3)), {}, /'amount' is 1e\+200 in row 2/],
    ["an infinite amount", change("amount", (values) => values.fill(Number.POSITIVE_INFINITY, 2, 3)), {}, /'amount' is Infinity/],
    ["a limit of no events", stream, { maxEvents: 0 }, /'maxEvents' is not valid/],
    ["an unknown field", stream, { windows: 1 }, /not valid/],
  ])("%s", (_title, table, more: object, says) => {
    expect(() => windowFeatures(table, { entity: ["card"], time: "time", features: [sum], ...more })).toThrow(says);
  });

  test("the event itself cannot be counted where the decisions are another table", () => {
    expect(() => windowFeatures(stream, { entity: ["card"], time: "time", current: "INCLUDED", features: [sum] }, stream)).toThrow(
      /INCLUDED/,
    );
  });
});
