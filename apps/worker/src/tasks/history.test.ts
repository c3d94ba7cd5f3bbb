import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createRng, getColumn, type NumericColumn } from "@plimsoll/features";
import { readTable } from "@plimsoll/features/files";
import { loadEngine, readBundle } from "@plimsoll/ml";
import { describe, expect, test } from "vitest";
import { recordsToScore } from "../scoring/raw-rows.ts";
import { openScoringModel, scoreTable } from "../scoring/scoring-model.ts";
import { type Cells, type TrainedFile, trainOn } from "../testing/train.ts";
import { scoreTask } from "./score.ts";
import { taskIo } from "./task-io.ts";

const io = taskIo({ send: () => undefined, isDraining: () => false });

/** A long table of cards, shuffled; what happens depends on the amount two rows before, which no row alone tells. */
function cards(n: number) {
  const rng = createRng(4);
  const past = new Map<number, number[]>();
  const rows = Array.from({ length: n }, (_, i) => {
    const card = rng.int(30);
    const amounts = past.get(card) ?? [];
    past.set(card, amounts);
    const amount = Math.round(rng.normal() * 100) / 100;
    amounts.push(amount);
    const before = amounts.at(-3);
    return {
      card: `c${card}`,
      day: i,
      amount,
      tier: ["gold", "blue"][rng.int(2)] ?? "",
      fraud: Number(before !== undefined && before > 0.3),
    };
  });
  return rng.shuffle(Array.from({ length: n }, (_, i) => i)).map((i) => rows[i] as (typeof rows)[number]);
}

const cellsOf = (rows: ReturnType<typeof cards>): Cells =>
  Object.fromEntries((["card", "day", "amount", "tier", "fraud"] as const).map((name) => [name, rows.map((row) => row[name])]));

const history = { entity: ["card"], time: "day", steps: 4, columns: ["amount"] };

async function scoreFile({ folder }: TrainedFile, rowCount: number): Promise<number[]> {
  const outputPath = join(folder, "scores.parquet");
  const bundlePath = join(folder, "model.safetensors");
  const task = {
    kind: "score" as const,
    engine: "CPU" as const,
    bundlePath,
    explain: false,
    wording: null,
    expectations: null,
    format: "PARQUET" as const,
  };
  await scoreTask({ ...task, datasetPath: join(folder, "data.parquet"), rowCount, stagingDir: folder, outputPath }, io);
  const scored = await readTable(outputPath);
  return [...(getColumn(scored, "probability") as NumericColumn).values];
}

describe("a history", { timeout: 60_000 }, () => {
  test("is learned from a long table, and file, long records and wide records give the same score", async () => {
    const rows = cards(1200);
    const spec = {
      task: "BINARY" as const,
      target: "fraud",
      architecture: "gru",
      params: { units: [16] },
      training: { epochs: 25, batchSize: 32, learningRate: 0.01 },
      split: { method: "TIME" as const, timeColumn: "day", testFraction: 0.2 },
      sequence: { history },
    };
    await trainOn(cellsOf(rows), spec, async (trained) => {
      const { result, folder } = trained;
      expect(result.metrics.find(({ name, split }) => name === "auc" && split === "TEST")?.value).toBeGreaterThan(0.9);
      expect(result.signature.columns.map(({ name }) => name)).toEqual([
        ...["amount", "step present"].flatMap((name) => [-3, -2, -1, 0].map((t) => `${name}[${t}]`)),
        "tier",
      ]);
      expect(result.signature.history?.columns.map(({ name }) => name)).toEqual(["card", "day", "amount", "tier"]);
      const file = await scoreFile(trained, rows.length);
      expect(file).toHaveLength(rows.length);

      const model = openScoringModel(await loadEngine("CPU"), readBundle(await readFile(join(folder, "model.safetensors"))));
      const scoresOf = async (records: Record<string, unknown>[]): Promise<number[]> => {
        const scored = await scoreTable(model, recordsToScore(records, model), true, async (x, n) => model.logits(x, n));
        return scored.reasons.map((own, at) => model.reader.result(scored, at, own).probability ?? Number.NaN);
      };
      const own = rows
        .map((row, at) => ({ ...row, at }))
        .filter(({ card }) => card === "c7")
        .toSorted((a, b) => a.day - b.day);
      const long = await scoresOf(own.map(({ card, day, amount, tier }) => ({ card, day, amount, tier })));
      own.forEach(({ at }, i) => {
        expect(Math.abs((long[i] as number) - (file[at] as number))).toBeLessThan(1e-6);
      });
      const place = own.length - 1;
      const wide = Object.fromEntries(
        [3, 2, 1, 0].flatMap((back) => [
          [`amount[${back === 0 ? 0 : -back}]`, own[place - back]?.amount ?? null],
          [`step present[${back === 0 ? 0 : -back}]`, true],
        ]),
      );
      const [alone] = await scoresOf([{ ...wide, tier: own[place]?.tier }]);
      expect(Math.abs((alone as number) - (long[place] as number))).toBeLessThan(1e-6);
      model.dispose();
    });
  });

  test("of a forecast looks so many rows ahead, is tested on the latest targets, and its naive baseline knows nothing later than the sample", async () => {
    const n = 400;
    const values = Array.from({ length: n }, (_, t) => Math.round(1000 * Math.sin(t / 5)) / 1000);
    const cells: Cells = { t: values.map((_, t) => t), v: values };
    const spec = {
      task: "FORECAST" as const,
      target: "v",
      architecture: "lstm",
      params: { units: [8] },
      training: { epochs: 15, batchSize: 16, learningRate: 0.01 },
      split: { method: "TIME" as const, timeColumn: "t", testFraction: 0.25 },
      sequence: { history: { time: "t", steps: 8, columns: ["v"], horizon: 3, minSteps: 8 } },
      baselines: ["NAIVE" as const],
    };
    await trainOn(cells, spec, ({ result }) => {
      // 400 rows, 7 without a full history, 3 without a target.
      expect(result.rows.train + result.rows.validation + result.rows.test).toBe(390);
      const maeOf = (metrics: typeof result.metrics): number =>
        metrics.find(({ name, split }) => name === "mae" && split === "TEST")?.value ?? Number.NaN;
      const naive = maeOf(result.baselines[0]?.metrics ?? []);
      const tested = Array.from({ length: result.rows.test }, (_, i) => n - 1 - i);
      const threeBefore = tested.reduce((sum, t) => sum + Math.abs((values[t] ?? 0) - (values[t - 3] ?? 0)), 0) / tested.length;
      expect(naive).toBeCloseTo(threeBefore, 9);
      expect(maeOf(result.metrics)).toBeLessThan(naive / 2);
    });
  });
});
