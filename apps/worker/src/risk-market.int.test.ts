import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createRng } from "@plimsoll/features";
import {
  type MarketDetails,
  type MarketForecastResult,
  newId,
  type PredictionResult,
  PredictionSpec,
  type VarBacktestResult,
  VarBacktestSpec,
  type VolatilityResult,
  VolatilitySpec,
} from "@plimsoll/schema";
import { models, modelVersions, type RunRow, schedules } from "@plimsoll/schema/db";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { eventually } from "./testing/processes.ts";
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
  expect(answer.fit).toMatchObject({ source: "STORED", throughDay: "2018-12-31", rowsSince: 0 });
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
  expect(answer.fit).toMatchObject({ source: "STORED", throughDay: dayOf(499), rowsSince: 0 });
  // A schedule's refit of the walk may be older than the version's: the scores are the forecaster's of the newest window.
  const longer = [...lines, ...prices.map((value, i) => `${dayOf(500)},S${i},${(value * 1.01).toFixed(6)}`)];
  const risen = (await forecast(version.id, await written("longer.csv", ["day,symbol,close", ...longer]))).result as MarketForecastResult;
  expect(risen.fit).toMatchObject({ source: "STORED", throughDay: dayOf(499), rowsSince: 1 });
  expect(risen.scores.every(({ score, day }) => score > 0 && day === dayOf(500))).toBe(true);
  expect(answer.scores.map(({ day }) => day)).toEqual(Array(6).fill(dayOf(499)));
  // A rise that goes on: scores have the sign of the last returns.
  answer.scores.forEach(({ score }, i) => {
    expect(Math.sign(score - 0)).toBe(Math.sign(last[i] as number));
  });
});

test("a schedule asks a version for tomorrow as rows come: its parameters stay, the new rows are filtered, and a refit is made when due", async () => {
  const rng = createRng(12);
  let [price, variance] = [100, 1e-4];
  const prices = Array.from({ length: 560 }, () => {
    const z = rng.normal();
    price *= Math.exp(Math.sqrt(variance) * z);
    variance = 2e-6 + 0.1 * variance * z * z + 0.88 * variance;
    return Number(price.toFixed(6));
  });
  // One name: the schedule follows it.
  const upTo = (n: number) => written("index.csv", ["day,price", ...prices.slice(0, n).map((value, t) => `${dayOf(t)},${value}`)]);
  const first = await upTo(531);
  const own = { datasetId: first, timeColumn: "day", column: "price", from: null, modelName: "Scheduled" };
  const window = { size: 500, refitEvery: 20 };
  const fitted = await volatility({
    ...own,
    models: [{ name: "garch", params: { errors: "normal", mean: "zero" } }],
    window,
    horizons: [1, 5],
  });
  const version = await versionOf(fitted);
  const { parameters } = version.details as MarketDetails;
  const due = new Date(Date.now() - 1_000);
  const id = newId("schedule");
  const asked = async (n: number) => {
    const datasetId = await upTo(n);
    const before = (await scheduleOf(id))?.lastRunId ?? null;
    if (before === null)
      await fixture.database.db.insert(schedules).values({
        id,
        workspaceId: fixture.workspaceId,
        name: "Tomorrow",
        job: "market.forecast",
        input: { modelVersionId: version.id, datasetId: first },
        datasetId: first,
        modelVersionId: version.id,
        followDataset: true,
        cadence: "DAILY",
        startsAt: due,
        nextAt: due,
        createdBy: "key_test",
      });
    else await fixture.database.db.update(schedules).set({ nextAt: new Date() }).where(eq(schedules.id, id));
    const newRun = async () => {
      const runId = (await scheduleOf(id))?.lastRunId;
      return runId !== before && runId;
    };
    const runId = await eventually(async () => (await newRun()) || undefined, 60_000, "the schedule's run");
    const run = await fixture.ended(runId);
    expect([run.error, run.datasetId, run.mutation]).toEqual([null, datasetId, "schedule"]);
    return run.result as MarketForecastResult;
  };

  // Fifteen days later: h' = omega + alpha e^2 + beta h from the 500 days of the fit on, written out.
  const answer = await asked(546);
  expect(answer.fit).toEqual({ source: "STORED", throughDay: dayOf(530), rowsSince: 15, refitEvery: 20 });
  expect(answer.parameters).toEqual(parameters);
  const [omega = 0, alpha = 0, beta = 0] = ["omega", "alpha[1]", "beta[1]"].map(
    (name) => parameters.find((own) => own.name === name)?.value ?? 0,
  );
  const returns = Array.from({ length: 545 }, (_, t) => Math.log((prices[t + 1] as number) / (prices[t] as number)));
  const sample = returns.slice(30, 530);
  const mean = sample.reduce((sum, value) => sum + value / 500, 0);
  const weights = Array.from({ length: 75 }, (_, t) => 0.94 ** t);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const backcast = weights.reduce((sum, weight, t) => sum + (weight / total) * ((sample[t] as number) - mean) ** 2, 0);
  const next = returns.slice(30).reduce((h, value) => omega + alpha * value ** 2 + beta * h, omega + (alpha + beta) * backcast);
  expect(answer.volatility[0]?.variance).toBeCloseTo(next, 14);
  // Five days: each expectation is omega + (alpha + beta) times the one before.
  let [sum, ahead] = [0, next];
  for (let day = 0; day < 5; day++) [sum, ahead] = [sum + ahead, omega + (alpha + beta) * ahead];
  expect((answer.volatility[1]?.variance ?? 0) / sum).toBeCloseTo(1, 9);

  // Twenty-nine days later a refit was due nine days ago.
  const later = await asked(560);
  expect(later.fit).toEqual({ source: "DUE", throughDay: dayOf(550), rowsSince: 9, refitEvery: 20 });
  expect(later.parameters.map(({ name }) => name)).toEqual(parameters.map(({ name }) => name));
  expect(later.parameters).not.toEqual(parameters);

  // Prices of a tenth are the same returns; another series is none.
  const tenth = await written("tenth.csv", ["day,price", ...prices.slice(0, 540).map((value, t) => `${dayOf(t)},${value / 10}`)]);
  expect((await forecast(version.id, tenth)).result).toMatchObject({ fit: { source: "STORED", rowsSince: 9 } });
  const other = await written("other.csv", ["day,price", ...walkRows()]);
  expect((await forecast(version.id, other)).result).toMatchObject({ fit: { source: "OTHER_ROWS", throughDay: dayOf(699), rowsSince: 0 } });
}, 300_000);

