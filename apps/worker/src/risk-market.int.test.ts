import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRng } from "@plimsoll/features";
import {
  type MarketDetails,
  type MarketForecastResult,
  type PredictionResult,
  PredictionSpec,
  type VarBacktestResult,
  VarBacktestSpec,
  type VolatilityResult,
  VolatilitySpec,
} from "@plimsoll/schema";
import { models, modelVersions, type RunRow } from "@plimsoll/schema/db";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

let fixture: Fixture;
let worker: RunningWorker;
let sp500: string;
const SP500 = fileURLToPath(new URL("../../../data/market_sp500_daily_1999_2018.csv.gz", import.meta.url));

async function ingested(path: string): Promise<string> {
  const { runId, datasetId } = await fixture.submitIngest(path);
  const run = await fixture.ended(runId);
  if (run.error) throw new Error(run.error.message);
  return datasetId;
}
async function written(name: string, lines: readonly string[]): Promise<string> {
  const path = join(fixture.folder, name);
  await writeFile(path, `${lines.join("\n")}\n`);
  return ingested(path);
}
const dayOf = (t: number) => new Date(Date.UTC(2015, 0, 1 + t)).toISOString().slice(0, 10);

beforeAll(async () => {
  fixture = await startFixture();
  worker = await startWorker({ databaseUrl: fixture.url, home: fixture.home, engine: "CPU", logLevel: "silent", codeVersion: "test" });
  sp500 = await ingested(SP500);
});
afterAll(async () => {
  await worker?.close();
  await fixture?.close();
});

const series = () => ({ datasetId: sp500, timeColumn: "Date", column: "Adj Close", from: "2012-01-01" });
const volatility = async (spec: Record<string, unknown>) =>
  fixture.ended(await fixture.submitRaw("market.fit", VolatilitySpec.parse({ ...series(), modelName: "Volatility", ...spec })));
const backtested = async (spec: Record<string, unknown>) =>
  fixture.ended(await fixture.submitRaw("market.backtest", VarBacktestSpec.parse({ ...series(), modelName: "VaR", ...spec })));
const forecast = async (modelVersionId: string, datasetId: string) =>
  fixture.ended(await fixture.submitRaw("market.forecast", { modelVersionId, datasetId }));

async function versionOf(run: RunRow) {
  expect(run.error).toBeNull();
  const [version] = await fixture.database.db
    .select({
      id: modelVersions.id,
      details: modelVersions.details,
      metrics: modelVersions.metrics,
      kind: models.kind,
      lineage: modelVersions.lineage,
    })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .where(eq(modelVersions.runId, run.id));
  if (!version) throw new Error("no version");
  return version;
}

test("volatility models are compared on the S&P 500, the best is a version, and it forecasts a later data set", async () => {
  const run = await volatility({
    models: [
      { name: "ewma" },
      { name: "garch" },
      { name: "gjr", params: { errors: "t" } },
      { name: "log-har", label: "range", window: { kind: "EXPANDING", size: 500, refitEvery: 250 } },
    ],
    combinations: [{ label: "mean", members: ["garch", "range"] }],
    measure: { kind: "RANGE", measure: "garman-klass", open: "Open", high: "High", low: "Low", close: "Close" },
    window: { size: 500, refitEvery: 250 },
    horizons: [1, 5],
  });
  const version = await versionOf(run);
  const result = run.result as VolatilityResult;
  expect(result.models.map(({ label }) => label)).toEqual(["ewma", "garch", "gjr", "range", "mean"]);
  expect(result).toMatchObject({
    proxy: "MEASURE",
    horizons: [1, 5],
    series: { unit: "DECIMAL", read: { from: "2012-01-03", to: "2018-12-31" } },
  });
  // Daily volatility of a stock index is between 0.2 and 5 %, and five days are more volatile than one.
  for (const { latest, path } of result.models) {
    expect(latest[0]?.volatility).toBeGreaterThan(0.002);
    expect(latest[1]?.volatility).toBeGreaterThan(latest[0]?.volatility ?? 1);
    expect(Math.max(...path)).toBeLessThan(0.05);
  }
  const [garch, range, mean] = ["garch", "range", "mean"].map(
    (name) => result.models.find(({ label }) => label === name)?.latest[0]?.variance ?? 0,
  );
  expect(mean).toBeCloseTo(Math.sqrt((garch as number) * (range as number)), 12);
  expect(result.models[1]?.parameters.find(({ name }) => name === "beta[1]")?.robustStandardError).toBeGreaterThan(0);
  // Ten pairs, two horizons, two losses.
  expect(result.comparisons).toHaveLength(40);
  expect(result.comparisons.every(({ pValue, better }) => (better === null) === pValue >= 0.05)).toBe(true);
  const best = result.models.slice(0, 4).toSorted((a, b) => (a.losses[0]?.qlike ?? 0) - (b.losses[0]?.qlike ?? 0))[0]?.label;
  expect(result.chosen).toBe(best);
  expect(version).toMatchObject({
    kind: "MARKET",
    details: { model: { type: "VOLATILITY", entry: { name: best === "range" ? "log-har" : best } } },
  });
  const text = await readFile(await openLocalStorage(homeFolders(fixture.home).artifacts).localPath(run.output?.sha256 ?? ""), "utf8");
  expect(text.split("\n")).toHaveLength(result.range.nOrigins + 2);
  expect(text.split("\n")[0]).toContain("garch_variance_5");

  const asked = await forecast(version.id, sp500);
  expect(asked.error).toBeNull();
  const answer = asked.result as MarketForecastResult;
  expect(answer).toMatchObject({ type: "VOLATILITY", day: "2018-12-31", tail: [], scores: [] });
  // The same rows and the same window: the study's own newest fit.
  expect(answer.volatility).toEqual(result.models.find(({ label }) => label === result.chosen)?.latest);
});

