import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRng } from "../../random.ts";
import { allRows, type Column, type NumericColumn, selectRows, sliceTable, type Table } from "../../table.ts";
import { marketIndicatorKind, marketIndicatorKinds } from "./index.ts";
import { MARKET_GROUPS } from "./indicator.ts";
import { type MarketIndicatorsInput, marketIndicators } from "./market-indicators.ts";

interface Golden {
  rows: number[];
  values: Record<string, (number | null)[]>;
  present: Record<string, number>;
  sum: Record<string, number>;
}
const golden: Golden = JSON.parse(readFileSync(new URL("./golden/market-indicators.json", import.meta.url), "utf8"));

function sp500(): Table {
  const file = new URL("../../../../../data/market_sp500_daily_1999_2018.csv.gz", import.meta.url);
  const [head = "", ...lines] = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  const rows = lines.slice(2000, 2700).map((line) => line.split(","));
  const columns = head.split(",").map((name, i): Column => {
    const values = Float64Array.from(rows, (row) => (i === 0 ? Date.parse(row[i] ?? "") : Number(row[i])));
    return { name, type: i === 0 ? "DATE" : "FLOAT", values };
  });
  return { rowCount: rows.length, columns };
}

const quotes = { open: "Open", high: "High", low: "Low", close: "Close", volume: "Volume" };
/** Parameters of each kind for the columns of the S&P 500; small windows where the default is longer than a test's series. */
const PARAMS: Record<string, Record<string, unknown>> = {
  beta: { benchmark: "Open" },
  correlation: { benchmark: "Open" },
  "term-structure": { short: "Low", medium: "Close", long: "High" },
};
const SMALL: Record<string, Record<string, unknown>> = {
  ...Object.fromEntries(
    ["sma", "ema", "wma", "rsi", "atr", "drawdown", "skewness", "kurtosis", "bollinger"].map((name) => [name, { window: 6 }]),
  ),
  beta: { benchmark: "Open", window: 6 },
  correlation: { benchmark: "Open", window: 6 },
  macd: { fast: 3, slow: 6, signal: 4 },
  stochastic: { window: 6 },
  momentum: { periods: 4 },
  "har-terms": { week: 3, month: 6 },
  "volatility-regime": { window: 4, history: 6 },
  "trend-regime": { fast: 3, slow: 6 },
  "bear-regime": { window: 6, threshold: 0.02 },
  "term-structure": PARAMS["term-structure"] ?? {},
  ...Object.fromEntries(
    ["close", "parkinson", "garman-klass", "rogers-satchell", "yang-zhang"].map((name) => [`${name}-volatility`, { window: 6 }]),
  ),
};

const run = (table: Table, features: MarketIndicatorsInput["features"], more: Partial<MarketIndicatorsInput> = {}): NumericColumn[] =>
  marketIndicators(table, { time: "Date", quotes, features, ...more });

const all = sp500();
const close = (found: number, expected: number): void =>
  expect(Math.abs(found - expected)).toBeLessThanOrEqual(1e-10 * Math.max(1, Math.abs(expected)));

test("every indicator equals pandas and numpy on 700 days of the S&P 500, to 1e-10", () => {
  const features = [
    ...marketIndicatorKinds.flatMap(({ name }): { type: string; params: Record<string, unknown> }[] => {
      if (name === "simple-return") return [1, 5].map((periods) => ({ type: name, params: { periods } }));
      if (name === "har-terms") return ["PARKINSON", "SQUARED_RETURN"].map((measure) => ({ type: name, params: { measure } }));
      const yearly = ["ewma-volatility", "close-volatility"].includes(name) ? { periodsPerYear: 252 } : {};
      return [{ type: name, params: { ...PARAMS[name], ...yearly } }];
    }),
  ];
  const columns = run(all, features);
  expect(columns.map(({ name }) => name).sort()).toEqual(Object.keys(golden.values).sort());
  for (const { name, values } of columns) {
    golden.rows.forEach((row, i) => {
      const expected = golden.values[name]?.[i] ?? null;
      if (expected === null) expect([name, row, values[row]]).toEqual([name, row, Number.NaN]);
      else close(values[row] as number, expected);
    });
    const present = values.filter((value) => !Number.isNaN(value));
    expect([name, present.length]).toEqual([name, golden.present[name]]);
    const size = present.reduce((sum, value) => sum + Math.abs(value), 0);
    expect(Math.abs(present.reduce((sum, value) => sum + value, 0) - (golden.sum[name] as number))).toBeLessThanOrEqual(
      1e-10 * Math.max(1, size),
    );
  }
});

