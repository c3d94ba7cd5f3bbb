import { createRng } from "../../random.ts";
import type { Table } from "../../table.ts";
import { windowKinds } from "../kinds/index.ts";
import type { WindowSpecInput } from "../window-spec.ts";

export interface StreamShape {
  nEvents: number;
  nCards: number;
  seed: number;
  /** Times are multiples of this, so that many events share a moment. */
  tickMs: number;
  /** Share of events that arrive late, and by how much at most. */
  lateShare?: number;
  latestMs?: number;
}

/** A stream of card transactions in the order of arrival, with ties, missing cells, amounts of several kinds and late events. */
export function cardStream({ nEvents, nCards, seed, tickMs, lateShare = 0, latestMs = 0 }: StreamShape): Table {
  const rng = createRng(seed);
  const merchants = ["grocer", "fuel", "__proto__", "constructor", "travel", "jeweller"];
  let clock = Date.UTC(2024, 0, 1);
  const rows = Array.from({ length: nEvents }, () => {
    clock += rng.int(4) * tickMs;
    const delay = rng.next() < lateShare ? Math.ceil((rng.next() * latestMs) / tickMs) * tickMs : 0;
    return {
      time: clock - delay,
      arrival: clock,
      card: rng.next() < 0.01 ? -1 : rng.int(nCards),
      region: rng.int(3),
      amount: rng.next() < 0.05 ? Number.NaN : Math.round(Math.exp(3 + 2 * rng.normal()) * 100) / 100 - (rng.next() < 0.1 ? 50 : 0),
      merchant: rng.next() < 0.1 ? -1 : rng.int(merchants.length),
      latitude: rng.next() < 0.1 ? Number.NaN : rng.next() * 140 - 70,
      longitude: rng.next() * 360 - 180,
    };
  });
  const numbers = (name: "time" | "arrival" | "region" | "amount" | "latitude" | "longitude") =>
    Float64Array.from(rows, (row) => row[name]);
  return {
    rowCount: nEvents,
    columns: [
      {
        name: "card",
        type: "STRING",
        codes: Int32Array.from(rows, (row) => row.card),
        dictionary: Array.from({ length: nCards }, (_, i) => `c${i}`),
      },
      { name: "region", type: "INTEGER", values: numbers("region") },
      { name: "time", type: "TIMESTAMP", values: numbers("time") },
      { name: "arrival", type: "TIMESTAMP", values: numbers("arrival") },
      { name: "amount", type: "FLOAT", values: numbers("amount") },
      { name: "merchant", type: "STRING", codes: Int32Array.from(rows, (row) => row.merchant), dictionary: merchants },
      { name: "latitude", type: "FLOAT", values: numbers("latitude") },
      { name: "longitude", type: "FLOAT", values: numbers("longitude") },
    ],
  };
}

/** Parameters that fit a kind's own schema, for the columns of `cardStream`. */
export function paramsFor(type: string, window: string, longer: string): Record<string, unknown> {
  const special: Record<string, Record<string, unknown>> = {
    count: { window },
    percentile: { column: "amount", window, p: 0.9 },
    "count-distinct": { column: "merchant", window },
    "new-value": { column: "merchant", window },
    "time-since-last": { window },
    "velocity-ratio": { short: window, long: longer },
    "share-at-night": { window },
    "geographic-speed": { latitude: "latitude", longitude: "longitude", window },
  };
  return special[type] ?? { column: "amount", window };
}

/** Every kind of the registry over two windows. */
export function everyKind(more: Partial<WindowSpecInput> = {}): WindowSpecInput {
  return {
    entity: ["card"],
    time: "time",
    features: windowKinds.flatMap(({ name }) => [
      { type: name, params: paramsFor(name, "10m", "3h") },
      { type: name, name: `${name} of 2 h`, params: paramsFor(name, "2h", "1d") },
    ]),
    ...more,
  };
}
