import { join } from "node:path";
import { createRng } from "@plimsoll/features";
import { readSchema } from "@plimsoll/features/files";
import type { TrustReport } from "@plimsoll/ml";
import { TrustSpec } from "@plimsoll/schema";
import { describe, expect, test } from "vitest";
import { type Cells, type TrainedFile, trainOn } from "../../testing/train.ts";
import { taskIo } from "../task-io.ts";
import { trustTask } from "./trust.ts";

const io = taskIo({ send: () => undefined, isDraining: () => false });

async function reportOf({ folder }: TrainedFile, spec: Record<string, unknown> = {}): Promise<TrustReport> {
  const datasetPath = join(folder, "data.parquet");
  const { columns } = await readSchema(datasetPath);
  return trustTask(
    {
      kind: "trust",
      spec: TrustSpec.parse({ modelVersionId: "mv_test", explainedRows: 100, ...spec }),
      engine: "CPU",
      bundlePath: join(folder, "model.safetensors"),
      datasetPath,
      columns: columns.map(({ name, type }) => ({ name, type })),
      checkpointDir: join(folder, "checkpoints"),
    },
    io,
  );
}

/** Default is driven by the last of three months of arrears, less by income, not by noise; the town matters a little. */
function loans(n: number): Cells {
  const rng = createRng(5);
  const cells: Record<string, (number | string)[]> = {
    late_1: [],
    late_2: [],
    late_3: [],
    income: [],
    noise: [],
    town: [],
    bad: [],
    kind: [],
    loss: [],
  };
  for (let i = 0; i < n; i++) {
    const late = [rng.int(4), rng.int(4), rng.int(4)];
    const income = 2000 + 800 * rng.normal();
    const town = ["Oslo", "Rome"][rng.int(2)] ?? "";
    const risk = 1.6 * (late[2] as number) - 2.4 - (income - 2000) / 1200 + (town === "Rome" ? 0.4 : 0);
    const bad = Number(rng.next() < 1 / (1 + Math.exp(-risk)));
    const row = [...late, income, rng.normal(), town, bad, risk < -1 ? "low" : risk < 2.5 ? "mid" : "high", 100 * risk + 30 * rng.normal()];
    for (const [at, name] of Object.keys(cells).entries()) cells[name]?.push(row[at] as number);
  }
  return cells;
}

const training = { epochs: 12, batchSize: 32, learningRate: 0.01 };
const months = { groups: [{ name: "late", columns: ["late_1", "late_2", "late_3"] }] };

