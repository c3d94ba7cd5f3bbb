/** Market risk on real series: the reference's rolling backtest, the default method on every series of data/, networks in the same walk. */
import {
  loadEngine,
  type MarketSeries,
  measureOf,
  returnsOf,
  type StudiedMethod,
  studyVar,
  studyVolatility,
  type VarStudy,
} from "@plimsoll/ml";
import { dataColumn, golden, ohlcPrices, percentReturns } from "../packages/ml/src/risk/market/testing/sp500.ts";
import { type Check, finish, isEntry } from "./checks.ts";

const LEVELS = [0.99, 0.95];
const WALK = { kind: "ROLLING", size: 1000, refitEvery: 20 } as const;
/** A network is fitted once a year on all that lies before, and never on what it forecasts. */
const YEARLY = { kind: "EXPANDING", size: 1000, refitEvery: 250 } as const;

const walkVar = (
  series: MarketSeries,
  methods: readonly StudiedMethod[],
  seed: number,
  engine: Awaited<ReturnType<typeof loadEngine>> | null,
) => studyVar({ series, methods, alphas: LEVELS, horizon: 1, window: WALK, level: 0.05, seed, engine });

type Report = VarStudy["methods"][number]["reports"][number];
const pValue = ({ tests }: Report, name: string) => tests.find((test) => test.name === name)?.pValue ?? 0;
const covered = (report: Report) => pValue(report, "kupiec") > 0.05 && pValue(report, "christoffersen-joint") > 0.05;
const coverage = (report: Report) =>
  `${report.hits} of ${report.expectedHits.toFixed(1)}, p ${pValue(report, "kupiec").toFixed(2)} and ${pValue(report, "christoffersen-joint").toFixed(2)}`;

/** Hits, Z2 and FZ0 of the reference (golden/market.json, made by arch and numpy). */
async function reference(): Promise<Check[]> {
  const garch = (process: string, errors: string) => ({ method: "garch", params: { process, errors } });
  const { methods } = await walkVar(
    { returns: percentReturns(), measure: null },
    [
      { label: "hs250", method: "historical", params: { window: 250 } },
      { label: "hs1000", method: "historical", params: { window: 1000 } },
      { label: "ewma94_normal", method: "parametric", params: { distribution: "normal", volatility: "ewma", mean: "zero" } },
      { label: "garch_normal", ...garch("garch", "normal") },
      { label: "garch_t", ...garch("garch", "t") },
      { label: "gjr_t", ...garch("gjr", "t") },
      { label: "fhs_garch", method: "filtered-historical", params: { process: "garch", errors: "normal" } },
      { label: "fhs_gjr", method: "filtered-historical" },
    ],
    1,
    null,
  );
  const checks = methods.flatMap(({ label, reports }, at): Check[] =>
    reports.map((report) => {
      const expected = golden.rolling.var_backtests[label][report.alpha === 0.99 ? "p01" : "p05"];
      const apart = Math.abs(report.hits - expected.violations);
      return [
        `S&P 500, ${label}, ${report.alpha}: the reference's hits`,
        apart <= (at < 3 ? 0 : 2),
        `${report.hits}, FZ0 ${report.scores.fz0?.toFixed(4)}; reference ${expected.violations}, ${expected.fz0}`,
      ];
    }),
  );
  for (const report of methods.at(-1)?.reports ?? [])
    checks.push([`S&P 500, FHS-GJR, ${report.alpha}: Kupiec and joint test do not reject`, covered(report), coverage(report)]);
  return checks;
}

/** Every daily series of data/: a commodity, an index of volatility, stocks, and a basket of them. */
function otherSeries(): [name: string, returns: Float64Array][] {
  const stocks = ["AAPL", "BAC", "CVX", "GE", "JNJ", "JPM", "KO", "MSFT", "PFE", "UNH", "WMT", "XOM"].map(
    (name): [string, Float64Array] => [name, returnsOf(dataColumn("market_us20_stocks_daily_1990_2022.csv.gz", name), "log").returns],
  );
  const basket = (stocks[0] as [string, Float64Array])[1].map((_, t) =>
    stocks.reduce((sum, [, returns]) => sum + (returns[t] as number) / stocks.length, 0),
  );
  return [
    ["WTI crude", returnsOf(dataColumn("market_wti_daily_1986_2019.csv.gz", "DCOILWTICO"), "log").returns],
    ["VIX", returnsOf(dataColumn("market_vix_daily_1990_2026.csv.gz", "CLOSE"), "log").returns],
    ...stocks,
    ["equal weights", basket],
  ];
}