test("networks are trained by every kind of market job, kept with the version, and forecast later rows untrained", async () => {
  const rng = createRng(21);
  let [price, variance] = [100, 1e-4];
  const quotes = Array.from({ length: 640 }, (_, t) => {
    const open = price;
    const path = Array.from({ length: 8 }, () => {
      price *= Math.exp(Math.sqrt(variance / 8) * rng.normal());
      return price;
    });
    const fall = Math.log(price / open);
    variance = 2e-6 + 0.08 * fall * fall + 0.9 * variance;
    const cells = [open, Math.max(open, ...path), Math.min(open, ...path), price];
    return `${dayOf(t)},${cells.map((value) => value.toFixed(6)).join(",")}`;
  });
  const head = "day,open,high,low,close";
  const first = await written("quotes2.csv", [head, ...quotes.slice(0, 630)]);
  const later = await written("quotes2.csv", [head, ...quotes]);
  const own = { datasetId: first, timeColumn: "day", column: "close", from: null };
  const measure = { kind: "RANGE", measure: "parkinson", open: "open", high: "high", low: "low", close: "close" };
  const small = { units: [4], members: 2, epochs: 2, steps: 3 };
  const window = { kind: "EXPANDING", size: 560, refitEvery: 60 };
  const [vol, tail, direction] = await Promise.all([
    volatility({ ...own, measure, modelName: "Net volatility", models: [{ name: "lstm", params: small }], window, horizons: [1] }),
    backtested({
      ...own,
      measure,
      modelName: "Net VaR",
      methods: [
        { name: "lstm-quantile", params: { ...small, window: 200 } },
        { name: "volatility-filtered", label: "filtered", params: { model: "gru", params: small, window: 100 } },
      ],
      window,
      alphas: [0.95],
      chosen: "lstm-quantile",
    }),
    fixture
      .submitRaw(
        "market.predict",
        PredictionSpec.parse({
          datasetId: first,
          modelName: "Net direction",
          timeColumn: "day",
          quotes: { close: "close", high: "high", low: "low", open: "open" },
          indicators: [{ type: "log-return", name: "last" }],
          forecaster: { kind: "NETWORK", architecture: "gru", params: { units: [4] }, steps: 3, members: 2, epochs: 2 },
          window: { size: 500, refitEvery: 65, embargo: 1 },
        }),
      )
      .then((runId) => fixture.ended(runId)),
  ]);
  const result = (tail.result as VarBacktestResult | null)?.studies[0];
  expect([vol.error, tail.error, direction.error]).toEqual([null, null, null]);
  for (const { levels } of result?.methods ?? []) {
    // A daily deviation of 1 % has a 95 % VaR of 1.6 %; a network of two epochs is within a factor of two and a half.
    expect(levels[0]?.latest.var).toBeGreaterThan(0.0066);
    expect(levels[0]?.latest.var).toBeLessThan(0.041);
  }
  const [volatile] = (vol.result as VolatilityResult).models;
  expect(volatile?.latest[0]?.volatility).toBeGreaterThan(0.004);
  expect(volatile?.latest[0]?.volatility).toBeLessThan(0.03);
  expect((direction.result as PredictionResult).nPredictions).toBeGreaterThan(100);
  for (const run of [vol, tail, direction]) {
    const { id } = await versionOf(run);
    const asked = await forecast(id, later);
    expect(asked.error).toBeNull();
    const { fit, volatility: daily, tail: levels, scores } = asked.result as MarketForecastResult;
    expect(fit).toMatchObject({ source: "STORED", rowsSince: 10 });
    const numbers = [
      ...daily.map((day) => day.variance),
      ...levels.flatMap((level) => [level.var, level.es]),
      ...scores.map(({ score }) => score),
    ];
    expect(numbers.length).toBeGreaterThan(0);
    expect(numbers.every(Number.isFinite)).toBe(true);
    // The same again, to the last digit: nothing is trained anew.
    expect((await forecast(id, later)).result).toEqual(asked.result);
  }
}, 300_000);

const scheduleOf = async (id: string) => (await fixture.database.db.select().from(schedules).where(eq(schedules.id, id)))[0];

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
