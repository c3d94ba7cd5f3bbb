import { TrainingOptions } from "@plimsoll/schema";
import { describe, expect, it } from "vitest";
import { largestDifference } from "../testing/close.ts";
import { availableEngines } from "../testing/engines.ts";
import { learnableRows } from "../testing/rows.ts";
import { readCheckpoint } from "./checkpoint.ts";
import type { TrainRequest } from "./request.ts";
import { train } from "./train.ts";
import { watchedOf } from "./watched-metrics.ts";

const engines = await availableEngines();
const cpu = engines.find((engine) => engine.name === "CPU") ?? engines[0];
if (!cpu) throw new Error("no engine loads");

const request = (changes: Partial<TrainRequest> = {}, options: Record<string, unknown> = {}): TrainRequest => ({
  engine: cpu,
  architecture: "lstm",
  params: { units: [6], dropout: 0.2 },
  task: "BINARY",
  nClasses: 2,
  options: TrainingOptions.parse({ epochs: 5, batchSize: 16, learningRate: 0.02, seed: 11, ...options }),
  train: learnableRows("BINARY", { n: 90, nSteps: 3, nFeatures: 2 }),
  validation: learnableRows("BINARY", { n: 40, nSteps: 3, nFeatures: 2, seed: 8 }),
  ...changes,
});

/** The checkpoint bytes after each epoch, and the result. */
async function trainKeeping(base: TrainRequest) {
  const checkpoints: Uint8Array[] = [];
  const result = await train({
    ...base,
    async onEpoch(report) {
      checkpoints.push(await report.checkpoint());
    },
  });
  return { result, checkpoints };
}

