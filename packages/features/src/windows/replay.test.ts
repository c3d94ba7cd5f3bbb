import { describe, expect, test } from "vitest";
import { createRng } from "../random.ts";
import { allRows, type NumericColumn, selectRows, sliceTable, type Table } from "../table.ts";
import { cardStream, everyKind } from "./testing/streams.ts";
import { windowFeatures } from "./window-features.ts";
import type { WindowSpecInput } from "./window-spec.ts";
import { WindowState } from "./window-state.ts";

/** Cells that are not the same bits, as feature and row. */
function mismatches(a: readonly NumericColumn[], b: readonly NumericColumn[]): string[] {
  return a.flatMap(({ name, values }, f) =>
    [...values].flatMap((value, row) => (Object.is(value, b[f]?.values[row]) ? [] : [`${name}[${row}]: ${value} ${b[f]?.values[row]}`])),
  );
}

const SOME = 1500;
const MINUTE = 60_000;
const late = { lateShare: 0.2, latestMs: 50 * MINUTE };

describe.each([
  ["in order", 10_000, { tickMs: 1000 }, {}],
  [
    "late arrivals, ties and a limit of 20 events",
    10_000,
    { tickMs: 5 * MINUTE, ...late },
    { arrival: "arrival", lateness: "1h", maxEvents: 20 },
  ],
  ["many events at one moment", SOME, { tickMs: 5 * MINUTE }, {}],
  ["the event itself counted", SOME, { tickMs: MINUTE }, { current: "INCLUDED" as const }],
  ["late arrivals within the lateness", SOME, { tickMs: MINUTE, ...late }, { arrival: "arrival", lateness: "1h" }],
  [
    "late arrivals beyond the lateness",
    SOME,
    { tickMs: MINUTE, ...late, latestMs: 30 * 60 * MINUTE },
    { arrival: "arrival", lateness: "5m" },
  ],
  ["a limit of 3 events and ties", SOME, { tickMs: 10 * MINUTE }, { maxEvents: 3 }],
  ["a limit of 1 event, itself counted", SOME, { tickMs: 10 * MINUTE }, { maxEvents: 1, current: "INCLUDED" as const }],
  ["keys of two columns", SOME, { tickMs: MINUTE, ...late }, { arrival: "arrival", lateness: "1h", entity: ["card", "region"] }],
])("replayed event by event: %s (%i events)", (_title, nEvents, shape, more: Partial<WindowSpecInput>) => {
  const stream = cardStream({ nEvents, nCards: 40, seed: 7, ...shape });
  const spec = everyKind(more);
  const batch = windowFeatures(stream, spec);

  test("the online numbers are those of the batch, bit for bit, also when the state goes through JSON", () => {
    let state = new WindowState(spec);
    const parts: NumericColumn[][] = [];
    for (let start = 0; start < nEvents; start += nEvents / 4) {
      parts.push(state.observe(sliceTable(stream, start, start + nEvents / 4)));
      const json = JSON.stringify(state);
      state = WindowState.fromJSON(JSON.parse(json));
      expect(JSON.stringify(state)).toBe(json);
    }
    const online = batch.columns.map(
      (column, f): NumericColumn => ({ ...column, values: Float64Array.from(parts.flatMap((part) => [...(part[f]?.values ?? [])])) }),
    );
    expect(mismatches(batch.columns, online)).toEqual([]);
  }, 60_000);

  test("states of two halves of the events merge into the state of all, whichever comes first", () => {
    const rng = createRng(3);
    const halves: [number[], number[]] = [[], []];
    for (let row = 0; row < nEvents; row++) halves[rng.int(2) as 0 | 1].push(row);
    const stateOf = (rows: Int32Array): WindowState => {
      const state = new WindowState(spec);
      state.add(selectRows(stream, rows));
      return state;
    };
    const all = JSON.stringify(stateOf(allRows(nEvents)));
    const [first, second] = halves.map((rows) => Int32Array.from(rows)) as [Int32Array, Int32Array];
    for (const [a, b] of [
      [first, second],
      [second.toReversed(), first],
    ] as const) {
      const merged = stateOf(a);
      merged.merge(stateOf(b));
      expect(JSON.stringify(merged)).toBe(all);
    }
  });
});

test("the batch does not depend on the order of its rows where the arrival is a column of its own", () => {
  const stream = cardStream({ nEvents: 3000, nCards: 20, seed: 9, tickMs: 60_000, ...late });
  // Distinct moments of arrival, so that the order of rows decides nothing.
  const arrival = stream.columns.find(({ name }) => name === "arrival") as NumericColumn;
  arrival.values.forEach((_, row) => {
    arrival.values[row] = (arrival.values[row] as number) + row / 1000;
  });
  const spec = everyKind({ arrival: "arrival", lateness: "1h", maxEvents: 15 });
  const order = createRng(4).shuffle(allRows(3000));
  const shuffled = windowFeatures(selectRows(stream, order), spec).columns;
  const straight = windowFeatures(stream, spec).columns.map((column) => ({
    ...column,
    values: Float64Array.from(order, (row) => column.values[row] as number),
  }));
  expect(mismatches(straight, shuffled)).toEqual([]);
});

