import { type MarketDetails, MarketSeriesSpec, StudiedSpec, type VarBacktestResult, WindowSpec } from "@plimsoll/schema";
import { claimRun, models, modelVersions, succeedRun } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness, readyDataset, trainedVersion } from "./testing/harness.ts";

let harness: Harness;
let prices: string;
beforeAll(async () => {
  harness = await openHarness();
  prices = await readyDataset(harness.database, harness.workspaceId, { day: "DATE", a: "FLOAT", b: "FLOAT", rv: "FLOAT", note: "STRING" });
});
afterAll(() => harness?.close());

type Value = Record<string, unknown> & { code?: string; path?: string[] };
async function call(field: string, input: Record<string, unknown>, selection: string): Promise<Value> {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) { ${field}(input: $input) { __typename ... on ${type}Success { ${selection} } ... on UserError { code message path } } }`;
  const { data, errors } = await harness.ask<Record<string, Value>>(query, { input });
  return data?.[field] ?? { code: errors?.[0]?.extensions.code };
}
const series = () => ({ datasetId: prices, timeColumn: "day", column: "a" });
const volatility = (given: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
  call(
    "submitVolatility",
    { series: { ...series(), ...more }, modelName: "Vol", models: [{ name: "gjr" }], ...given },
    "run { kind job input volatility { chosen } }",
  );
const backtest = (given: Record<string, unknown> = {}, more: Record<string, unknown> = {}) =>
  call(
    "submitVarBacktest",
    { series: { ...series(), ...more }, modelName: "VaR", methods: [{ name: "historical" }], ...given },
    "run { id kind job input varBacktest { chosen } }",
  );

test("submissions are MARKET runs whose input holds every default", async () => {
  expect(await volatility({ models: [{ name: "har" }] }, { measureColumn: { column: "rv" } })).toMatchObject({
    run: {
      kind: "MARKET",
      job: "market.fit",
      volatility: null,
      input: {
        column: "a",
        returns: "LOG",
        horizons: [1, 5, 21],
        window: { kind: "ROLLING", size: 1000, refitEvery: 21 },
        measure: { kind: "COLUMN", scale: 1 },
      },
    },
  });
  expect(await backtest({}, { column: null, positions: [{ asset: "a", amount: 5 }] })).toMatchObject({
    run: { job: "market.backtest", varBacktest: null, input: { alphas: [0.95, 0.975, 0.99], horizons: [1], level: 0.05, column: null } },
  });
});

test.each<[string, Record<string, unknown>, Record<string, unknown>, string, string[]]>([
  ["an unknown column", {}, { column: "z" }, "UNKNOWN_COLUMN", ["series", "column"]],
  ["a column of text", {}, { column: "note" }, "TYPE_MISMATCH", ["series", "column"]],
  ["a column and positions", {}, { positions: [{ asset: "b", amount: 1 }] }, "INVALID_INPUT", ["series", "column"]],
  ["positions of zero", {}, { column: null, positions: [{ asset: "b", amount: 0 }] }, "INVALID_INPUT", ["series", "positions"]],
  ["days without a time column", {}, { timeColumn: null, from: "2020-01-01" }, "INVALID_INPUT", ["series", "timeColumn"]],
  ["an unknown method", { methods: [{ name: "magic" }] }, {}, "INVALID_INPUT", []],
  ["a parameter that is none", { methods: [{ name: "historical", params: { colour: 1 } }] }, {}, "INVALID_INPUT", ["methods", "0"]],
  ["one label twice", { methods: [{ name: "historical" }, { name: "historical" }] }, {}, "INVALID_INPUT", ["methods"]],
  ["a choice of a stranger", { chosen: "other" }, {}, "INVALID_INPUT", ["chosen"]],
  ["a level in percent", { alphas: [99] }, {}, "INVALID_INPUT", []],
  ["a window of one day", { window: { size: 1 } }, {}, "INVALID_INPUT", ["window", "size"]],
])("a backtest with %s is refused", async (_what, given, more, code, path) => {
  const answer = await backtest(given, more);
  expect(answer).toMatchObject({ code });
  expect((answer.path ?? []).slice(0, path.length)).toEqual(path);
});

test("a volatility model that reads a measure needs one, and horizons ascend", async () => {
  expect(await volatility({ models: [{ name: "har" }] })).toMatchObject({ code: "INVALID_INPUT", path: ["models"] });
  expect(await volatility({ horizons: [5, 1] })).toMatchObject({ code: "INVALID_INPUT", path: ["horizons"] });
  expect(await volatility({ proxy: "MEASURE" })).toMatchObject({ code: "INVALID_INPUT", path: ["proxy"] });
  expect(await volatility({ combinations: [{ label: "mix", members: ["gjr", "other"] }] })).toMatchObject({ code: "INVALID_INPUT" });
  const range = { measure: "eyeball", open: "a", high: "a", low: "a", close: "a" };
  expect(await volatility({}, { measureRange: range })).toMatchObject({ code: "INVALID_INPUT" });
});

test("a prediction has one forecaster, and its indicators and rule exist", async () => {
  const given = { datasetId: prices, modelName: "P", timeColumn: "day", quotes: { close: "a" }, indicators: [{ type: "log-return" }] };
  const submitted = (more: Record<string, unknown>) =>
    call("submitPrediction", { ...given, ...more }, "run { job input prediction { nDays } }");
  expect(await submitted({ network: { architecture: "mlp", options: { epochs: 3 } } })).toMatchObject({
    run: { job: "market.predict", prediction: null, input: { forecaster: { kind: "NETWORK", epochs: 3, steps: 1 }, lag: 1, rule: "sign" } },
  });
  expect((await submitted({})).code).toBe("INVALID_INPUT");
  expect((await submitted({ baseline: "LINEAR", network: { architecture: "mlp" } })).code).toBe("INVALID_INPUT");
  expect((await submitted({ baseline: "LINEAR", rule: "hunch" })).path).toEqual(["rule"]);
  expect((await submitted({ baseline: "LINEAR", indicators: [{ type: "horoscope" }] })).code).toBe("INVALID_INPUT");
  expect((await submitted({ baseline: "LINEAR", quotes: { close: "note" } })).code).toBe("TYPE_MISMATCH");
});

test("a backtest's result is answered in its types, and its version says what it is and can be asked", async () => {
  const { run } = (await backtest()) as { run: { id: string } };
  const test = { name: "kupiec", title: "Kupiec", question: "?", statistic: 1, reference: "chi-squared (1)", pValue: 0.3 };
  const level = {
    alpha: 0.99,
    n: 250,
    hits: 3,
    expectedHits: 2.5,
    hitRate: 0.012,
    meanVar: 0.02,
    meanEs: 0.03,
    tests: [
      {
        ...test,
        finiteSamplePValue: 0.4,
        size: { value: 0.06, method: "exact" as const, standardError: 0 },
        rejected: false,
        note: null,
        details: [],
      },
    ],
    pinball: 0.001,
    fz0: -3,
    trafficLight: {
      n: 250,
      x: 3,
      zone: "GREEN" as const,
      cumulativeProbability: 0.76,
      errorProbability: 0.46,
      greenMost: 4,
      yellowMost: 9,
      multipliers: { basel1996: 3, mar32: 1.5 },
    },
    rolling: null,
    varPath: [0.02],
    esPath: [0.03],
    hitPlaces: [0],
    latest: { var: 0.02, es: 0.03 },
  };
  const point = { at: 0, day: "2020-01-02" };
  const result: VarBacktestResult = {
    series: {
      read: { nRows: 300, nDropped: 0, from: "2020-01-01", to: "2020-12-31" },
      nReturns: 299,
      unit: "DECIMAL",
      mean: 0,
      deviation: 0.01,
      min: -0.1,
      max: 0.1,
      skewness: 0,
      kurtosis: 3,
      nZero: 0,
      longestZeroRun: 0,
    },
    alphas: [0.99],
    level: 0.05,
    studies: [
      {
        horizon: 1,
        range: { nOrigins: 250, from: point, to: point },
        path: { at: [0], days: ["2020-01-02"] },
        losses: [0.03],
        methods: [{ label: "historical", method: "historical", nFits: 1, parameters: [], statistics: [], levels: [level] }],
        comparisons: [],
        confidenceSets: [],
      },
    ],
    chosen: "historical",
  };
  await harness.database.transaction(async (tx) => {
    const claim = await claimRun(harness.database, run.id, { id: "wrk_test", engine: "CPU" });
    if (!claim) throw new Error("not claimed");
    await succeedRun(tx, claim, { result });
  });
  const query = `query ($id: ID!) { run(id: $id) { varBacktest { chosen series { unit } studies { horizon losses path { days } methods { label levels {
    alpha hits tests { name pValue finiteSamplePValue size { value isExact } } trafficLight { zone multipliers { basel1996 mar32 } } hitPlaces latest { var es } } } } } } }`;
  const { data } = await harness.ask<{ run: unknown }>(query, { id: run.id });
  expect(data?.run).toMatchObject({
    varBacktest: {
      studies: [
        {
          path: { days: ["2020-01-02"] },
          methods: [{ levels: [{ tests: [{ size: { isExact: true } }], trafficLight: { multipliers: { mar32: 1.5 } } }] }],
        },
      ],
    },
  });

  const { versionId, modelId } = await trainedVersion(harness.database, harness.workspaceId, "VaR", "key_test");
  expect(await call("submitMarketForecast", { modelVersionId: versionId }, "run { id }")).toMatchObject({ code: "INVALID_INPUT" });
  const details: MarketDetails = {
    model: {
      type: "VAR",
      series: MarketSeriesSpec.parse(series()),
      entry: StudiedSpec.parse({ name: "historical" }),
      window: WindowSpec.parse({}),
      alphas: [0.99],
      horizons: [1],
      seed: 1,
    },
    parameters: [],
    statistics: [],
  };
  await harness.database.db.update(models).set({ kind: "MARKET" }).where(eq(models.id, modelId));
  await harness.database.db.update(modelVersions).set({ details, signature: null }).where(eq(modelVersions.id, versionId));
  const asked = await call(
    "submitMarketForecast",
    { modelVersionId: versionId, datasetId: prices },
    "run { job input marketForecast { day } }",
  );
  expect(asked).toMatchObject({
    run: { job: "market.forecast", input: { modelVersionId: versionId, datasetId: prices }, marketForecast: null },
  });
  const version = await harness.ask("query ($id: ID!) { modelVersion(id: $id) { market { type definition } } }", { id: versionId });
  expect(version.data).toMatchObject({ modelVersion: { market: { type: "VAR", definition: { alphas: [0.99] } } } });
});

test("registries of market risk are there for a viewer", async () => {
  const key = await harness.keyOf("VIEWER");
  const query =
    "{ volatilityModels { name params } varMethods { name } varBacktests { name question } positionRules { name leastAssets } }";
  const { data } = await harness.ask<Record<string, { name: string }[]>>(query, {}, key);
  expect(data?.varMethods?.[0]?.name).toBe("filtered-historical");
  expect(data?.volatilityModels?.map(({ name }) => name)).toEqual(expect.arrayContaining(["ewma", "gjr", "har", "lstm"]));
  expect(data?.varBacktests?.length).toBeGreaterThan(5);
  expect(data?.positionRules?.length).toBeGreaterThan(2);
});
