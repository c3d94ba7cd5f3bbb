import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRng } from "@plimsoll/features";
import { parseLossMapping, parseSimulation } from "@plimsoll/ml/catalog";
import {
  type KriImportResult,
  type LossImportResult,
  LossImportSpec,
  newId,
  type OperationalDetails,
  type OperationalFitResult,
  OperationalFitSpec,
  type OperationalSimulationResult,
  OperationalSimulationSpec,
} from "@plimsoll/schema";
import { kris, kriValues, lossRegisters, models, modelVersions } from "@plimsoll/schema/db";
import { homeFolders, openLocalStorage } from "@plimsoll/schema/storage";
import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

let fixture: Fixture;
let worker: RunningWorker;
let losses: string;
const NOW = "2024-06-30T00:00:00.000Z";
const mapping = parseLossMapping({
  id: "ref",
  eventType: { column: "type" },
  businessLine: { column: "line" },
  occurred: "day",
  gross: "gross",
  recovery: "back",
  threshold: 1000,
});

/** 360 losses of two kinds over twelve years, and three rows that are wrong. */
function lossCsv(): string {
  const rng = createRng(9);
  const lines = ["ref,type,line,day,gross,back"];
  for (let i = 0; i < 360; i++) {
    const fraud = i % 3 > 0;
    const amount = Math.max(1000, Math.exp((fraud ? 8.5 : 9.5) + (fraud ? 1 : 1.5) * rng.normal()));
    const day = new Date(Date.UTC(2012 + (i % 12), rng.int(12), 1 + rng.int(28))).toISOString().slice(0, 10);
    lines.push(
      [
        `L${i}`,
        fraud ? "EF" : "Execution, delivery and process management",
        fraud ? "RB" : "TS",
        day,
        amount.toFixed(2),
        i % 5 ? "" : "100",
      ].join(","),
    );
  }
  lines.push("L0,EF,RB,2020-01-01,5000,", "L900,Bad luck,RB,2020-01-01,5000,", "L901,EF,RB,2031-01-01,5000,");
  return `${lines.map((line) => (line.includes("process management") ? line.replace(/Execution.*management/, '"$&"') : line)).join("\n")}\n`;
}

async function ingested(name: string, text: string): Promise<string> {
  const path = join(fixture.folder, name);
  await writeFile(path, text);
  const { runId, datasetId } = await fixture.submitIngest(path);
  await fixture.ended(runId);
  return datasetId;
}
const imported = async (name = "Group losses") =>
  fixture.ended(await fixture.submitRaw("oprisk.import", LossImportSpec.parse({ name, datasetId: losses, mapping, now: NOW })));

beforeAll(async () => {
  fixture = await startFixture();
  worker = await startWorker({ databaseUrl: fixture.url, home: fixture.home, engine: "CPU", logLevel: "silent", codeVersion: "test" });
  losses = await ingested("losses.csv", lossCsv());
});
afterAll(async () => {
  await worker?.close();
  await fixture?.close();
});