test("VaR methods are backtested with every test, at several levels and horizons, and a version is asked for tomorrow", async () => {
  const run = await backtested({
    methods: [{ name: "historical" }, { name: "filtered-historical" }, { name: "parametric", label: "normal" }],
    window: { size: 500, refitEvery: 125 },
    horizons: [1, 10],
    chosen: "filtered-historical",
  });
  const version = await versionOf(run);
  const result = run.result as VarBacktestResult;
  expect(result.studies.map(({ horizon }) => horizon)).toEqual([1, 10]);
  const [day, tenDays] = result.studies;
  for (const { levels } of day?.methods ?? []) {
    expect(levels.map(({ alpha }) => alpha)).toEqual([0.95, 0.975, 0.99]);
    for (const level of levels) {
      expect(level.tests.map(({ name }) => name)).toEqual(
        expect.arrayContaining(["kupiec", "christoffersen-independence", "christoffersen-joint", "dynamic-quantile", "acerbi-szekely-z2"]),
      );
      expect(level.tests.find(({ name }) => name === "kupiec")?.size).toMatchObject({ method: "exact" });
      // Every hit is on the path, which holds the day's loss above its VaR.
      expect(level.hitPlaces).toHaveLength(level.hits);
      for (const place of level.hitPlaces) expect(day?.losses[place]).toBeGreaterThan(level.varPath[place] ?? 1);
      expect(level.latest.es).toBeGreaterThan(level.latest.var);
    }
    expect(levels[2]?.trafficLight).toMatchObject({ n: 250, multipliers: { basel1996: expect.any(Number), mar32: expect.any(Number) } });
    expect(levels[1]?.trafficLight.multipliers).toBeNull();
  }
  expect(tenDays?.range.nOrigins).toBe(Math.floor((day?.range.nOrigins ?? 0) / 10));
  expect(version.metrics.map(({ name }) => name)).toContain("conditional_coverage_p");
  expect((version.details as MarketDetails).model).toMatchObject({ type: "VAR", alphas: [0.95, 0.975, 0.99], series: { to: null } });

  const answer = (await forecast(version.id, sp500)).result as MarketForecastResult;
  const own = day?.methods[1]?.levels.map(({ alpha, latest }) => ({ horizon: 1, alpha, ...latest }));
  expect(answer.tail.filter(({ horizon }) => horizon === 1)).toEqual(own);
  expect(answer.yesterday).toMatchObject({ day: "2018-12-31", levels: [{ alpha: 0.95, isHit: false }, {}, {}] });
});

test("positions are a series of profits in currency: doubled, they have twice the VaR", async () => {
  const rng = createRng(4);
  const lines = Array.from(
    { length: 420 },
    (_, t) => `${dayOf(t)},${(0.01 * rng.normal()).toFixed(8)},${(0.02 * rng.normal()).toFixed(8)}`,
  );
  const datasetId = await written("assets.csv", ["day,a,b", ...lines]);
  const of = async (factor: number) => {
    const positions = [
      { asset: "a", amount: 1_000_000 * factor },
      { asset: "b", amount: -500_000 * factor },
    ];
    const spec = { datasetId, timeColumn: "day", column: null, from: null, values: "SIMPLE_RETURNS", positions };
    const run = await backtested({ ...spec, methods: [{ name: "historical" }], window: { size: 300, refitEvery: 50 }, alphas: [0.95] });
    expect(run.error).toBeNull();
    return run.result as VarBacktestResult;
  };
  const [one, two] = [await of(1), await of(2)];
  expect(one.series.unit).toBe("CURRENCY");
  const latest = (result: VarBacktestResult) => result.studies[0]?.methods[0]?.levels[0]?.latest.var ?? 0;
  // Normal with a deviation of sqrt(10,000^2 + 10,000^2): VaR 1.645 * 14,142 = 23,263; the sample's quantile of 300 days is within a fifth.
  expect(Math.abs(latest(one) / 23_263 - 1)).toBeLessThan(0.2);
  expect(latest(two) / latest(one)).toBeCloseTo(2, 6);
});