test("every group has an indicator, and names are distinct", () => {
  expect(new Set(marketIndicatorKinds.map(({ group }) => group))).toEqual(new Set(MARKET_GROUPS));
  expect(new Set(marketIndicatorKinds.map(({ name }) => name)).size).toBe(marketIndicatorKinds.length);
});

/** Random quotes that agree with themselves, in time order. */
function randomQuotes(seed: number, n: number, missing = 0): Table {
  const rng = createRng(seed);
  let price = 100;
  const rows = Array.from({ length: n }, (_, t) => {
    const open = price * Math.exp(0.01 * rng.normal());
    price = rng.next() < 0.1 ? open : open * Math.exp(0.02 * rng.normal());
    const [top, bottom] = [Math.max(open, price), Math.min(open, price)];
    const quote = {
      Date: (t + (t > 3 ? 2 : 0)) * 86_400_000,
      Open: open,
      High: top * (1 + 0.01 * rng.next()),
      Low: bottom * (1 - 0.01 * rng.next()),
      Close: price,
      Volume: rng.int(1000),
    };
    return rng.next() < missing
      ? { ...quote, Open: Number.NaN, High: Number.NaN, Low: Number.NaN, Close: Number.NaN, Volume: Number.NaN }
      : quote;
  });
  const names = ["Date", "Open", "High", "Low", "Close", "Volume"] as const;
  return {
    rowCount: n,
    columns: names.map((name) => ({ name, type: name === "Date" ? "DATE" : "FLOAT", values: Float64Array.from(rows, (row) => row[name]) })),
  };
}

describe.each(marketIndicatorKinds.map((kind) => [kind.name, kind] as const))("%s", (name, kind) => {
  const features = [{ type: name, params: SMALL[name] ?? {} }];

  test("is found by its name, and says what it is, by which formula, from which source and in which unit", () => {
    expect(marketIndicatorKind(name)).toBe(kind);
    for (const words of [kind.title, kind.description, kind.formula, kind.source, kind.unit]) expect(words.length).toBeGreaterThan(2);
  });

  test("the value at t is the same, bit for bit, when the future is cut off or is another", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 30 }), (seed, t) => {
        const table = randomQuotes(seed, 30, 0.1);
        const other = randomQuotes(seed + 1, 30, 0.1);
        const changed: Table = {
          ...table,
          columns: table.columns.map((column, c) => {
            if (column.type === "STRING" || column.name === "Date") return column;
            return {
              ...column,
              values: column.values.map((value, row) => (row < t ? value : ((other.columns[c] as NumericColumn).values[row] as number))),
            };
          }),
        };
        const whole = run(table, features);
        for (const past of [run(sliceTable(table, 0, t), features), run(changed, features)]) {
          whole.forEach(({ values }, k) => {
            for (let row = 0; row < t; row++) expect(Object.is(past[k]?.values[row], values[row])).toBe(true);
          });
        }
      }),
      { numRuns: 25 },
    );
  });

  test("rows in any order, other series beside it and rows without quotes change nothing", () => {
    const table = randomQuotes(5, 40);
    const expected = run(table, features);
    const gaps = randomQuotes(5, 40, 0.2);
    const order = createRng(2).shuffle(allRows(40));
    const shuffled = run(selectRows(table, order), features);
    shuffled.forEach(({ values }, k) => {
      order.forEach((row, i) => void expect(Object.is(values[i], expected[k]?.values[row])).toBe(true));
    });
    const both: Table = {
      rowCount: 80,
      columns: [
        { name: "symbol", type: "STRING", dictionary: ["A", "B"], codes: Int32Array.from({ length: 80 }, (_, i) => i % 2) },
        ...table.columns.map(
          (column, c): Column => ({
            ...(column as NumericColumn),
            values: Float64Array.from(
              { length: 80 },
              (_, i) => ((i % 2 === 0 ? table : gaps).columns[c] as NumericColumn).values[i >> 1] as number,
            ),
          }),
        ),
      ],
    };
    run(both, features, { series: ["symbol"] }).forEach(({ values }, k) => {
      for (let t = 0; t < 40; t++) expect(Object.is(values[2 * t], expected[k]?.values[t])).toBe(true);
    });
  });

  test("a short, an empty and a flat series give no wrong number, and parameters that it does not know are refused", () => {
    const flat: Table = {
      rowCount: 30,
      columns: randomQuotes(1, 30).columns.map((column) =>
        column.name === "Date" || column.type === "STRING" ? column : { ...column, values: new Float64Array(30).fill(7) },
      ),
    };
    for (const table of [randomQuotes(1, 1), sliceTable(randomQuotes(1, 1), 0, 0), flat]) {
      for (const { values } of run(table, features)) {
        expect(values.length).toBe(table.rowCount);
        expect(values.every((value) => Number.isFinite(value) || Number.isNaN(value))).toBe(true);
      }
    }
    expect(() => run(all, [{ type: name, params: { ...PARAMS[name], nonsense: 1 } }])).toThrow(
      expect.objectContaining({ code: "INVALID_INPUT" }),
    );
  });
});

