import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createRng, tableFromRecords } from "@plimsoll/features";
import { readTable } from "@plimsoll/features/files";
import { loadEngine, readBundle } from "@plimsoll/ml";
import { describe, expect, test } from "vitest";
import { openScoringModel, scoreTable } from "../scoring/scoring-model.ts";
import { type Cells, type TrainedFile, trainOn } from "../testing/train.ts";
import { scoreTask } from "./score.ts";
import { taskIo } from "./task-io.ts";

const io = taskIo({ send: () => undefined, isDraining: () => false });
const metricOf = ({ result }: TrainedFile, name: string, split = "TEST") =>
  result.metrics.find((metric) => metric.name === name && metric.split === split);

/** Rows near a plane in five columns, and every twentieth one far off it. */
function plane(n: number): Cells {
  const rng = createRng(1);
  const cells: Record<string, number[]> = { a: [], b: [], c: [], d: [], e: [], odd: [] };
  for (let i = 0; i < n; i++) {
    const [u, v] = [rng.normal(), rng.normal()];
    const odd = i % 20 === 7;
    const row = [u, v, u + v, u - v, 2 * u].map((value) => (odd ? 3 * rng.normal() : value + 0.05 * rng.normal()));
    for (const [at, name] of ["a", "b", "c", "d", "e"].entries()) cells[name]?.push(row[at] as number);
    cells.odd?.push(Number(odd));
  }
  return cells;
}

/** Every model that was written scores its file and single records alike. */
async function scoresOf({ folder }: TrainedFile, rowCount: number) {
  const model = openScoringModel(await loadEngine("CPU"), readBundle(await readFile(join(folder, "model.safetensors"))));
  const table = await readTable(join(folder, "data.parquet"), [...model.columns]);
  const { reasons, ...scores } = await scoreTable(model, table, true, async (x, n) => model.logits(x, n));
  const outputPath = join(folder, "scores.parquet");
  const task = {
    kind: "score" as const,
    engine: "CPU" as const,
    bundlePath: join(folder, "model.safetensors"),
    explain: false,
    wording: null,
    expectations: null,
  };
  await scoreTask({ ...task, datasetPath: join(folder, "data.parquet"), rowCount, format: "PARQUET", stagingDir: folder, outputPath }, io);
  const all = reasons.map((own, at) => model.reader.result(scores, at, own));
  return { model, all, outputPath };
}

test("a target far from zero is learned and scored as well as the same target around it", { timeout: 60_000 }, async () => {
  const rng = createRng(6);
  const n = 300;
  const x = Array.from({ length: n }, () => rng.normal());
  const y = x.map((value) => 2 * value + 0.3 * rng.normal());
  const spec = {
    task: "REGRESSION" as const,
    target: "y",
    architecture: "mlp",
    params: { units: [8] },
    training: { epochs: 15, batchSize: 16, learningRate: 0.02 },
    baselines: ["LINEAR" as const, "BOOSTED_TREES" as const],
  };
  const judged = (offset: number) =>
    trainOn({ x, y: y.map((value) => offset + value) }, spec, async (trained) => {
      const rmse = (metrics: readonly { name: string; split: string; value: number }[]) =>
        metrics.find(({ name, split }) => name === "rmse" && split === "TEST")?.value ?? 0;
      const { all } = await scoresOf(trained, n);
      const errors = all.map(({ value }, i) => ((value ?? 0) - offset - (y[i] as number)) ** 2);
      const ofFile = Math.sqrt(errors.reduce((sum, square) => sum + square, 0) / n);
      return [rmse(trained.result.metrics), ofFile, ...trained.result.baselines.map(({ metrics }) => rmse(metrics))];
    });
  const [near, far] = [await judged(0), await judged(1e9)];
  // Of a billion double precision keeps seven decimals: 1e-4 relative. Single precision would keep steps of 64.
  far.forEach((value, at) => {
    expect(Math.abs(value / (near[at] as number) - 1)).toBeLessThan(1e-4);
  });
  expect(near[0]).toBeLessThan(0.6);
});