test("returns that follow the last one are predicted, and yesterday's scores are asked of a version", async () => {
  const rng = createRng(6);
  const prices = [100, 100, 100, 100, 100, 100];
  const last = prices.map(() => 0);
  const lines: string[] = [];
  for (let t = 0; t < 500; t++) {
    prices.forEach((price, i) => {
      last[i] = 0.35 * (last[i] as number) + 0.01 * rng.normal();
      prices[i] = price * Math.exp(last[i] as number);
      lines.push(`${dayOf(t)},S${i},${(prices[i] as number).toFixed(6)}`);
    });
  }
  const datasetId = await written("quotes.csv", ["day,symbol,close", ...lines]);
  const spec = PredictionSpec.parse({
    datasetId,
    modelName: "Momentum",
    timeColumn: "day",
    seriesColumns: ["symbol"],
    quotes: { close: "close" },
    indicators: [{ type: "log-return", name: "last" }],
    lag: 0,
    forecaster: { kind: "BASELINE", baseline: "LINEAR" },
    target: "RETURN",
    rule: "sign",
    window: { size: 250, refitEvery: 50, embargo: 2 },
  });
  const run = await fixture.ended(await fixture.submitRaw("market.predict", spec));
  const version = await versionOf(run);
  const result = run.result as PredictionResult;
  // Autocorrelation 0.35 is an IC of about 0.35, which is enough to be suspected: the audit runs.
  expect(result.ic.mean).toBeGreaterThan(0.2);
  expect(result.ic.mean).toBeLessThan(0.5);
  expect(result.audit).not.toBeNull();
  expect(result.strategies.map(({ name }) => name)).toEqual(["strategy", "buy and hold", "equal weight", "naive"]);
  expect(result.hitRate.rate).toBeGreaterThan(result.hitRate.majority);
  expect(result.folds.every(({ nPurged }) => nPurged > 0)).toBe(true);
  expect(result.latest.map(({ asset }) => asset)).toEqual(["S0", "S1", "S2", "S3", "S4", "S5"]);
  const answer = (await forecast(version.id, datasetId)).result as MarketForecastResult;
  expect(answer.scores.map(({ day }) => day)).toEqual(Array(6).fill(dayOf(499)));
  // A rise that goes on: scores have the sign of the last returns.
  answer.scores.forEach(({ score }, i) => {
    expect(Math.sign(score - 0)).toBe(Math.sign(last[i] as number));
  });
});

/** 700 days of a random walk, one row a day. */
function walkRows(): string[] {
  const rng = createRng(2);
  let price = 50;
  return Array.from({ length: 700 }, (_, t) => {
    price *= Math.exp(0.01 * rng.normal());
    return `${dayOf(t)},${price.toFixed(4)}`;
  });
}
const withDay = (rows: readonly string[], at: number, value: string) => rows.map((row, t) => (t === at ? `${dayOf(t)},${value}` : row));
async function backtestOf(name: string, rows: readonly string[], spec: Record<string, unknown>) {
  const datasetId = await written(`${name}.csv`, ["day,price", ...rows]);
  return backtested({ datasetId, timeColumn: "day", column: "price", from: null, window: { size: 500, refitEvery: 100 }, ...spec });
}

test.each<[string, (rows: string[]) => string[], string, RegExp]>([
  ["gap", (rows) => withDay(rows, 300, ""), "INVALID_INPUT", /2015-10-28/],
  ["duplicate", (rows) => [...rows, `${dayOf(10)},51`], "INVALID_INPUT", /2015-01-11/],
  ["zero", (rows) => withDay(rows, 100, "0"), "INVALID_INPUT", /difference.*2015-04-11/],
  ["negative", (rows) => withDay(rows, 100, "-37.63"), "INVALID_INPUT", /difference.*2015-04-11/],
  ["one", (rows) => rows.slice(0, 1), "INVALID_INPUT", /two days/],
  ["short", (rows) => rows.slice(0, 40), "INVALID_INPUT", /window|at least/],
  ["constant", (rows) => rows.map((_, t) => `${dayOf(t)},50`), "DEGENERATE_SERIES", /no variance/],
])("a series that is none (%s) ends its run with the place of what is wrong", async (name, change, code, words) => {
  const run = await backtestOf(name, change(walkRows()), { methods: [{ name: "filtered-historical" }] });
  expect([run.status, run.error?.code]).toEqual(["FAILED", code]);
  expect(run.error?.message).toMatch(words);
});

test("prices below zero have differences", async () => {
  const rows = withDay(walkRows(), 100, "-37.63");
  const run = await backtestOf("below", rows, { methods: [{ name: "historical" }], returns: "DIFFERENCE" });
  expect(run.error).toBeNull();
  expect((run.result as VarBacktestResult).series.unit).toBe("PRICE");
});
