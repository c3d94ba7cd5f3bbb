import type { DataSplit, MetricValue } from "@plimsoll/schema";
import { describe, expect, it } from "vitest";
import { diagnoseFit, type FitEvidence } from "./overfit.ts";

const metric = (name: string, split: DataSplit, value: number, half: number): MetricValue => ({
  name,
  split,
  value,
  low: value - half,
  high: value + half,
});
const pair = (name: string, train: number, test: number, half = 0.01) => [
  metric(name, "TRAIN", train, half / 2),
  metric(name, "TEST", test, half),
];
const losses = (train: number[], validation?: number[]) =>
  train.flatMap((value, i) => [
    { epoch: i + 1, name: "loss", value },
    ...(validation ? [{ epoch: i + 1, name: "val_loss", value: validation[i] as number }] : []),
  ]);
const evidence = (changes: Partial<FitEvidence>): FitEvidence => ({
  task: "BINARY",
  metrics: pair("auc", 0.79, 0.78),
  baselines: [],
  history: losses([0.5, 0.45, 0.445], [0.5, 0.46, 0.459]),
  weightsOfEpoch: 3,
  ...changes,
});

describe("overfitting diagnosis", () => {
  it("a small gap within chance is sound, and the gap's interval joins those of the parts", () => {
    const { verdict, gaps, sentences } = diagnoseFit(evidence({}));
    expect(verdict).toBe("SOUND");
    expect(gaps[0]).toMatchObject({ name: "auc", train: 0.79, test: 0.78 });
    // gap 0.01, half width sqrt(0.005^2 + 0.01^2).
    expect(gaps[0]?.gap).toBeCloseTo(0.01, 12);
    expect(gaps[0]?.high).toBeCloseTo(0.01 + Math.hypot(0.005, 0.01), 12);
    expect(sentences.join(" ")).toMatch(/0.79 on the training rows and 0.78 on the test rows/);
  });

  it("a gap beyond chance that is a large part of what was learned overfits", () => {
    const { verdict, sentences } = diagnoseFit(evidence({ metrics: pair("auc", 0.95, 0.78) }));
    expect(verdict).toBe("OVERFITS");
    expect(sentences.join(" ")).toMatch(/38 % of what it learned/);
  });

  it("the same gap with intervals as wide as itself is not called overfitting", () => {
    expect(diagnoseFit(evidence({ metrics: pair("auc", 0.9, 0.75, 0.4) })).verdict).toBe("SOUND");
  });

  it("a validation loss that rose since its lowest while training went on overfits; put back to the lowest it is sound", () => {
    const history = losses([0.5, 0.4, 0.3, 0.29], [0.5, 0.45, 0.52, 0.6]);
    const { verdict, sentences, lowestEpoch } = diagnoseFit(evidence({ history, weightsOfEpoch: 4 }));
    expect([verdict, lowestEpoch]).toEqual(["OVERFITS", 2]);
    expect(sentences.join(" ")).toMatch(/lowest after epoch 2 and has risen by 33 %/);
    expect(diagnoseFit(evidence({ history, weightsOfEpoch: 2 })).verdict).toBe("SOUND");
  });

  it("underfits: next to nothing learned, losses still falling, or a plain model that fits the training rows better", () => {
    expect(diagnoseFit(evidence({ metrics: pair("auc", 0.52, 0.51) })).verdict).toBe("UNDERFITS");
    expect(diagnoseFit(evidence({ history: losses([0.6, 0.5, 0.45], [0.61, 0.51, 0.46]) })).sentences.join(" ")).toMatch(/still fell/);
    const baselines = [{ name: "LOGISTIC" as const, metrics: pair("auc", 0.85, 0.84), advantage: null }];
    expect(diagnoseFit(evidence({ baselines })).sentences.join(" ")).toMatch(/LOGISTIC fits the training rows better/);
    const trees = [{ name: "BOOSTED_TREES" as const, metrics: pair("auc", 0.95, 0.8), advantage: null }];
    expect(diagnoseFit(evidence({ baselines: trees })).verdict).toBe("SOUND");
  });

  it("losses are worse when higher: a forecast whose error doubles on new rows overfits", () => {
    const { verdict, gaps } = diagnoseFit(evidence({ task: "FORECAST", metrics: pair("mae", 1, 2, 0.1) }));
    expect(verdict).toBe("OVERFITS");
    expect(gaps[0]).toMatchObject({ gap: 1 });
    expect(gaps[0]?.low).toBeCloseTo(1 - Math.hypot(0.1, 0.05), 12);
  });

  it("long curves are thinned to 200 points, the last among them", () => {
    const { curve } = diagnoseFit(evidence({ history: losses(Array.from({ length: 1000 }, (_, i) => 1 / (i + 1))), weightsOfEpoch: 1000 }));
    expect(curve).toHaveLength(200);
    expect(curve.at(-1)?.epoch).toBe(1000);
  });
});
