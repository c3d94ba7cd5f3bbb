import { join } from "node:path";
import { createRng } from "@plimsoll/features";
import { readSchema } from "@plimsoll/features/files";
import { fairnessPolicies } from "@plimsoll/ml";
import { AlternativesSpec, FairnessSpec } from "@plimsoll/schema";
import { describe, expect, test } from "vitest";
import { type Cells, type TrainedFile, trainOn } from "../../testing/train.ts";
import { taskIo } from "../task-io.ts";
import { alternativesTask } from "./alternatives.ts";
import { fairnessTask } from "./fairness.ts";

const io = taskIo({ send: () => undefined, isDraining: () => false });
const policy = fairnessPolicies[0] as (typeof fairnessPolicies)[number];

async function filesOf({ folder }: TrainedFile) {
  const datasetPath = join(folder, "data.parquet");
  const { columns } = await readSchema(datasetPath);
  return {
    engine: "CPU" as const,
    bundlePath: join(folder, "model.safetensors"),
    datasetPath,
    columns: columns.map(({ name, type }) => ({ name, type })),
    checkpointDir: join(folder, "checkpoints"),
  };
}

/** Two groups with other base rates; `zip` gives the group away, `skill` decides within it. */
function applicants(n: number): Cells {
  const rng = createRng(2);
  const cells: Record<string, (number | string)[]> = { skill: [], zip: [], sex: [], age: [], bad: [] };
  for (let i = 0; i < n; i++) {
    const sex = rng.int(2);
    const skill = rng.normal();
    const zip = 2 * sex - 1 + 0.6 * rng.normal();
    const bad = Number(-1.3 * skill + 1.2 * (sex - 0.5) + 0.7 * rng.normal() > 0.2);
    for (const [at, value] of [skill, zip, sex === 1 ? "F" : "M", 20 + rng.int(50), bad].entries()) Object.values(cells)[at]?.push(value);
  }
  return cells;
}

const spec = {
  architecture: "mlp",
  params: { units: [6] },
  training: { epochs: 10, batchSize: 128, learningRate: 0.02 },
  target: "bad",
  drop: ["sex", "age"],
  baselines: [],
};

describe("groups of people", { timeout: 120_000 }, () => {
  test("a version that reads a proxy is found to breach, and its proxy is named", async () => {
    await trainOn(applicants(2_000), spec, async (trained) => {
      const input = FairnessSpec.parse({
        modelVersionId: "mv_test",
        attributes: [{ column: "sex" }, { column: "age", edges: [40] }],
        policy: { ...policy, maxProxyAuc: 0.7 },
      });
      const fairness = await fairnessTask({ kind: "fairness", spec: input, ...(await filesOf(trained)) }, io);
      expect(fairness).toMatchObject({ nRows: 400, threshold: 0.5, verdict: "BREACH", missing: [] });
      const [sex, age] = fairness.attributes;
      expect(sex?.report).toMatchObject({ attribute: "sex", reference: "M" });
      const women = sex?.report.groups.find(({ name }) => name === "F");
      expect(women?.adverseImpactRatio?.value).toBeLessThan(0.8);
      expect(women?.adverseImpactRatio?.pValue).toBeLessThan(0.001);
      expect(sex?.findings.find(({ criterion }) => criterion === "IMPACT_RATIO")?.verdict).toBe("BREACH");
      expect(sex?.readByModel).toEqual([]);
      expect(sex?.proxies[0]?.features[0]?.feature).toBe("zip");
      expect(sex?.proxyFindings).toMatchObject([{ verdict: "BREACH", limit: 0.7 }]);
      expect(age?.report.groups.map(({ name }) => name)).toEqual(["below 40", "40 and above"]);
      expect(age?.proxyFindings.map(({ verdict }) => verdict)).toEqual(["PASS"]);
      expect(fairness.intersections.map(({ report }) => report.groups.length)).toEqual([4]);
      expect(JSON.parse(JSON.stringify(fairness))).toEqual(fairness);
      const wide = await fairnessTask(
        { kind: "fairness", spec: { ...input, approvalRate: 0.9, intersections: false }, ...(await filesOf(trained)) },
        io,
      );
      expect(wide.approvalRate).toBeCloseTo(0.9, 2);
      expect(wide.intersections).toEqual([]);
      const wrong = FairnessSpec.parse({ ...input, attributes: [{ column: "sex", reference: "X" }] });
      const refused = await fairnessTask({ kind: "fairness", spec: wrong, ...(await filesOf(trained)) }, io);
      expect(refused.missing).toMatchObject([{ columns: ["sex"], code: "INVALID_INPUT" }]);
    });
  });

  test("a fairer alternative is found within the quality that may be given up, and trained alike when it is adopted", async () => {
    await trainOn(applicants(2_000), { ...spec, split: { validationFraction: 0.3 } }, async (trained) => {
      const input = AlternativesSpec.parse({
        modelVersionId: "mv_test",
        attribute: { column: "sex" },
        policy,
        strengths: [20],
        aims: ["APPROVAL_PARITY"],
        tolerance: 0.2,
        approvalRate: 0.5,
      });
      const found = await alternativesTask({ kind: "alternatives", spec: input, ...(await filesOf(trained)) }, io);
      expect(found.alternatives.map(({ reweigh, penalty }) => [reweigh, penalty?.strength ?? null])).toEqual([
        [false, null],
        [true, null],
        [false, 20],
      ]);
      const [plain] = found.alternatives;
      const chosen = found.alternatives[found.chosen ?? -1];
      expect(chosen?.disparity).toBeLessThan((plain?.disparity ?? 0) - 0.1);
      expect(chosen?.test.disparity).toBeLessThan((plain?.test.disparity ?? 0) - 0.1);
      expect(found.alternatives.some(({ isOnFrontier }) => isOnFrontier)).toBe(true);
      expect(found.thresholds.map(({ of }) => of)).toEqual(["ORIGINAL", "CHOSEN"]);
      const original = found.thresholds[0]?.thresholds;
      // The policy allows one threshold for all alone.
      if (original) expect(new Set(original.thresholds.map(({ threshold }) => threshold)).size).toBe(1);
      // The first is the version itself, trained once more: the same seed and rows give the same quality.
      const auc = trained.result.metrics.find(({ name, split }) => name === "auc" && split === "TEST")?.value;
      expect(plain?.test.quality).toBeCloseTo(auc ?? Number.NaN, 10);

      const penalty = chosen?.penalty ?? null;
      const mitigation = { attribute: found.attribute, reweigh: chosen?.reweigh ?? false, penalty };
      await trainOn(applicants(2_000), { ...spec, split: { validationFraction: 0.3 }, mitigation }, ({ result }) => {
        const adopted = result.metrics.find(({ name, split }) => name === "auc" && split === "TEST")?.value;
        expect(adopted).toBeCloseTo(chosen?.test.quality ?? Number.NaN, 10);
        expect(result.signature.columns.map(({ name }) => name)).toEqual(["skill", "zip"]);
      });
    });
  });
});