test("decisions of another table see what the state over the events before them sees", () => {
  const events = cardStream({ nEvents: 2000, nCards: 30, seed: 11, tickMs: 60_000, ...late });
  const asked = cardStream({ nEvents: 700, nCards: 35, seed: 12, tickMs: 150_000 });
  for (const more of [
    { arrival: "arrival", lateness: "1h" },
    { arrival: "arrival", lateness: "1h", maxEvents: 4 },
  ]) {
    const spec = everyKind(more);
    const batch = windowFeatures(events, spec, asked);
    const state = new WindowState(spec);
    const arrivals = (events.columns.find(({ name }) => name === "arrival") as NumericColumn).values;
    const times = (asked.columns.find(({ name }) => name === "time") as NumericColumn).values;
    let fed = 0;
    const parts: NumericColumn[][] = [];
    for (let row = 0; row < asked.rowCount; row++) {
      const from = fed;
      while (fed < events.rowCount && (arrivals[fed] as number) < (times[row] as number)) fed++;
      state.add(sliceTable(events, from, fed));
      parts.push(state.read(sliceTable(asked, row, row + 1)));
    }
    const online = batch.columns.map(
      (column, f): NumericColumn => ({ ...column, values: Float64Array.from(parts, (part) => part[f]?.values[0] as number) }),
    );
    expect(mismatches(batch.columns, online)).toEqual([]);
  }
});

test("expiring changes no later decision and forgets silent entities", () => {
  const stream = cardStream({ nEvents: 2000, nCards: 1000, seed: 13, tickMs: 60_000 });
  const spec = everyKind();
  const times = (stream.columns.find(({ name }) => name === "time") as NumericColumn).values;
  const [kept, expiring] = [new WindowState(spec), new WindowState(spec)];
  const sizes: number[] = [];
  const read = (state: WindowState): NumericColumn[][] =>
    Array.from({ length: 20 }, (_, i) => {
      const part = sliceTable(stream, i * 100, (i + 1) * 100);
      const columns = state.observe(part);
      if (state === expiring) {
        state.expire(times[i * 100 + 99] as number);
        sizes.push(state.eventCount);
      }
      return columns;
    });
  const [expected, found] = [read(kept), read(expiring)];
  expect(found.flatMap((columns, i) => mismatches(expected[i] ?? [], columns))).toEqual([]);
  // A day holds some 960 events of this stream.
  expect(Math.max(...sizes)).toBeLessThan(1200);
  expiring.expire((times[1999] as number) + 86_400_001);
  expect([expiring.entityCount, expiring.eventCount]).toEqual([0, 0]);
});

test("an entity that never rests takes no more than its limit, in memory and in JSON", () => {
  const rowCount = 50_000;
  const stream: Table = {
    rowCount,
    columns: [
      { name: "card", type: "INTEGER", values: new Float64Array(rowCount) },
      { name: "time", type: "TIMESTAMP", values: Float64Array.from({ length: rowCount }, (_, i) => i) },
      { name: "amount", type: "FLOAT", values: new Float64Array(rowCount).fill(0.1) },
    ],
  };
  const spec: WindowSpecInput = {
    entity: ["card"],
    time: "time",
    maxEvents: 500,
    features: [{ type: "sum", params: { column: "amount", window: "30d" } }],
  };
  const state = new WindowState(spec);
  state.add(stream);
  expect(state.eventCount).toBe(500);
  expect(JSON.stringify(state).length).toBeLessThan(20_000);
  const { columns, nCapped } = windowFeatures(stream, spec);
  expect([columns[0]?.values[500], columns[0]?.values[49_999], nCapped]).toEqual([50, 50, rowCount - 501]);
});

test("a state refuses another spec's state and JSON that is none", () => {
  const spec: WindowSpecInput = { entity: ["card"], time: "time", features: [{ type: "count", params: { window: "1h" } }] };
  expect(() => new WindowState(spec).merge(new WindowState({ ...spec, lateness: "1h" }))).toThrow(/different window specs/);
  const json = new WindowState(spec).toJSON();
  for (const bad of [
    null,
    {},
    { ...json, version: 2 },
    { ...json, numbers: ["amount"] },
    { ...json, entities: [{ key: ["c1"], events: [[0, [1], []]] }] },
  ]) {
    expect(() => WindowState.fromJSON(bad)).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining("no state") }),
    );
  }
});