test("a column that was filled in after the outcome is named in the report; honest ones are not", { timeout: 60_000 }, async () => {
  const rng = createRng(12);
  const y = Array.from({ length: 300 }, () => Number(rng.next() < 0.3));
  const cells: Cells = {
    income: y.map((late) => rng.normal() - 0.5 * late),
    written_off: y.map((late) => (late ? 100 * rng.next() + 1 : null)),
    y,
  };
  const training = { epochs: 1, batchSize: 64 };
  const spec = { target: "y", architecture: "mlp", params: { units: [4] }, training, baselines: [] };
  const { report } = await trainOn(cells, spec, ({ result }) => result);
  expect(report.suspectedLeaks).toEqual([{ column: "written_off", metric: "auc", value: 1 }]);
  const { report: honest } = await trainOn(cells, { ...spec, drop: ["written_off"] }, ({ result }) => result);
  expect(honest.suspectedLeaks).toEqual([]);
});

describe("baselines", { timeout: 60_000 }, () => {
  test("boosted trees and the scorecard read gaps and words as they are; several classes have theirs", async () => {
    const rng = createRng(8);
    const n = 500;
    const town = Array.from({ length: n }, () => ["Oslo", "Rome", "Bern", "Kyiv"][rng.int(4)] ?? "");
    const size = Array.from({ length: n }, () => (rng.next() < 0.3 ? null : rng.normal()));
    const risk = (i: number) => (town[i] === "Rome" ? 1 : -1) + (size[i] === null ? 1.5 : (size[i] ?? 0)) + 0.3 * rng.normal();
    const level = Array.from({ length: n }, (_, i) => risk(i));
    const cells: Cells = {
      town,
      size,
      y: level.map((value) => Number(value > 0)),
      kind: level.map((value) => (value < -1 ? "low" : value < 1 ? "mid" : "high")),
    };
    const small = { architecture: "mlp", params: { units: [4] }, training: { epochs: 1 } };
    const value = ({ result }: TrainedFile, name: string, metric: string) =>
      result.baselines.find((entry) => entry.name === name)?.metrics.find((own) => own.name === metric && own.split === "TEST")?.value ?? 0;
    await trainOn(cells, { ...small, target: "y", drop: ["kind"], baselines: ["BOOSTED_TREES", "SCORECARD", "LOGISTIC"] }, (trained) => {
      expect(value(trained, "BOOSTED_TREES", "auc")).toBeGreaterThan(0.93);
      expect(value(trained, "SCORECARD", "auc")).toBeGreaterThan(0.9);
    });
    const names = ["LOGISTIC", "BOOSTED_TREES", "MAJORITY"] as const;
    await trainOn(cells, { ...small, task: "MULTICLASS", target: "kind", drop: ["y"], baselines: [...names] }, (trained) => {
      expect(value(trained, "BOOSTED_TREES", "accuracy")).toBeGreaterThan(value(trained, "MAJORITY", "accuracy") + 0.2);
      expect(value(trained, "LOGISTIC", "log_loss")).toBeLessThan(value(trained, "MAJORITY", "log_loss"));
      for (const { name, advantage } of trained.result.baselines) {
        const own = trained.result.metrics.find((metric) => metric.name === "log_loss" && metric.split === "TEST")?.value ?? 0;
        expect(advantage?.metric).toBe("log_loss");
        // 1e-9 absolute: the difference of the two means that the report shows.
        expect(Math.abs((advantage?.value ?? 0) - (value(trained, name, "log_loss") - own))).toBeLessThan(1e-9);
        expect(advantage?.low).toBeLessThan(advantage?.high ?? 0);
      }
      const { labels, confusion } = trained.result.report.details?.classes ?? { labels: [], confusion: [] };
      const right = confusion.reduce((sum, line, at) => sum + (line[at] ?? 0), 0);
      expect(labels).toEqual(["high", "low", "mid"]);
      expect(right / confusion.flat().reduce((sum, count) => sum + count, 0)).toBeCloseTo(metricOf(trained, "accuracy")?.value ?? 9, 12);
    });
  });
});

