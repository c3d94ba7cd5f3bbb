import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRng } from "@plimsoll/features";
import type { TrustReport } from "@plimsoll/ml";
import { TrustSpec } from "@plimsoll/schema";
import { datasets } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Fixture, startFixture } from "./testing/fixture.ts";
import { type RunningWorker, startWorker } from "./worker.ts";

let fixture: Fixture;
let worker: RunningWorker;
let datasetId: string;
let modelVersionId: string;

beforeAll(async () => {
  fixture = await startFixture();
  worker = await startWorker({ databaseUrl: fixture.url, home: fixture.home, engine: "CPU", logLevel: "silent", codeVersion: "test" });
  const rng = createRng(3);
  const lines = Array.from({ length: 600 }, () => {
    const [debt, age] = [rng.normal(), 20 + rng.int(50)];
    return [debt, age, Number(rng.next() < 1 / (1 + Math.exp(-2 * debt)))].join(",");
  });
  const path = join(fixture.folder, "loans.csv");
  await writeFile(path, `debt,age,bad\n${lines.join("\n")}\n`);
  const ingest = await fixture.submitIngest(path);
  await fixture.ended(ingest.runId);
  datasetId = ingest.datasetId;
  const training = { epochs: 8, learningRate: 0.01 };
  const spec = { datasetId, modelName: "Loans", target: "bad", architecture: "mlp", params: { units: [4] }, training, baselines: [] };
  const ended = await fixture.ended(await fixture.submitTraining(spec));
  modelVersionId = ended.modelVersionId ?? "";
}, 60_000);
afterAll(async () => {
  await worker?.close();
  await fixture?.close();
});

test("a trust report of a registered version is kept with its run, and refused once the data have changed", async () => {
  const spec = TrustSpec.parse({ modelVersionId, explainedRows: 50 });
  const ended = await fixture.ended(await fixture.submitRaw("model.trust", spec));
  expect(ended.error).toBeNull();
  const report = ended.result as TrustReport;
  expect(report.nRows).toBe(120);
  expect(report.explanations?.features[0]?.feature).toBe("debt");
  expect(report.calibration?.report?.nRows).toBe(120);
  expect(ended.kind).toBe("TRUST");
  await fixture.database.db
    .update(datasets)
    .set({ artifactSha256: "1".repeat(64) })
    .where(eq(datasets.id, datasetId));
  expect(await fixture.ended(await fixture.submitRaw("model.trust", spec))).toMatchObject({
    status: "FAILED",
    error: { code: "NOT_READY" },
  });
});