describe("trust report", { timeout: 120_000 }, () => {
  test("of a credit network finds what was put into the data, and adds up", async () => {
    const spec = {
      architecture: "mlp",
      params: { units: [8] },
      training,
      target: "bad",
      drop: ["kind", "loss"],
      calibration: "PLATT" as const,
    };
    await trainOn(loans(1_500), { ...spec, baselines: [] }, async (trained) => {
      const report = await reportOf(trained, { seeds: 1 });
      expect(report.missing).toEqual([]);
      expect(report).toMatchObject({ task: "BINARY", nRows: 300, event: "1", threshold: 0.5 });
      const auc = trained.result.metrics.find(({ name, split }) => name === "auc" && split === "TEST")?.value;
      const { calibration, explanations, reasons, robustness, novelty } = report;
      expect(calibration?.report?.slope).toBeGreaterThan(0.5);
      expect(calibration?.report?.deciles.reduce((sum, { count }) => sum + count, 0)).toBe(300);
      expect(calibration?.method).toBe("PLATT");
      expect(calibration?.uncalibrated?.brier).not.toBe(calibration?.report?.brier);
      expect(calibration?.grades?.scaleFrom).toBe("VALIDATION");
      expect(calibration?.grades?.grades.reduce((sum, { count }) => sum + count, 0)).toBe(300);

      expect(explanations?.features[0]).toMatchObject({ feature: "late_3" });
      expect(explanations?.features.map(({ feature }) => feature).indexOf("income")).toBe(1);
      expect(explanations?.features.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(explanations?.completeness).toBeGreaterThanOrEqual(0.99);
      expect(explanations?.quality?.value).toBeCloseTo(auc ?? Number.NaN, 6);
      const dots = explanations?.dots[0];
      expect(dots?.contributions).toHaveLength(100);
      // More months in arrears raise the log-odds.
      const mean = (of: string) => {
        const own = dots?.contributions.filter((_value, i) => dots.values[i] === of) ?? [];
        return own.reduce((sum, value) => sum + value, 0) / own.length;
      };
      expect(mean("3")).toBeGreaterThan(mean("0"));
      const drawn = explanations?.dependence[0];
      expect(drawn).toMatchObject({ feature: "late_3", column: "late_3", grid: [0, 1, 2, 3] });
      expect(drawn?.mean[3]).toBeGreaterThan(drawn?.mean[0] ?? 1);
      expect(drawn?.accumulated?.effect.at(-1)).toBeGreaterThan(0);
      expect(explanations?.interactions).toHaveLength(15);
      expect(explanations?.sequence).toBeNull();

      expect(reasons?.topStable).toBeGreaterThan(0.8);
      expect(robustness?.perturbations.without[0]?.feature).toBe("late_3");
      expect(robustness?.adversarial?.results.at(-1)?.auc).toBeLessThan(robustness?.adversarial?.auc ?? 0);
      expect(robustness?.seeds?.seeds).toEqual([1, 2]);
      expect(novelty?.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(300);
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    });
  });

  test("of a sequence network shows which month moved the scores", async () => {
    const spec = {
      architecture: "lstm",
      params: { units: [6] },
      training: { ...training, epochs: 15 },
      target: "bad",
      drop: ["kind", "loss"],
      sequence: months,
    };
    await trainOn(loans(1_000), { ...spec, baselines: [] }, async (trained) => {
      const { explanations } = await reportOf(trained, { features: ["late"] });
      const late = explanations?.sequence?.features.find(({ feature }) => feature === "late");
      expect(late?.columns).toEqual(["late_1", "late_2", "late_3"]);
      expect(late?.meanAbsolute[2]).toBeGreaterThan((late?.meanAbsolute[0] ?? 1) * 2);
      expect(explanations?.completeness).toBeGreaterThanOrEqual(0.99);
      expect(explanations?.dependence.map(({ column }) => column)).toEqual(["late_3"]);
    });
  });

  test("of several classes looks at one against the rest; of a number judges intervals, and says what it has not", async () => {
    const base = { architecture: "mlp", params: { units: [8] }, training, baselines: [] };
    await trainOn(loans(800), { ...base, task: "MULTICLASS", target: "kind", drop: ["bad", "loss"] }, async (trained) => {
      const report = await reportOf(trained, { label: "high" });
      expect(report.event).toBe("high");
      expect(report.calibration?.report?.nEvents).toBe(report.nEvents);
      expect(report.explanations?.features[0]?.feature).toBe("late_3");
      expect(report.missing.map(({ section }) => section)).toEqual(["REASONS"]);
      await expect(reportOf(trained, { label: "huge" })).rejects.toMatchObject({ code: "INVALID_INPUT", context: { path: ["label"] } });
      await expect(reportOf(trained, { features: ["lat"] })).rejects.toMatchObject({ context: { path: ["features"] } });
    });
    await trainOn(loans(800), { ...base, task: "REGRESSION", target: "loss", drop: ["bad", "kind"] }, async (trained) => {
      const report = await reportOf(trained);
      expect(report.calibration?.report).toBeNull();
      expect(report.calibration?.coverage?.covered).toBeGreaterThan(0.75);
      expect(report.explanations?.quality).toMatchObject({ name: "r2" });
      expect(report.robustness?.hasDecisions).toBe(false);
      expect(report.robustness?.perturbations.noise.every(({ flipped }) => flipped === 0)).toBe(true);
    });
  });
});