describe("ANOMALY", { timeout: 60_000 }, () => {
  const spec = {
    task: "ANOMALY" as const,
    target: "odd",
    architecture: "autoencoder",
    params: { units: [8], code: 2 },
    training: { epochs: 30, batchSize: 32, learningRate: 0.01, alertRate: 0.05 },
  };

  test("learns without the label, is judged by it, and scores with a share and a decision", async () => {
    const cells = plane(600);
    await trainOn(cells, spec, async (trained) => {
      expect(metricOf(trained, "auc")?.value).toBeGreaterThan(0.95);
      expect(metricOf(trained, "precision_at_alert_share")?.value).toBeGreaterThan(0.8);
      expect(metricOf(trained, "alert_rate", "TRAIN")?.value).toBeCloseTo(0.05, 2);
      const { nRows = 0, nAlerts = 0, nAnomalies, shares = [] } = trained.result.report.details?.anomaly ?? {};
      expect(nAlerts / nRows).toBeCloseTo(metricOf(trained, "alert_rate")?.value ?? 9, 12);
      expect(shares.at(-1)).toMatchObject({ share: 0.2, recall: 1, precision: (nAnomalies ?? 0) / Math.round(0.2 * nRows) });
      expect(trained.result.signature).toMatchObject({ task: "ANOMALY", labels: ["NORMAL", "ALERT"], threshold: 0.95 });
      expect(trained.result.signature.columns.map(({ name }) => name)).toEqual(["a", "b", "c", "d", "e"]);
      const { all, outputPath } = await scoresOf(trained, 600);
      const worst = all.map((score, row) => ({ row, value: score.value ?? 0 })).sort((a, b) => b.value - a.value)[0];
      expect(cells.odd?.[worst?.row ?? 0]).toBe(1);
      expect(all[worst?.row ?? 0]).toMatchObject({ decision: "ALERT", reasons: expect.arrayContaining([]) });
      expect(all.every(({ probability }) => (probability ?? -1) >= 0 && (probability ?? 2) <= 1)).toBe(true);
      const written = await readTable(outputPath, [
        { name: "value", type: "FLOAT" },
        { name: "probability", type: "FLOAT" },
        { name: "decision", type: "STRING" },
      ]);
      const value = written.columns[0];
      // 1e-6 relative: a row alone is the row in a file.
      if (value && value.type !== "STRING")
        expect(Math.abs((value.values[7] as number) - (all[7]?.value ?? 0))).toBeLessThan(1e-6 * (all[7]?.value ?? 0));
    });
  });

  test("the label is never learned from: the same weights with it, with another and without", async () => {
    const cells = plane(200);
    const weights = (changed: Cells, target: string | null) =>
      trainOn(changed, { ...spec, target, drop: target ? [] : ["odd"], training: { epochs: 2, seed: 3 } }, async ({ folder }) =>
        readBundle(await readFile(join(folder, "model.safetensors"))).weights.map(({ values }) => [...values]),
      );
    const own = await weights(cells, "odd");
    expect(await weights(cells, null)).toEqual(own);
    expect(await weights({ ...cells, odd: cells.odd?.map((_label, i) => (i % 3 === 0 ? 1 : 0)) ?? [] }, "odd")).toEqual(own);
  });

  test("without a label the report holds what needs none", async () => {
    const { odd: _label, ...cells } = plane(200);
    const names = await trainOn(cells, { ...spec, target: null, architecture: "vae" }, ({ result }) =>
      result.metrics.map(({ name }) => name),
    );
    expect(new Set(names)).toEqual(new Set(["mean_score", "alert_rate"]));
  });
});