/** The default method with its defaults: what is right for one series only would fail here. */
async function elsewhere(): Promise<Check[]> {
  const all: { report: Report; historical: Report }[] = [];
  for (const [name, returns] of otherSeries()) {
    const { methods } = await walkVar({ returns, measure: null }, [{ method: "filtered-historical" }, { method: "historical" }], 1, null);
    (methods[0]?.reports ?? []).forEach((report, a) => {
      process.stdout.write(`     ${name}, ${report.alpha}: ${coverage(report)}\n`);
      all.push({ report, historical: methods[1]?.reports[a] as Report });
    });
  }
  const rejected = (name: string, pick: (entry: (typeof all)[number]) => Report) =>
    all.filter((entry) => pick(entry).tests.find((test) => test.name === name)?.rejected).length;
  const n = all.length;
  const [kupiec, joint] = [rejected("kupiec", ({ report }) => report), rejected("christoffersen-joint", ({ report }) => report)];
  const plain = rejected("christoffersen-joint", ({ historical }) => historical);
  const better = all.filter(({ report, historical }) => (report.scores.fz0 ?? 0) < (historical.scores.fz0 ?? 0)).length;
  // Of 30 right models 5 % are rejected; six or more have a chance below 1 %.
  return [
    [`${n} walks on other series: Kupiec rejects FHS-GJR no more often than it would a right model`, kupiec < 6, String(kupiec)],
    [`${n} walks on other series: so does the joint test`, joint < 6, String(joint)],
    [`${n} walks on other series: historical simulation is rejected in most`, plain > n / 2, String(plain)],
    [`${n} walks on other series: FHS-GJR has the lower FZ0 in each`, better === n, String(better)],
  ];
}

/** Networks against GARCH and GJR in the same walk, and their VaR by filtering. */
async function networks(seed: number): Promise<Check[]> {
  const engine = await loadEngine();
  const series = { returns: percentReturns(), measure: measureOf("parkinson", ohlcPrices(), 100).slice(1) };
  const study = await studyVolatility({
    data: series,
    models: [{ model: "garch" }, { label: "gjr-t", model: "gjr", params: { errors: "t" } }, { model: "lstm", window: YEARLY }],
    combinations: [{ label: "mean", members: ["lstm", "gjr-t"] }],
    window: WALK,
    horizons: [1],
    proxy: "SQUARED_RETURN",
    seed,
    engine,
  });
  const qlike = (label: string) => study.losses.find((loss) => loss.label === label)?.qlike ?? Number.NaN;
  const against = study.comparisons.find(({ loss, a, b }) => loss === "QLIKE" && a === "garch" && b === "lstm");
  const { methods } = await walkVar(
    series,
    [{ label: "lstm", method: "volatility-filtered", params: { model: "lstm", window: 1000 }, window: YEARLY }],
    seed,
    engine,
  );
  const checks: Check[] = [
    [`seed ${seed}: QLIKE of the LSTM is at most 0.715`, qlike("lstm") <= 0.715, qlike("lstm").toFixed(4)],
    [`seed ${seed}: of its mean with GJR-t at most 0.700`, qlike("mean") <= 0.7, qlike("mean").toFixed(4)],
    [
      `seed ${seed}: it is better than GARCH, p < 0.05 to one side`,
      (against?.statistic ?? 0) >= 1.65,
      `t = ${against?.statistic?.toFixed(2)}`,
    ],
  ];
  for (const report of methods[0]?.reports ?? []) {
    checks.push([`seed ${seed}, ${report.alpha}: VaR of the LSTM by filtering keeps its coverage`, covered(report), coverage(report)]);
    if (report.alpha === 0.99)
      checks.push([`seed ${seed}: its FZ0 is at most 1.13`, (report.scores.fz0 ?? 9) <= 1.13, report.scores.fz0?.toFixed(4)]);
  }
  return checks;
}

const parts: Record<string, (seed: number) => Promise<Check[]>> = {
  reference,
  series: elsewhere,
  networks,
};

export async function run(part: string, seed: number): Promise<boolean> {
  const own = parts[part];
  if (!own) throw new Error(`No part '${part}'. There are: ${Object.keys(parts).join(", ")}.`);
  return finish(`market-risk, ${part}`, await own(seed));
}

if (isEntry(import.meta.url)) process.exit((await run(process.argv[2] ?? "reference", Number(process.argv[3] ?? 1))) ? 0 : 1);
