import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ExpectationSuite } from "@plimsoll/schema";
import { datasets } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

let fixture: Fixture;
let worker: RunningWorker;
let datasetId: string;

beforeAll(async () => {
  fixture = await startFixture();
  worker = await startWorker({ databaseUrl: fixture.url, home: fixture.home, engine: "CPU", logLevel: "silent", codeVersion: "test" });
  const rows = Array.from({ length: 200 }, (_, i) => `${i},${i % 7 === 3 ? "" : (i * 37) % 100},${i % 2}`);
  const path = join(fixture.folder, "rows.csv");
  await writeFile(path, `id,amount,target\n${rows.join("\n")}\n`);
  const ingest = await fixture.submitIngest(path);
  datasetId = ingest.datasetId;
  await fixture.ended(ingest.runId);
});
afterAll(async () => {
  await worker?.close();
  await fixture?.close();
});

const expectData = (items: unknown[], referenceDatasetId: string | null = null) =>
  fixture.database.db
    .update(datasets)
    .set({ expectations: ExpectationSuite.parse({ items, referenceDatasetId }) })
    .where(eq(datasets.id, datasetId));

test("a data check keeps the outcome of each expectation with the rows at fault and their cells", async () => {
  const suite = ExpectationSuite.parse({
    items: [
      { kind: "not-null", columns: ["amount"] },
      { kind: "unique", columns: ["id"] },
      { kind: "row-count", params: { min: 200, max: 200 } },
      { kind: "stability-index", columns: ["amount"] },
    ],
    referenceDatasetId: datasetId,
  });
  const run = await fixture.ended(await fixture.submitRaw("dataset.check", { datasetId, suite }));
  expect(run.error).toBeNull();
  expect(run.result).toMatchObject({
    rowCount: 200,
    outcomes: [
      { kind: "not-null", passed: false, failedRows: 29, rows: expect.arrayContaining([3, 10]) },
      { kind: "unique", passed: true },
      { kind: "row-count", passed: true },
      { kind: "stability-index", passed: true, observed: "PSI 0" },
    ],
    samples: expect.arrayContaining([{ index: 0, row: 3, cells: [{ column: "amount", value: null }] }]),
  });
});

const training = () => ({
  datasetId,
  modelName: "Checked",
  target: "target",
  drop: ["id"],
  architecture: "mlp",
  params: { units: [4] },
  training: { epochs: 1 },
});

test("a failed hard expectation stops a training and a scoring with the rows; a soft one lets them pass", async () => {
  await expectData([{ kind: "not-null", columns: ["amount"], severity: "SOFT" }]);
  const passed = await fixture.ended(await fixture.submitTraining(training()));
  expect(passed).toMatchObject({ status: "SUCCEEDED", error: null });
  await expectData([{ kind: "not-null", columns: ["amount"] }]);
  const stopped = await fixture.ended(await fixture.submitTraining(training()));
  expect(stopped).toMatchObject({
    status: "FAILED",
    modelVersionId: null,
    error: { code: "EXPECTATION_FAILED", message: expect.stringContaining("29 rows: 3, 10, 17") },
  });
  const scoring = await fixture.ended(await fixture.submitScoring({ datasetId, modelVersionId: passed.modelVersionId ?? "" }));
  expect(scoring.error).toMatchObject({ code: "EXPECTATION_FAILED" });
});