describe("FORECAST and losses of numbers", { timeout: 60_000 }, () => {
  const rng = createRng(4);
  const n = 400;
  const wave = Array.from({ length: n }, (_, t) => Math.sin(t / 5) + 0.2 * rng.normal());
  const cells: Cells = {
    day: Array.from({ length: n }, (_, t) => n - t),
    last: Array.from({ length: n }, (_, t) => wave[n - t - 2] ?? 0),
    before: Array.from({ length: n }, (_, t) => wave[n - t - 3] ?? 0),
    y: Array.from({ length: n }, (_, t) => wave[n - t - 1] ?? 0),
  };
  const spec = {
    task: "FORECAST" as const,
    target: "y",
    architecture: "mlp",
    params: { units: [16] },
    split: { method: "TIME" as const, timeColumn: "day" },
    training: { epochs: 40, batchSize: 32, learningRate: 0.01 },
    baselines: [],
  };

  test("a forecast is judged in order of time against the naive one, whatever the order of the file", async () => {
    await trainOn(cells, spec, async (trained) => {
      expect(trained.result.metrics.map(({ name }) => name).slice(0, 3)).toEqual(["rmse", "mae", "mase"]);
      const [mase, mae] = [metricOf(trained, "mase")?.value ?? 9, metricOf(trained, "mae")?.value ?? 9];
      const inTime = wave.slice(0, 288);
      const naive = inTime.slice(1).reduce((sum, value, i) => sum + Math.abs(value - (inTime[i] as number)), 0) / 287;
      // 1e-6 relative: training rows are the first 288 days (0.8 * 0.9 of 400).
      expect(Math.abs(mae / mase / naive - 1)).toBeLessThan(1e-6);
      expect(mase).toBeLessThan(1);
    });
  });

  test("the plain forecasts stand beside it on the same rows: the naive one has mase 1 on the training rows by definition", async () => {
    const names = ["LINEAR", "NAIVE", "SEASONAL_NAIVE", "BOOSTED_TREES", "MAJORITY"] as const;
    const training = { ...spec.training, epochs: 2, seasonLength: 31, loss: "HUBER" as const };
    await trainOn(cells, { ...spec, training, baselines: [...names] }, async ({ result }) => {
      expect(result.baselines.map(({ name }) => name)).toEqual(names);
      const mase = (name: string, split: string) =>
        result.baselines.find((entry) => entry.name === name)?.metrics.find((metric) => metric.name === "mase" && metric.split === split)
          ?.value ?? 9;
      expect(mase("SEASONAL_NAIVE", "TRAIN")).toBeCloseTo(1, 12);
      expect(mase("LINEAR", "TEST")).toBeLessThan(mase("MAJORITY", "TEST"));
      expect(result.baselines.every(({ advantage }) => advantage?.metric === "mse")).toBe(true);
    });
  });

  test("quantiles: the value is the median, the file has a column each, and the outer ones cover about what they say", async () => {
    const training = { ...spec.training, loss: "QUANTILE" as const, quantiles: [0.1, 0.9] };
    await trainOn(cells, { ...spec, training, baselines: ["LINEAR"] }, async (trained) => {
      const [low, high] = [metricOf(trained, "coverage_0.1", "TRAIN")?.value ?? 0, metricOf(trained, "coverage_0.9", "TRAIN")?.value ?? 0];
      expect(high - low).toBeGreaterThan(0.65);
      expect(high - low).toBeLessThan(0.95);
      const { forecast, errors } = trained.result.report.details ?? {};
      const points = forecast?.points ?? [];
      expect(forecast?.axis).toBe("NUMBER");
      expect(points.map(({ at }) => at)).toEqual(Array.from({ length: 80 }, (_, i) => 321 + i));
      expect(points.reduce((sum, { actual, predicted }) => sum + Math.abs(actual - predicted), 0) / 80).toBeCloseTo(
        metricOf(trained, "mae")?.value ?? 9,
        10,
      );
      expect(points.every(({ low: lowest, predicted, high: highest }) => (lowest ?? 9) <= predicted && predicted <= (highest ?? -9))).toBe(
        true,
      );
      const { bias = 9, standardDeviation = 9 } = errors ?? {};
      expect(Math.sqrt(bias ** 2 + standardDeviation ** 2 * (79 / 80))).toBeCloseTo(metricOf(trained, "rmse")?.value ?? 9, 10);
      const { all, outputPath } = await scoresOf(trained, n);
      expect(all[5]?.quantiles.map(({ probability }) => probability)).toEqual([0.1, 0.5, 0.9]);
      const mae = (metrics: readonly { name: string; split: string; value: number }[] = []) =>
        metrics.find(({ name, split }) => name === "mae" && split === "TEST")?.value ?? 0;
      const [plain] = trained.result.baselines;
      // A median is the best answer to the absolute error; 1e-9 absolute: the difference of the two means that the report shows.
      expect(plain?.advantage?.metric).toBe("mae");
      expect(Math.abs((plain?.advantage?.value ?? 0) - (mae(plain?.metrics) - mae(trained.result.metrics)))).toBeLessThan(1e-9);
      expect(all[5]?.value).toBe(all[5]?.quantiles[1]?.value);
      expect(all.every(({ quantiles }) => quantiles.every(({ value }, at) => at === 0 || value >= (quantiles[at - 1]?.value ?? 0)))).toBe(
        true,
      );
      const names = ["value", "quantile_0.1", "quantile_0.5", "quantile_0.9"];
      const { columns } = await readTable(
        outputPath,
        names.map((name) => ({ name, type: "FLOAT" as const })),
      );
      expect(columns.map((column) => (column.type === "STRING" ? null : column.values[5]))).toEqual([
        all[5]?.value,
        ...(all[5]?.quantiles.map(({ value }) => value) ?? []),
      ]);
    });
  });

  test.each([
    ["one number", {}, 0.9],
    ["quantiles", { loss: "QUANTILE" as const, quantiles: [0.1, 0.9] }, 0.8],
  ])("intervals of %s are learned from validation rows, hold about what they say and stand in the file", async (_what, loss, level) => {
    await trainOn(cells, { ...spec, training: { ...spec.training, ...loss } }, async (trained) => {
      const { all, outputPath } = await scoresOf(trained, n);
      const held = all.filter(({ interval }, row) => {
        const y = cells.y?.[row] as number;
        return interval && y >= interval.low && y <= interval.high;
      });
      expect(all[0]?.interval?.level).toBeCloseTo(level, 12);
      // The margin comes from 32 validation rows: two standard errors of what they can tell.
      expect(Math.abs(held.length / n - level)).toBeLessThan(0.12);
      const { columns } = await readTable(outputPath, [
        { name: "interval_low", type: "FLOAT" },
        { name: "interval_high", type: "FLOAT" },
      ]);
      expect(columns.map((column) => (column.type === "STRING" ? null : column.values[7]))).toEqual([
        all[7]?.interval?.low,
        all[7]?.interval?.high,
      ]);
    });
  });

  test("QLIKE forecasts a variance: always positive, near the truth, and judged by its own loss", async () => {
    const hidden = Array.from({ length: 600 }, () => 0.5 + 2 * rng.next());
    const squares: Cells = { level: hidden, y: hidden.map((variance) => variance * 1e-4 * rng.normal() ** 2) };
    const training = { epochs: 30, batchSize: 64, learningRate: 0.01, loss: "QLIKE" as const };
    await trainOn(
      squares,
      { task: "REGRESSION", target: "y", architecture: "mlp", params: { units: [8] }, training, baselines: [] },
      async (trained) => {
        expect(metricOf(trained, "qlike")?.value).toBeLessThan(0);
        const { model, all } = await scoresOf(trained, 600);
        expect(all.every(({ value }) => (value ?? 0) > 0)).toBe(true);
        const table = tableFromRecords([{ level: 0.6 }, { level: 2.4 }], model.columns);
        const { outputs } = await scoreTable(model, table, false, async (x, rows) => model.logits(x, rows));
        expect(outputs[1]).toBeGreaterThan(1.5 * (outputs[0] as number));
      },
    );
  });
});