test("RSI of prices that only rise is 100, that only fall 0, that stand still 50", () => {
  const of = (prices: number[]): number => {
    const table: Table = {
      rowCount: prices.length,
      columns: [
        { name: "Date", type: "DATE", values: Float64Array.from(prices, (_, t) => t) },
        { name: "Close", type: "FLOAT", values: Float64Array.from(prices) },
      ],
    };
    return run(table, [{ type: "rsi", params: { window: 3 } }])[0]?.values.at(-1) as number;
  };
  expect([of([1, 2, 3, 4, 5]), of([5, 4, 3, 2, 1]), of([2, 2, 2, 2, 2]), of([2, 3, 2, 3])]).toEqual([100, 0, 50, 100 * (2 / 3)]);
});

test("a series of one half its price lies in a drawdown of 0.5, and beta of twice the benchmark's moves is 2", () => {
  const market = [100, 101, 99, 102, 100, 103];
  const twice = [50];
  for (let t = 1; t < 6; t++) twice.push((twice[t - 1] as number) * (1 + 2 * ((market[t] as number) / (market[t - 1] as number) - 1)));
  const table: Table = {
    rowCount: 6,
    columns: [
      { name: "Date", type: "DATE", values: Float64Array.from(market, (_, t) => t) },
      { name: "Close", type: "FLOAT", values: Float64Array.from(twice) },
      { name: "m", type: "FLOAT", values: Float64Array.from(market) },
    ],
  };
  const [slope, link] = run(table, [
    { type: "beta", params: { benchmark: "m", window: 5 } },
    { type: "correlation", params: { benchmark: "m", window: 5 } },
  ]);
  close(slope?.values[5] as number, 2);
  close(link?.values[5] as number, 1);
  const half: Table = {
    rowCount: 2,
    columns: [
      { name: "Date", type: "DATE", values: Float64Array.of(0, 1) },
      { name: "Close", type: "FLOAT", values: Float64Array.of(10, 5) },
    ],
  };
  expect([...(run(half, [{ type: "drawdown" }])[0]?.values ?? [])]).toEqual([0, 0.5]);
});

const change = (name: string, row: number, value: number): Table => ({
  ...all,
  columns: all.columns.map((column) =>
    column.name === name && column.type !== "STRING" ? { ...column, values: column.values.with(row, value) } : column,
  ),
});
test.each([
  ["an unknown indicator", all, { features: [{ type: "rsii" }] }, /did you mean 'rsi'/],
  ["a quote that was not named", all, { features: [{ type: "atr" }], quotes: { close: "Close" } }, /Name its column as quotes.high/],
  ["a price of zero where a logarithm is taken", change("Close", 7, 0), { features: [{ type: "log-return" }] }, /'Close' is 0 in row 7/],
  ["a high below its low", change("High", 9, 1), { features: [{ type: "atr" }] }, /below the low 'Low' in row 9/],
  ["two rows of one day", change("Date", 3, Date.UTC(2006, 11, 18)), { features: [{ type: "rsi" }] }, /are of one moment/],
  ["two figures of one name", all, { features: [{ type: "rsi" }, { type: "rsi" }] }, /'rsi_14' is taken/],
  ["a window of none", all, { features: [{ type: "sma", params: { window: 0 } }] }, /Parameter 'window' of market indicator 'sma'/],
  ["a fast average slower than the slow one", all, { features: [{ type: "macd", params: { fast: 30 } }] }, /fast average must be shorter/],
  ["an unknown benchmark", all, { features: [{ type: "beta", params: { benchmark: "Opem" } }] }, /did you mean 'Open'/],
  ["an unknown field", all, { features: [{ type: "rsi" }], symbol: "x" }, /not valid/],
])("%s is refused", (_title, table, more, says) => {
  expect(() => marketIndicators(table, { time: "Date", quotes, ...more } as MarketIndicatorsInput)).toThrow(says);
});