describe("train", () => {
  it.each(engines.map((engine) => [engine.name, engine] as const))(
    "on %s, a run resumed after any epoch ends with the weights and history of the unbroken run",
    async (name, engine) => {
      const base = request({ engine }, { earlyStopping: { metric: "val_loss", patience: 4 } });
      const { result, checkpoints } = await trainKeeping(base);
      for (const epoch of [1, 3, 5]) {
        const resumed = await train({ ...base, resume: readCheckpoint(checkpoints[epoch - 1] as Uint8Array) });
        resumed.weights.forEach(({ values }, at) => {
          const whole = result.weights[at]?.values as Float32Array;
          // Plain engines repeat every rounding; TensorFlow's kernels may order a sum otherwise: 1e-6 absolute.
          if (name !== "NATIVE") expect(values).toEqual(whole);
          else expect(largestDifference(values, whole)).toBeLessThan(1e-6);
        });
        expect(resumed.history.map(({ epoch, name }) => `${epoch} ${name}`)).toEqual(
          result.history.map(({ epoch, name }) => `${epoch} ${name}`),
        );
        if (name !== "NATIVE") expect(resumed).toEqual(result);
      }
    },
  );

  it("writes the same checkpoint bytes for the same run, and others for another seed", async () => {
    const [first, second, other] = [
      await trainKeeping(request()),
      await trainKeeping(request()),
      await trainKeeping(request({}, { seed: 12 })),
    ];
    expect(second.checkpoints).toEqual(first.checkpoints);
    expect(other.checkpoints[4]).not.toEqual(first.checkpoints[4]);
  });

  it("refuses a checkpoint of a run with other settings", async () => {
    const { checkpoints } = await trainKeeping(request({}, { epochs: 1 }));
    const resume = readCheckpoint(checkpoints[0] as Uint8Array);
    await expect(train(request({ resume }, { learningRate: 0.5 }))).rejects.toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
  });

  it("goes on from a finished run when more epochs are asked for", async () => {
    const { result, checkpoints } = await trainKeeping(request({}, { epochs: 2 }));
    const longer = await train(request({ resume: readCheckpoint(checkpoints[1] as Uint8Array) }, { epochs: 4 }));
    expect(longer.epochs).toBe(4);
    expect(longer.history.slice(0, result.history.length)).toEqual(result.history);
    expect(longer.weights).toEqual((await train(request({}, { epochs: 4 }))).weights);
  });

  it.each([
    ["ADAMW with a cosine", { optimizer: "ADAMW", weightDecay: 0.05, schedule: "COSINE", warmupEpochs: 1.5 }],
    ["SGD on a plateau", { optimizer: "SGD", schedule: "PLATEAU", plateauPatience: 1 }],
    ["RMSprop, clipped and smoothed", { optimizer: "RMSPROP", gradientClipNorm: 0.5, labelSmoothing: 0.1 }],
  ])("a run with %s resumes as the unbroken run goes on", async (_what, options) => {
    const { result, checkpoints } = await trainKeeping(request({}, options));
    const resumed = await train(request({ resume: readCheckpoint(checkpoints[2] as Uint8Array) }, options));
    expect(resumed).toEqual(result);
  });

  it("resumes batch norm with its moving statistics, and an ensemble on encoded numbers with its edges", async () => {
    for (const [architecture, params] of [
      ["resnet", { width: 8, blocks: 1, bins: 3 }],
      ["tabm", { units: [6], members: 3, bins: 4, waves: 2 }],
    ] as const) {
      const { result, checkpoints } = await trainKeeping(request({ architecture, params }));
      const resumed = await train(request({ architecture, params, resume: readCheckpoint(checkpoints[1] as Uint8Array) }));
      expect(resumed).toEqual(result);
    }
  });

  it("records the learning rate of each epoch's last step where it changes", async () => {
    const { history } = await train(request({}, { epochs: 3, schedule: "COSINE" }));
    const rates = history.filter(({ name }) => name === "learning_rate").map(({ value }) => value);
    // 6 steps an epoch, 18 in all; 1e-12 absolute.
    const expected = [6, 12, 18].map((step) => 0.01 * (1 + Math.cos((Math.PI * (step - 1)) / 18)));
    expect(largestDifference(rates, expected)).toBeLessThan(1e-12);
  });

  it.each([
    ["label smoothing for a regression", { task: "REGRESSION", nClasses: 1 }, { labelSmoothing: 0.1 }, /labelSmoothing needs classes/],
    ["weight decay with an optimizer that has none", {}, { weightDecay: 0.1 }, /needs optimizer ADAMW/],
    ["momentum with an optimizer that has none", {}, { momentum: 0.5 }, /needs optimizer SGD or RMSPROP/],
    ["a plateau's patience without a plateau", {}, { schedule: "COSINE", plateauPatience: 3 }, /needs schedule PLATEAU/],
  ] as const)("refuses %s", async (_what, changes, options, message) => {
    const rows = learnableRows((changes as { task?: "REGRESSION" }).task ?? "BINARY", { n: 90, nSteps: 3, nFeatures: 2 });
    await expect(train(request({ ...changes, train: rows, validation: null }, options))).rejects.toThrow(message);
  });

  it("records loss, accuracy and their validation forms with AUC for each epoch", async () => {
    const { history } = await train(request({}, { epochs: 2 }));
    const names = ["loss", "accuracy", "val_loss", "val_accuracy", "val_auc"];
    expect(history.map(({ epoch, name }) => [epoch, name])).toEqual([1, 2].flatMap((epoch) => names.map((name) => [epoch, name])));
  });

  it("stops early after `patience` epochs without improvement and puts the best epoch's weights back", async () => {
    const noise = learnableRows("BINARY", { n: 40, nSteps: 3, nFeatures: 2, seed: 8 });
    const validation = { ...noise, y: noise.y.map((value) => 1 - value) };
    const base = request({ validation, params: { units: [6] } }, { epochs: 30, earlyStopping: { metric: "val_loss", patience: 3 } });
    const stopped = await train(base);
    // What is learned contradicts these validation rows, so the first epoch stays the best one.
    expect(stopped).toMatchObject({ epochs: 4, weightsOfEpoch: 1, stoppedEarly: true });
    expect(stopped.weights).toEqual((await train(request({ validation, params: { units: [6] } }, { epochs: 1 }))).weights);
  });

  it("refuses an early-stopping metric that is not recorded, naming those that are", async () => {
    await expect(train(request({ validation: null }, { earlyStopping: { metric: "val_loss" } }))).rejects.toThrow(
      /loss, accuracy.*validationFraction/,
    );
  });

  it("refuses a network of more weights than a machine holds before it draws any, with their number and the largest", async () => {
    // A kernel [2 + 2048, 8192] and one [4096, 8192] for each of nine layers more: 318,783,488 weights and the biases.
    const params = { units: Array<number>(10).fill(2048) };
    await expect(train(request({ params }))).rejects.toThrow(
      expect.objectContaining({
        code: "INVALID_INPUT",
        kind: "input",
        message: expect.stringMatching(/would have 318,867,457 weights, at most 200,000,000.*\[4096, 8192\]. Use fewer or smaller layers/),
      }),
    );
  });

  it("ends with DIVERGED and advice when the loss is no longer a number", async () => {
    const rows = learnableRows("REGRESSION", { n: 64, nSteps: 1, nFeatures: 2 });
    const wild = { ...rows, x: rows.x.map((value) => value * 1e30) };
    const diverging = train(
      request({ architecture: "mlp", params: {}, task: "REGRESSION", nClasses: 1, train: wild, validation: null }, { learningRate: 10 }),
    );
    await expect(diverging).rejects.toThrow(
      expect.objectContaining({ code: "DIVERGED", kind: "numerical", message: expect.stringContaining("learningRate") }),
    );
  });

  it("lets a rare class count as much as the common one when classes are balanced", async () => {
    const rows = learnableRows("BINARY", { n: 400, nSteps: 1, nFeatures: 1 });
    // No signal: a quarter positive. Unbalanced training goes to the base rate, balanced training to one half.
    const blind = { ...rows, x: new Float32Array(400), y: rows.y.map((_value, i) => Number(i % 4 === 0)) };
    const biasOf = async (classWeight: string) => {
      const { weights } = await train(
        request(
          { architecture: "mlp", params: { units: [1] }, train: blind, validation: null },
          { epochs: 60, batchSize: 400, learningRate: 0.05, classWeight },
        ),
      );
      return weights.at(-1)?.values[0] as number;
    };
    // With zero inputs and a hidden bias that stays small, the head's bias is about the log-odds: ln(1/3), and 0. Tolerance 0.15 after 60 steps.
    expect(Math.abs((await biasOf("NONE")) - Math.log(1 / 3))).toBeLessThan(0.15);
    expect(Math.abs(await biasOf("BALANCED"))).toBeLessThan(0.15);
  });

  it("a batch size above the number of rows is one batch of all rows", async () => {
    const steps: number[] = [];
    await train(request({ onProgress: ({ steps: count }) => steps.push(count) }, { epochs: 2, batchSize: 1000 }));
    expect(steps).toEqual([1, 1]);
  });

  it.each([
    [
      "a missing value",
      (rows: TrainRequest["train"]) => ({ ...rows, x: rows.x.map((value, i) => (i === 4 ? Number.NaN : value)) }),
      /not finite \(row 0\)/,
    ],
    [
      "a target that is no class",
      (rows: TrainRequest["train"]) => ({ ...rows, y: rows.y.map((value, i) => (i === 3 ? 2 : value)) }),
      /target 2 in row 3/,
    ],
    ["fewer values than rows", (rows: TrainRequest["train"]) => ({ ...rows, x: rows.x.slice(1) }), /values, expected 90 \* 3 \* 2/],
    ["no rows", (rows: TrainRequest["train"]) => ({ ...rows, n: 0 }), /are none/],
  ])("refuses %s before it trains", async (_what, spoil, message) => {
    await expect(train(request({ train: spoil(learnableRows("BINARY", { n: 90, nSteps: 3, nFeatures: 2 })) }))).rejects.toThrow(message);
  });

  it.each(["BINARY", "MULTICLASS", "REGRESSION"] as const)(
    "%s records after each epoch what the catalog says can be watched",
    async (task) => {
      const [rows, validation] = [90, 40].map((n) => learnableRows(task, { n, nSteps: 3, nFeatures: 2 }));
      if (!rows || !validation) throw new Error("both parts were made");
      const { history } = await train(request({ task, nClasses: task === "MULTICLASS" ? 3 : 2, train: rows, validation }, { epochs: 1 }));
      const watched = history.map(({ name }) => name).filter((name) => name.startsWith("val_"));
      expect(watched.sort()).toEqual(watchedOf(task).sort());
    },
  );

  it("a checkpoint asked for after its epoch's report is refused instead of holding later weights", async () => {
    let late: (() => Promise<Uint8Array>) | undefined;
    await train(
      request({
        onEpoch: ({ checkpoint }) => {
          late ??= checkpoint;
        },
      }),
    );
    await expect(late?.()).rejects.toThrow(/while onEpoch runs/);
  });
});
