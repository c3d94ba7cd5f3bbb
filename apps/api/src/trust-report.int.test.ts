import type { TrustReport } from "@plimsoll/ml/catalog";
import { newId } from "@plimsoll/schema";
import { datasets } from "@plimsoll/schema/db";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Harness, openHarness } from "./testing/harness.ts";
import { playResult, type VersionOfData, versionOfData } from "./testing/trained.ts";

let harness: Harness;
let version: VersionOfData;
beforeAll(async () => {
  harness = await openHarness();
  version = await versionOfData(harness);
});
afterAll(() => harness?.close());

interface Answered {
  code?: string;
  path?: string[];
  run?: { id: string; kind: string; input: Record<string, unknown> };
}
async function submitted(input: Record<string, unknown>, key?: string): Promise<Answered> {
  const query = `mutation ($input: SubmitTrustReportInput!) { submitTrustReport(input: $input) { __typename
    ... on SubmitTrustReportSuccess { run { id kind input } } ... on UserError { code path } } }`;
  const { data, errors } = await harness.ask<{ submitTrustReport: Answered }>(
    query,
    { input: { modelVersionId: version.versionId, ...input } },
    key,
  );
  return data?.submitTrustReport ?? { code: errors?.[0]?.extensions.code ?? "" };
}

const scale = [
  { name: "A", from: 0, to: 0.5, pd: 0.1 },
  { name: "B", from: 0.6, to: 1, pd: 0.7 },
];
test.each<[string, Record<string, unknown>, string, string[]]>([
  ["an unknown version", { modelVersionId: newId("modelVersion") }, "NOT_FOUND", []],
  ["too many rows", { explainedRows: 1e6 }, "INVALID_INPUT", ["explainedRows"]],
  ["a class of a version with two", { label: "x" }, "INVALID_INPUT", ["label"]],
  ["a scale with a gap", { masterScale: scale }, "INVALID_INPUT", ["masterScale"]],
  ["a hundred seeds", { seeds: 100 }, "INVALID_INPUT", ["seeds"]],
])("%s is refused with its place", async (_what, input, code, path) => {
  const answer = await submitted(input);
  expect(answer).toMatchObject({ code });
  expect((answer.path ?? []).slice(0, path.length)).toEqual(path);
});

test("a validator may ask for a report, a viewer may not; without its data there is none", async () => {
  expect((await submitted({}, await harness.keyOf("VALIDATOR"))).run).toMatchObject({ kind: "TRUST", input: { explainedRows: 500 } });
  expect(await submitted({}, await harness.keyOf("VIEWER"))).toEqual({ code: "FORBIDDEN" });
  const other = await versionOfData(harness);
  await harness.database.db
    .update(datasets)
    .set({ artifactSha256: "1".repeat(64) })
    .where(eq(datasets.id, other.datasetId));
  expect(await submitted({ modelVersionId: other.versionId })).toMatchObject({ code: "NOT_READY" });
});

