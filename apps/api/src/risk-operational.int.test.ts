import { type LossSummary, newId, type OperationalDetails } from "@plimsoll/schema";
import { claimRun, lossRegisters, models, modelVersions, succeedRun } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness, otherWorkspace, readyDataset, trainedVersion } from "./testing/harness.ts";

let harness: Harness;
let losses: string;
let values: string;
beforeAll(async () => {
  harness = await openHarness();
  losses = await readyDataset(harness.database, harness.workspaceId, { ref: "STRING", type: "STRING", day: "DATE", gross: "FLOAT" });
  values = await readyDataset(harness.database, harness.workspaceId, { day: "DATE", kri: "STRING", value: "FLOAT" });
});
afterAll(() => harness?.close());

type Value = Record<string, unknown> & { code?: string; path?: string[] };

/** A mutation's answer, or the code of its error. */
async function call(field: string, input: Record<string, unknown>, selection: string, key?: string): Promise<Value> {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}`;
  const query = `mutation ($input: ${type}Input!) { ${field}(input: $input) { __typename ... on ${type}Success { ${selection} } ... on UserError { code message path } } }`;
  const { data, errors } = await harness.ask<Record<string, Value>>(query, { input }, key);
  return data?.[field] ?? { code: errors?.[0]?.extensions.code };
}
const mapping = { id: "ref", eventType: { column: "type" }, occurred: "day", gross: "gross", threshold: 1000 };
const imported = (given: Record<string, unknown> = {}) =>
  call("importLosses", { name: "Group", datasetId: losses, mapping, ...given }, "run { id kind job input lossImport { nRows } }");

/** A register as a worker would leave it, with ten years of 100 a year, accounted in nine of them. */
async function register(): Promise<string> {
  const { run } = (await imported()) as { run: { id: string } };
  const id = newId("lossRegister");
  const years = Array.from({ length: 10 }, (_, k) => ({ year: 2014 + k, count: 2, gross: 120, net: 100 }));
  const summary: LossSummary = {
    currency: "EUR",
    threshold: 1000,
    nLosses: 20,
    gross: 1200,
    net: 1000,
    matrix: [{ eventType: "EXTERNAL_FRAUD", businessLine: null, count: 20, gross: 1200, net: 1000, largest: 60 }],
    years: [{ date: "OCCURRED", years }],
    largest: [],
  };
  await harness.database.transaction(async (tx) => {
    const claim = await claimRun(harness.database, run.id, { id: "wrk_test", engine: "CPU" });
    if (!claim) throw new Error("not claimed");
    await tx.db.insert(lossRegisters).values({
      id,
      workspaceId: harness.workspaceId,
      name: id,
      version: 1,
      datasetId: losses,
      runId: run.id,
      nRows: 21,
      nRefused: 1,
      summary,
      createdBy: "key_test",
    });
    const issue = { row: 4, column: "type", code: "UNKNOWN_EVENT_TYPE", level: "ERROR" as const, message: "?" };
    const counts = [{ code: "UNKNOWN_EVENT_TYPE", count: 1 }];
    await succeedRun(tx, claim, { result: { registerId: id, nRows: 21, nRefused: 1, issues: [issue], counts } });
  });
  return id;
}

test("an import is an OPERATIONAL run with its mapping in full, and what it found is answered in its types", async () => {
  expect(await imported()).toMatchObject({
    run: {
      kind: "OPERATIONAL",
      job: "oprisk.import",
      lossImport: null,
      input: { mapping: { threshold: 1000, reportingCurrency: "EUR", recovery: null } },
    },
  });
  const id = await register();
  const query = `query ($id: ID!) { lossRegister(id: $id) { version nLosses nRefused currency matrix { eventType businessLine count }
    years { date years { year net } } run { lossImport { nRows issues { row code level } counts { code count } register { id } } } }
    node(id: $id) { __typename } lossRegisters(first: 5) { edges { node { id } } } }`;
  const { data } = await harness.ask<Record<string, unknown>>(query, { id });
  expect(data).toMatchObject({
    lossRegister: {
      nLosses: 20,
      matrix: [{ eventType: "EXTERNAL_FRAUD", businessLine: null, count: 20 }],
      years: [{ date: "OCCURRED" }],
      run: { lossImport: { nRows: 21, issues: [{ row: 4, level: "ERROR" }], register: { id } } },
    },
    node: { __typename: "LossRegister" },
    lossRegisters: { edges: [{ node: { id } }] },
  });
  const { key } = await otherWorkspace(harness.database);
  const stranger = await harness.ask("query ($id: ID!) { lossRegister(id: $id) { id } }", { id }, key);
  expect(stranger.errors?.[0]?.extensions.code).toBe("NOT_FOUND");
});

test.each<[string, Record<string, unknown>, string, string[]]>([
  ["an unknown column", { mapping: { ...mapping, gross: "amount" } }, "UNKNOWN_COLUMN", ["mapping", "gross"]],
  ["an amount of text", { mapping: { ...mapping, gross: "type" } }, "TYPE_MISMATCH", ["mapping", "gross"]],
  ["a date that is none", { mapping: { ...mapping, occurred: "gross" } }, "TYPE_MISMATCH", ["mapping", "occurred"]],
  ["a column and a value at once", { mapping: { ...mapping, eventType: { column: "type", value: "EF" } } }, "INVALID_INPUT", ["mapping"]],
  ["an event type of its own making", { mapping: { ...mapping, eventType: { value: "Bad luck" } } }, "INVALID_INPUT", ["mapping"]],
  ["a threshold below zero", { mapping: { ...mapping, threshold: -1 } }, "INVALID_INPUT", ["mapping", "threshold"]],
  ["no name", { name: " " }, "INVALID_INPUT", ["name"]],
])("an import with %s is refused with its place", async (_what, input, code, path) => {
  const answer = await imported(input);
  expect(answer).toMatchObject({ code });
  expect((answer.path ?? []).slice(0, path.length)).toEqual(path);
});

test("a fit names its cells, and one that the register cannot give is refused before it runs", async () => {
  const registerId = await register();
  const fit = (cells: object[], given: Record<string, unknown> = {}) =>
    call("submitOpRiskFit", { registerId, modelName: "Losses", cells, ...given }, "run { kind job input lossFit { alpha } }");
  const cell = { id: "fraud", eventType: "EXTERNAL_FRAUD" };
  expect(await fit([cell])).toMatchObject({
    run: { job: "oprisk.fit", lossFit: null, input: { date: "OCCURRED", alpha: 0.999, cells: [{ severity: null, above: null }] } },
  });
  const refused = async (cells: object[], given: Record<string, unknown> = {}) => (await fit(cells, given)).code;
  expect(await refused([cell, cell])).toBe("INVALID_INPUT");
  expect(await refused([{ ...cell, severity: "cauchy" }])).toBe("INVALID_INPUT");
  expect(await refused([{ ...cell, severity: "lognormal", fixed: { threshold: 5 } }])).toBe("INVALID_INPUT");
  expect(await refused([{ ...cell, above: 10 }])).toBe("INVALID_INPUT");
  expect(await refused([cell], { date: "ACCOUNTED" })).toBe("INVALID_INPUT");
  expect(await refused([cell], { fromYear: 2020, toYear: 2015 })).toBe("INVALID_INPUT");
  expect(await refused([cell], { registerId: newId("lossRegister") })).toBe("NOT_FOUND");
});

const law = {
  frequency: { name: "poisson", params: { mean: 5 } },
  severity: { name: "lognormal", params: { mu: 9, sigma: 1 } },
};
const simulated = (input: Record<string, unknown>) =>
  call("submitOpRiskSimulation", input, "run { kind job input operationalRisk { capital } }");

test("a simulation takes cells of a version, of scenarios and of its own, and each says where it comes from", async () => {
  const scenario = { name: "Cyber", yearsBetween: 20, eventType: "EXTERNAL_FRAUD" };
  const quantiles = [
    { probability: 0.5, amount: 1e6 },
    { probability: 0.9, amount: 8e6 },
  ];
  const law2 = "lossScenario { id law { lossesPerYear severity largestRatio quantiles { amount lawAmount } } }";
  const upserted = await call("upsertLossScenario", { ...scenario, quantiles }, law2);
  // Two quantiles and two parameters: the law goes through both.
  expect(upserted).toMatchObject({ lossScenario: { law: { lossesPerYear: 0.05, severity: "lognormal" } } });
  const { lossScenario } = upserted as { lossScenario: { id: string; law: { largestRatio: number } } };
  expect(lossScenario.law.largestRatio).toBeCloseTo(1, 6);
  const reversed = [...quantiles].reverse().map(({ probability }, at) => ({ probability, amount: quantiles[at]?.amount }));
  expect(await call("upsertLossScenario", { ...scenario, quantiles: reversed }, law2)).toMatchObject({ code: "INVALID_INPUT" });

  const modelVersionId = await operationalVersion();
  const answer = await simulated({
    modelVersionId,
    scenarioIds: [lossScenario.id],
    cells: [{ id: "own", ...law }],
    dependence: { copula: "GAUSSIAN", correlation: 0.1 },
    interval: { replicates: 50 },
  });
  expect(answer).toMatchObject({
    run: {
      kind: "OPERATIONAL",
      job: "oprisk.simulate",
      operationalRisk: null,
      input: {
        currency: "EUR",
        sources: [{ source: "FITTED" }, { cell: "Cyber", source: "SCENARIO" }, { source: "GIVEN" }],
        simulation: { years: 100_000, alpha: 0.999, mitigationCap: 0.2 },
        fitted: [{ cell: "fraud", years: 10 }],
      },
    },
  });
});

/** A version as a fit registers it. */
async function operationalVersion(): Promise<string> {
  const registerId = await register();
  const { database, workspaceId } = harness;
  const { versionId, modelId } = await trainedVersion(database, workspaceId, "Losses", "key_test");
  const details: OperationalDetails = {
    registerId,
    registerName: "Group",
    currency: "EUR",
    date: "OCCURRED",
    fromYear: 2014,
    toYear: 2023,
    amount: "GROSS",
    alpha: 0.999,
    cells: [
      {
        id: "fraud",
        eventType: "EXTERNAL_FRAUD",
        businessLine: null,
        nLosses: 20,
        above: 1000,
        counts: Array.from({ length: 10 }, (_, k) => ({ year: 2014 + k, count: 2 })),
        model: { ...law, above: 1000, lossCap: null },
        fixed: {},
        meanLoss: 1,
        valueAtRisk: 2,
        singleLoss: 3,
        frequencyParams: [{ name: "mean", value: 5, standardError: 1 }],
        severityParams: [],
      },
    ],
  };
  await database.db.update(models).set({ kind: "OPERATIONAL" }).where(eq(models.id, modelId));
  await database.db.update(modelVersions).set({ details, signature: null }).where(eq(modelVersions.id, versionId));
  return versionId;
}

test.each<[string, Record<string, unknown>]>([
  ["nothing", {}],
  ["cells of no version", { cellIds: ["fraud"], cells: [{ id: "own", ...law }] }],
  [
    "two cells of one name",
    {
      cells: [
        { id: "own", ...law },
        { id: "own", ...law },
      ],
    },
  ],
  ["a parameter that is none", { cells: [{ id: "own", ...law, severity: { name: "lognormal", params: { mu: 9, sigma: -1 } } }] }],
  ["an unknown law", { cells: [{ id: "own", ...law, frequency: { name: "zeta", params: {} } }] }],
  ["correlations twice", { cells: [{ id: "own", ...law }], dependence: { correlation: 0.1, correlations: [[1]] } }],
  ["insurance of a stranger", { cells: [{ id: "own", ...law }], insurance: [{ id: "x", cells: ["other"] }] }],
  ["an interval of what nobody fitted", { cells: [{ id: "own", ...law }], interval: {} }],
  ["a level in percent", { cells: [{ id: "own", ...law }], alpha: 99.9 }],
])("a simulation of %s is refused", async (_what, input) => {
  expect(await simulated(input)).toMatchObject({ code: "INVALID_INPUT" });
});

test("an indicator's board: its state, its breaches and the colours of its values", async () => {
  const board = "kri { id name assessment { status value isStale breaches { worst nValues isOpen } values { value status } } }";
  const defined = await call("upsertKri", { name: "Failed settlements", amber: 5, red: 10, unit: "per day" }, board);
  expect(defined).toMatchObject({ kri: { assessment: null } });
  const { kri } = defined as { kri: { id: string } };
  const at = (day: number) => new Date(Date.now() - day * 86_400_000).toISOString();
  const recorded = await call(
    "recordKriValues",
    { kriId: kri.id, values: [4, 6, 12, 3, 11].map((value, k) => ({ at: at(5 - k), value })) },
    board,
  );
  expect(recorded).toMatchObject({
    kri: {
      assessment: {
        status: "RED",
        value: 11,
        isStale: false,
        breaches: [
          { worst: 12, nValues: 2, isOpen: false },
          { worst: 11, nValues: 1, isOpen: true },
        ],
        values: ["GREEN", "AMBER", "RED", "GREEN", "RED"].map((status) => ({ status })),
      },
    },
  });
  // Wider thresholds judge the same values anew, under the same id.
  const changed = await call("upsertKri", { name: "Failed settlements", amber: 20, red: 30 }, board);
  expect(changed).toMatchObject({ kri: { id: kri.id, assessment: { status: "GREEN", breaches: [] } } });
  expect((await call("upsertKri", { name: "Wrong", amber: 10, red: 5 }, "kri { id }")).code).toBe("INVALID_INPUT");
  const late = [{ at: new Date(Date.now() + 3_600_000).toISOString(), value: 1 }];
  expect((await call("recordKriValues", { kriId: kri.id, values: late }, "kri { id }")).path).toEqual(["values", "0", "at"]);
  const viewer = await harness.keyOf("VIEWER");
  const { data } = await harness.ask<{ kris: unknown }>("{ kris { name assessment { status } } }", {}, viewer);
  expect(data?.kris).toEqual([{ name: "Failed settlements", assessment: { status: "GREEN" } }]);
  expect((await call("upsertKri", { name: "Other", amber: 1, red: 2 }, "kri { id }", viewer)).code).toBe("FORBIDDEN");
});

test("values of a data set belong to one indicator or to those that a column names", async () => {
  const columns = { datasetId: values, timeColumn: "day", valueColumn: "value" };
  const submitted = (given: object) => call("submitKriImport", { ...columns, ...given }, "run { job kriImport { nRows } }");
  expect(await submitted({ nameColumn: "kri" })).toMatchObject({ run: { job: "kri.import", kriImport: null } });
  expect((await submitted({})).code).toBe("INVALID_INPUT");
  expect((await submitted({ kriId: newId("kri") })).code).toBe("NOT_FOUND");
  expect((await submitted({ nameColumn: "kri", valueColumn: "kri" })).code).toBe("TYPE_MISMATCH");
});

test("the standardised approach takes its losses from a register, or says which years are missing", async () => {
  const account = {
    interestIncome: 30e9,
    interestExpense: 20e9,
    interestEarningAssets: 400e9,
    dividendIncome: 0,
    otherOperatingIncome: 0,
    otherOperatingExpense: 0,
    feeIncome: 10e9,
    feeExpense: 2e9,
    tradingBookResult: 1e9,
    bankingBookResult: 1e9,
  };
  const years = [account, account, account];
  const selection = "indicator bucket component capital multiplier losses { average fromYear toYear nYears }";
  const registerId = await register();
  // min(|30 - 20|, 2.25 % of 400) = 9; max(10, 2) = 10; 1 + 1 = 2: indicator 21 bn. 0.12 x 1 + 0.15 x 20 = 3.12 bn.
  const answer = await call("standardisedApproach", { years, registerId }, selection);
  expect(answer).toMatchObject({ bucket: 2, losses: { average: 100, fromYear: 2014, toYear: 2023, nYears: 10 } });
  expect(answer.indicator).toBeCloseTo(21e9, 0);
  expect(answer.component).toBeCloseTo(3.12e9, 0);
  expect((await call("standardisedApproach", { years, registerId, throughYear: 2030 }, selection)).code).toBe("INVALID_INPUT");
  expect((await call("standardisedApproach", { years, registerId, averageAnnualLoss: 5 }, selection)).code).toBe("INVALID_INPUT");
  expect((await call("standardisedApproach", { years, registerId, date: "ACCOUNTED" }, selection)).code).toBe("INVALID_INPUT");
  expect((await call("standardisedApproach", { years: [account], averageAnnualLoss: 5 }, selection)).code).toBe("INVALID_INPUT");
});