test("from losses to capital: a register with its issues, a loss model in the registry, a simulation with its interval", async () => {
  const first = await imported();
  expect(first.error).toBeNull();
  const result = first.result as LossImportResult;
  expect(result).toMatchObject({ nRows: 363, nRefused: 3 });
  expect(result.issues.filter(({ level }) => level === "ERROR").map(({ row, code }) => [row, code])).toEqual([
    [360, "DUPLICATE_ID"],
    [361, "UNKNOWN_EVENT_TYPE"],
    [362, "FUTURE_DATE"],
  ]);
  const [register] = await fixture.database.db.select().from(lossRegisters).where(eq(lossRegisters.id, result.registerId));
  expect(register).toMatchObject({
    name: "Group losses",
    version: 1,
    nRefused: 3,
    summary: { nLosses: 360, threshold: 1000, currency: "EUR" },
  });
  expect(register?.summary.matrix.map(({ eventType, businessLine, count }) => [eventType, businessLine, count])).toEqual([
    ["EXTERNAL_FRAUD", "RETAIL_BANKING", 240],
    ["EXECUTION_DELIVERY", "TRADING_SALES", 120],
  ]);
  expect(register?.summary.years[0]?.years).toHaveLength(12);
  const largest = register?.summary.largest.map(({ gross }) => gross) ?? [];
  expect(largest).toEqual([...largest].sort((a, b) => b - a));
  const file = await readFile(await openLocalStorage(homeFolders(fixture.home).artifacts).localPath(first.output?.sha256 ?? ""), "utf8");
  expect(file.split("\n")[1]).toMatch(/^0,L0,EXECUTION_DELIVERY,TRADING_SALES,\d{4}-\d\d-\d\d,,,/);

  const again = (await imported()).result as LossImportResult;
  const [second] = await fixture.database.db.select().from(lossRegisters).where(eq(lossRegisters.id, again.registerId));
  expect(second?.version).toBe(2);

  const fitted = await fixture.ended(
    await fixture.submitRaw(
      "oprisk.fit",
      OperationalFitSpec.parse({
        registerId: result.registerId,
        modelName: "Group loss model",
        cells: [
          { id: "fraud", eventType: "EXTERNAL_FRAUD" },
          { id: "execution", eventType: "EXECUTION_DELIVERY", frequency: "poisson", severity: "lognormal" },
        ],
        replicates: 0,
        alpha: 0.99,
      }),
    ),
  );
  expect(fitted.error).toBeNull();
  const fit = fitted.result as OperationalFitResult;
  expect(fit).toMatchObject({ fromYear: 2012, toYear: 2023, currency: "EUR", registerName: "Group losses" });
  expect(fit.cells[0]?.severities.length).toBeGreaterThan(5);
  expect(fit.cells[1]?.severities[0]?.goodness).toMatchObject({ p: null, chi2: { degrees: 17 } });
  expect(fit.cells[1]?.severities[0]?.goodness?.qq.at(-1)?.observed).toBeGreaterThan(10_000);
  const [version] = await fixture.database.db
    .select({ details: modelVersions.details, kind: models.kind, signature: modelVersions.signature })
    .from(modelVersions)
    .innerJoin(models, eq(models.id, modelVersions.modelId))
    .where(eq(modelVersions.runId, fitted.id));
  expect(version).toMatchObject({ kind: "OPERATIONAL", signature: null });
  const cells = (version?.details as OperationalDetails | undefined)?.cells ?? [];
  expect(cells.map(({ id, model }) => [id, model.above])).toEqual([
    ["fraud", 1000],
    ["execution", 1000],
  ]);

  const simulation = parseSimulation({
    cells: cells.map(({ id, model, eventType, businessLine }) => ({ id, eventType, businessLine, ...model })),
    years: 20_000,
    alpha: 0.99,
    dependence: { copula: "T", correlation: 0.3 },
    insurance: [{ id: "crime", cells: ["fraud"], eventDeductible: 5000, coverage: 0.8 }],
  });
  const simulated = await fixture.ended(
    await fixture.submitRaw(
      "oprisk.simulate",
      OperationalSimulationSpec.parse({
        simulation,
        sources: cells.map(({ id }) => ({ cell: id, source: "FITTED", id: null })),
        currency: "EUR",
        interval: { replicates: 20, method: "SINGLE_LOSS" },
        fitted: cells.map(({ id, counts, fixed }) => ({ cell: id, years: counts.length, fixed })),
      }),
    ),
  );
  expect(simulated.error).toBeNull();
  const capital = simulated.result as OperationalSimulationResult;
  expect(capital.net.valueAtRisk.value).toBeLessThan(capital.gross.valueAtRisk.value);
  expect(capital.cells.reduce((sum, cell) => sum + cell.allocatedValueAtRisk, 0)).toBeCloseTo(capital.gross.valueAtRisk.value, 3);
  expect(capital.cells.map(({ source, eventType }) => [source, eventType])).toEqual([
    ["FITTED", "EXTERNAL_FRAUD"],
    ["FITTED", "EXECUTION_DELIVERY"],
  ]);
  expect(capital.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(20_000);
  expect(capital.parameterInterval).toMatchObject({ confidence: 0.9, replicates: 20 });
  expect(capital.parameterInterval?.low).toBeLessThan(capital.parameterInterval?.high ?? 0);
});

test("a cell without enough losses ends the fit with its name and its code, and registers nothing", async () => {
  const { registerId } = (await imported("Another")).result as LossImportResult;
  const spec = { registerId, modelName: "none", cells: [{ id: "damage", eventType: "PHYSICAL_ASSETS" }] };
  const ended = await fixture.ended(await fixture.submitRaw("oprisk.fit", OperationalFitSpec.parse(spec)));
  expect(ended).toMatchObject({ status: "FAILED", error: { code: "DEGENERATE_TARGET", message: expect.stringContaining("'damage'") } });
  expect(ended.modelVersionId).toBeNull();
});

test("values of indicators come in from a data set; a later import replaces values of the same moment", async () => {
  const { workspaceId } = fixture;
  const [failed, errors] = [newId("kri"), newId("kri")];
  const definition = {
    unit: "",
    direction: "HIGHER_IS_WORSE" as const,
    amber: 5,
    red: 10,
    staleAfterDays: 45,
    description: "",
    owner: "",
    eventType: null,
    businessLine: null,
  };
  await fixture.database.db.insert(kris).values(
    [failed, errors].map((id, at) => ({
      id,
      workspaceId,
      name: ["Failed settlements", "Errors"][at] ?? "",
      definition,
      createdBy: "key_test",
    })),
  );
  const datasetId = await ingested(
    "kri.csv",
    "day,kri,value\n2024-01-31,Failed settlements,4\n2024-02-29,Failed settlements,11\n2024-02-29,Errors,1\n2024-02-29,Errors,2\n2024-01-31,Nobody,1\n2025-01-31,Errors,3\n2024-03-31,Errors,\n",
  );
  const spec = { datasetId, timeColumn: "day", valueColumn: "value", nameColumn: "kri", kriId: null, now: NOW };
  const ended = await fixture.ended(await fixture.submitRaw("kri.import", spec));
  expect(ended.error).toBeNull();
  const result = ended.result as KriImportResult;
  expect(result).toMatchObject({ nRows: 7, nRecorded: 3, nReplaced: 0, nRefused: 4 });
  expect(result.issues.map(({ row, code }) => [row, code])).toEqual([
    [3, "DUPLICATE_TIME"],
    [4, "UNKNOWN_INDICATOR"],
    [5, "FUTURE_TIME"],
    [6, "MISSING_VALUE"],
  ]);
  const corrected = await ingested("kri2.csv", "day,value\n2024-02-29,7\n2024-03-31,8\n");
  const second = await fixture.ended(
    await fixture.submitRaw("kri.import", { ...spec, datasetId: corrected, nameColumn: null, kriId: failed }),
  );
  expect(second.result).toMatchObject({ nRecorded: 2, nReplaced: 1, indicators: [{ kriId: failed, nValues: 2 }] });
  const rows = await fixture.database.db
    .select({ value: kriValues.value, runId: kriValues.runId })
    .from(kriValues)
    .where(and(eq(kriValues.kriId, failed), eq(kriValues.workspaceId, workspaceId)))
    .orderBy(asc(kriValues.observedAt));
  expect(rows).toEqual([
    { value: 4, runId: ended.id },
    { value: 7, runId: second.id },
    { value: 8, runId: second.id },
  ]);
});