const bin = { count: 10, events: 2, lowest: 0.1, highest: 0.3, meanPredicted: 0.2, observedRate: 0.2, low: 0.05, high: 0.5 };
const disturbed = { quality: 0.7, loss: 0.01, meanChange: 0.02, flipped: 0.03 };
const report: TrustReport = {
  task: "BINARY",
  nRows: 10,
  nEvents: 2,
  event: "1",
  threshold: 0.5,
  calibration: {
    report: {
      nRows: 10,
      nEvents: 2,
      meanPredicted: 0.2,
      observedRate: 0.2,
      slope: null,
      intercept: null,
      ece: 0.01,
      eceEqualWidth: 0.02,
      eceByChance: 0.01,
      mce: 0.03,
      brier: 0.16,
      decomposition: { reliability: 0, resolution: 0, uncertainty: 0.16, withinBins: 0 },
      hosmerLemeshow: null,
      spiegelhalter: { z: 0.1, pValue: 0.92 },
      deciles: [bin],
    },
    uncalibrated: null,
    method: "PLATT",
    grades: { grades: [], isMonotone: true, concentration: 1, scaleFrom: "VALIDATION" },
    coverage: null,
  },
  explanations: {
    explainer: "EXPECTED_GRADIENTS",
    nRows: 2,
    nBackground: 16,
    base: -1,
    completeness: 1,
    largestResidual: 1e-6,
    quality: { name: "auc", value: 0.7 },
    features: [{ feature: "age", columns: ["age"], meanAbsolute: 0.5, share: 1, mean: 0.1, importance: 0.02, importanceDeviation: 0.001 }],
    dots: [{ feature: "age", column: "age", contributions: [0.5, -0.5], values: ["40", null], positions: [0.5, null] }],
    dependence: [
      {
        feature: "age",
        column: "age",
        grid: [20, 40],
        mean: [0.1, 0.2],
        low: [0, 0.1],
        high: [0.2, 0.3],
        curves: [[0.1, 0.2]],
        nRows: 10,
        accumulated: { edges: [20, 40], effect: [-0.05, 0.05], counts: [10] },
      },
    ],
    interactions: [{ features: ["age", "rate"], strength: 0.1, size: 0.01 }],
    sequence: { nSteps: 2, features: [{ feature: "late", columns: ["late_1", null], meanAbsolute: [0.1, 0.2], mean: [0, 0.1] }] },
  },
  reasons: null,
  robustness: {
    quality: "auc",
    hasDecisions: true,
    perturbations: {
      quality: 0.7,
      noise: [{ level: 0.1, ...disturbed }],
      missing: [],
      without: [{ feature: "age", ...disturbed }],
      nRows: 10,
    },
    adversarial: null,
    weakSpots: [
      { conditions: [{ column: "age", text: "<= 30" }], nRows: 5, loss: 1, lossOutside: 0.5, effect: 0.4, pValue: 0.001, pAdjusted: 0.01 },
    ],
    seeds: null,
  },
  novelty: null,
  missing: [{ section: "REASONS", code: "INVALID_INPUT", message: "No row is declined." }],
};

test("what a worker has written is answered in its types, the newest report with its version", async () => {
  const { run } = await submitted({});
  await playResult(harness, run?.id ?? "", report);
  const later = await submitted({ seed: 2 });
  const query = `query ($id: ID!) { modelVersion(id: $id) { trustRun { id status } trust { run { id } nRows event missing { section }
    calibration { method report { slope ece deciles { observedRate } spiegelhalter { pValue } } grades { scaleFrom } }
    explanations { completeness features { feature importance } dots { values positions contributions }
      dependence { points { value text mean } curves { scores } accumulated { effect } } interactions { features strength }
      sequence { nSteps features { columns meanAbsolute } } }
    robustness { perturbations { noise { level feature } without { level feature loss } } weakSpots { conditions { text } pAdjusted } } } } }`;
  const { data, errors } = await harness.ask<{ modelVersion: Record<string, unknown> }>(query, { id: version.versionId });
  expect(errors).toBeUndefined();
  expect(data?.modelVersion).toMatchObject({
    trustRun: { id: later.run?.id, status: "QUEUED" },
    trust: {
      run: { id: run?.id },
      nRows: 10,
      missing: [{ section: "REASONS" }],
      calibration: { report: { slope: null, deciles: [{ observedRate: 0.2 }] }, grades: { scaleFrom: "VALIDATION" } },
      explanations: {
        dots: [{ values: ["40", null], positions: [0.5, null] }],
        dependence: [{ points: [{ value: 20, text: "20" }, { mean: 0.2 }], curves: [{ scores: [0.1, 0.2] }] }],
        sequence: { features: [{ columns: ["late_1", null] }] },
      },
      robustness: { perturbations: { noise: [{ level: 0.1, feature: null }], without: [{ level: null, feature: "age" }] } },
    },
  });
});
