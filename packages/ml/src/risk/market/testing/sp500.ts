import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { type AssetReturns, returnsOfPrices } from "../../portfolio/returns.ts";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

export const golden = JSON.parse(readFileSync(path("../golden/market.json"), "utf8"));

/** A column of `data/market_*.csv.gz`; an empty cell is NaN. */
export function dataColumn(file: string, column: string): Float64Array {
  const [head = "", ...lines] = gunzipSync(readFileSync(path(`../../../../../../data/${file}`)))
    .toString("utf8")
    .trim()
    .split("\n");
  const at = head.split(",").indexOf(column);
  return Float64Array.from(lines, (line) => {
    const cell = line.split(",")[at] ?? "";
    return cell === "" ? Number.NaN : Number(cell);
  });
}

const SP500 = "market_sp500_daily_1999_2018.csv.gz";

/** 100 ln(P_t / P_(t-1)) of the adjusted close, [5030], as the reference has them. */
export function percentReturns(): Float64Array {
  const prices = dataColumn(SP500, "Adj Close");
  return Float64Array.from({ length: prices.length - 1 }, (_, t) => 100 * Math.log((prices[t + 1] as number) / (prices[t] as number)));
}

/** Open, high, low and close, [5031] each. The close is the adjusted one, equal to the raw one for this index. */
export const ohlcPrices = () => {
  const [open, high, low, close] = ["Open", "High", "Low", "Close"].map((column) => dataColumn(SP500, column)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { open, high, low, close };
};

/** Simple returns of some of 20 US stocks, rows [from, to) of all. */
export function stockReturns(assets: readonly string[], from: number, to: number): AssetReturns {
  const prices = assets.map((asset) => dataColumn("market_us20_stocks_daily_1990_2022.csv.gz", asset).subarray(from, to + 1));
  return returnsOfPrices(assets, prices);
}
