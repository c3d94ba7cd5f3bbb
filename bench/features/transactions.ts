import { createRng, type Table } from "@plimsoll/features";

const DAY_MS = 86_400_000;
const N_DAYS = 90;

/** Card transactions of 90 days in time order: amounts of a log-normal law in cents, one of 1,000 merchants. */
export function transactions(nEvents: number, nCards: number, seed: number): Table {
  const rng = createRng(seed);
  const times = Float64Array.from({ length: nEvents }, () => Math.floor(rng.next() * N_DAYS * DAY_MS)).sort();
  const merchants = Array.from({ length: 1000 }, (_, i) => `merchant ${i}`);
  return {
    rowCount: nEvents,
    columns: [
      { name: "card", type: "INTEGER", values: Float64Array.from({ length: nEvents }, () => rng.int(nCards)) },
      { name: "time", type: "TIMESTAMP", values: times },
      {
        name: "amount",
        type: "FLOAT",
        values: Float64Array.from({ length: nEvents }, () => Math.round(Math.exp(3.5 + 1.2 * rng.normal()) * 100) / 100),
      },
      { name: "merchant", type: "STRING", codes: Int32Array.from({ length: nEvents }, () => rng.int(1000)), dictionary: merchants },
    ],
  };
}

/** The same cards as text. */
export function withTextCards(table: Table): Table {
  const [card, ...others] = table.columns;
  if (!card || card.type === "STRING") throw new Error("The first column must hold the cards' numbers.");
  const count = card.values.reduce((most, value) => Math.max(most, value), 0) + 1;
  const dictionary = Array.from({ length: count }, (_, i) => `card ${i}`);
  return {
    rowCount: table.rowCount,
    columns: [{ name: "card", type: "STRING", codes: Int32Array.from(card.values), dictionary }, ...others],
  };
}
