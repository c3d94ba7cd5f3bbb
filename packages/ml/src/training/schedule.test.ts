import { TrainingOptions } from "@plimsoll/schema";
import { describe, expect, it } from "vitest";
import { learningRateAt } from "./schedule.ts";

const options = (changes: Partial<TrainingOptions>) => TrainingOptions.parse({ learningRate: 0.8, epochs: 4, ...changes });
const rates = (changes: Partial<TrainingOptions>, steps: number[]) => steps.map((step) => learningRateAt(options(changes), step, 10, []));

describe("the learning rate", () => {
  it("is the one asked for when no schedule is", () => {
    expect(rates({}, [1, 17, 40])).toEqual([0.8, 0.8, 0.8]);
  });

  it("falls as a half cosine over all 40 steps: whole at the first, half after 20, a quarter's remainder after 30", () => {
    const [first, middle, late] = rates({ schedule: "COSINE" }, [1, 21, 31]) as [number, number, number];
    expect(first).toBe(0.8);
    // 1e-12 absolute.
    expect(middle).toBeCloseTo(0.4, 12);
    expect(late).toBeCloseTo(0.4 * (1 - Math.SQRT1_2), 12);
  });

  it("rises in even parts over a warm-up of half an epoch, and then starts its schedule", () => {
    expect(rates({ warmupEpochs: 0.5 }, [1, 4, 5, 6])).toEqual([0.8 / 5, (0.8 * 4) / 5, 0.8, 0.8]);
    expect(rates({ warmupEpochs: 0.5, schedule: "COSINE" }, [5, 6])).toEqual([0.8, 0.8]);
  });

  it("is halved each time two epochs passed without a lower validation loss", () => {
    const losses = [0.5, 0.6, 0.55, 0.4, 0.41, 0.42, 0.43, 0.44];
    const history = losses.map((value, at) => ({ epoch: at + 1, name: "val_loss", value }));
    const after = (epochs: number) => learningRateAt(options({ schedule: "PLATEAU" }), 1, 10, history.slice(0, epochs));
    expect(losses.map((_loss, at) => after(at + 1))).toEqual([0.8, 0.8, 0.4, 0.4, 0.4, 0.2, 0.2, 0.1]);
  });
});
