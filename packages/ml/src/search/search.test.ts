import { createRng } from "@plimsoll/features";
import { SearchSpec, TrainingOptions } from "@plimsoll/schema";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { architectures } from "../architectures/index.ts";
import { derivedDimension } from "./derive-space.ts";
import { plannedEpochs, promotedCount, rungsOf, standingOf } from "./halving.ts";
import { resolveSpace, type Searched } from "./resolve-space.ts";
import { drawValue, sampleTrials, withSettings } from "./sample-trials.ts";

const base = (architecture: string, more: Partial<Searched> = {}): Searched => ({
  architecture,
  params: {},
  task: "BINARY",
  training: TrainingOptions.parse({}),
  ...more,
});
const asked = (space: object = {}, derive = true) => SearchSpec.parse({ space, derive });

describe.each(architectures.map(({ name }) => name))("%s", (name) => {
  test("its own schema gives a space whose draws it accepts, each different, the first its own settings", () => {
    const dimensions = resolveSpace(base(name), asked());
    expect(dimensions.length).toBeGreaterThan(2);
    const trials = sampleTrials(base(name), dimensions, 60, 3);
    expect(trials.length).toBe(60);
    expect(new Set(trials.map((trial) => JSON.stringify(trial))).size).toBe(60);
    const found = architectures.find((candidate) => candidate.name === name);
    for (const trial of trials) expect(() => found?.parse(withSettings(base(name), trial).params)).not.toThrow();
    expect(withSettings(base(name), trials[0] ?? { params: {}, training: {} }).params).toMatchObject(
      Object.fromEntries(Object.entries(found?.parse({}) ?? {}).filter(([key]) => dimensions.some((d) => d.name === key))),
    );
  });
});

test("trial n is the same however many follow, and another seed gives others", () => {
  const dimensions = resolveSpace(base("mlp"), asked());
  const twenty = sampleTrials(base("mlp"), dimensions, 20, 7);
  expect(sampleTrials(base("mlp"), dimensions, 8, 7)).toEqual(twenty.slice(0, 8));
  expect(sampleTrials(base("mlp"), dimensions, 20, 8).slice(1)).not.toEqual(twenty.slice(1));
});

test("a space smaller than the trials asked for is tried once each, and one with nothing in it is refused", () => {
  const one = { params: { units: { values: [[8], [16], [32]] } } };
  const dimensions = resolveSpace(base("mlp", { params: { units: [8] } }), asked(one, false));
  expect(sampleTrials(base("mlp", { params: { units: [8] } }), dimensions, 20, 1).map(({ params }) => params.units)).toEqual(
    expect.arrayContaining([[8], [16], [32]]),
  );
  expect(sampleTrials(base("mlp", { params: { units: [8] } }), dimensions, 20, 1)).toHaveLength(3);
  expect(() => resolveSpace(base("mlp"), asked({ params: { units: { values: [[8]] } } }, false))).toThrow(/Nothing is searched/);
});

test("rules over several parameters are kept by drawing again, and a space that can never keep them is refused with the rule", () => {
  const space = { params: { width: { values: [6, 10, 12] }, heads: { values: [4, 6] } } };
  const dimensions = resolveSpace(base("transformer"), asked(space));
  for (const { params } of sampleTrials(base("transformer"), dimensions, 30, 1).slice(1)) {
    expect((params.width as number) % (params.heads as number)).toBe(0);
  }
  const never = resolveSpace(base("transformer"), asked({ params: { width: { values: [7, 9] }, heads: { values: [2, 4] } } }));
  expect(() => sampleTrials(base("transformer"), never, 5, 1)).toThrow(/must be a multiple of heads/);
});

test.each([
  [{ params: { unit: { values: [[8]] } } }, /no parameter 'unit'. It has units/, "search.space.params.unit"],
  [{ params: { __proto__x: { values: [1] } } }, /no parameter/, "search.space.params.__proto__x"],
  [{ params: { constructor: { values: [1] } } }, /no parameter 'constructor'/, "search.space.params.constructor"],
  [{ params: { units: { min: 1, max: 9 } } }, /no number: pass \{values/, "search.space.params.units"],
  [{ params: { dropout: { min: 0, max: 2 } } }, /'dropout' does not take 2: must be at most 0.95/, "search.space.params.dropout"],
  [{ params: { units: { values: [[8], [0]] } } }, /does not take \[0\]/, "search.space.params.units"],
  [{ training: { epochs: { values: [1, 2] } } }, /'epochs' cannot be searched/, "search.space.training.epochs"],
  [{ training: { learningRate: { min: 0.1, max: 100 } } }, /does not take 100/, "search.space.training.learningRate"],
] as const)("%j is refused at its place", (space, says, path) => {
  expect(() => resolveSpace(base("mlp"), asked(space))).toThrow(
    expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringMatching(says), context: { path: path.split(".") } }),
  );
});

test("options that need each other are drawn together or not at all", () => {
  const space = { training: { optimizer: { values: ["ADAM", "ADAMW"] }, weightDecay: { min: 0.001, max: 0.1, log: true } } };
  const trials = sampleTrials(base("mlp"), resolveSpace(base("mlp"), asked(space)), 20, 2).slice(1);
  expect(trials.every(({ training }) => training.optimizer === "ADAMW" && Number(training.weightDecay) >= 0.001)).toBe(true);
});

test("a dimension follows from type, bounds and default", () => {
  expect(derivedDimension({ type: "integer", default: 128, minimum: 1, maximum: 2048 })).toEqual({ values: [32, 64, 128, 256, 512] });
  expect(derivedDimension({ type: "integer", default: 3, minimum: 1, maximum: 4 })).toEqual({ values: [1, 2, 3, 4] });
  expect(derivedDimension({ type: "integer", default: 16, minimum: 0, maximum: 40 })).toEqual({ values: [0, 4, 8, 16, 32] });
  expect(derivedDimension({ type: "integer", default: 0, minimum: 0, maximum: 40 })).toBeNull();
  expect(derivedDimension({ type: "number", default: 0.1, exclusiveMinimum: 0, maximum: 10 })).toEqual({ min: 0.01, max: 1, log: true });
  expect(derivedDimension({ type: "number", default: 0.1, minimum: 0.05, maximum: 0.2 })).toEqual({ min: 0.05, max: 0.2, log: false });
  expect(derivedDimension({ type: "boolean", default: false })).toEqual({ values: [false, true] });
  expect(derivedDimension({ type: "string", enum: ["a", "b"] })).toEqual({ values: ["a", "b"] });
  expect(derivedDimension({ type: "array", items: { type: "integer" }, default: [] })).toBeNull();
  expect(derivedDimension({ type: "number", default: 1, search: null })).toBeNull();
});

test("draws cover a range evenly on its own scale and never leave it", () => {
  const rng = createRng(1);
  const draws = Array.from({ length: 4000 }, () => Number(drawValue({ min: 1e-4, max: 1e-2, log: true }, false, rng)));
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(1e-4);
  expect(Math.max(...draws)).toBeLessThanOrEqual(1e-2);
  // Half of the draws lie below the geometric middle, 1e-3: within four standard errors of a share of 4,000.
  expect(Math.abs(draws.filter((value) => value < 1e-3).length / 4000 - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / 4000));
  const whole = new Set(Array.from({ length: 200 }, () => drawValue({ min: 2, max: 5, log: false }, true, rng)));
  expect([...whole].sort()).toEqual([2, 3, 4, 5]);
});

describe("halving", () => {
  test("rungs are powers of eta below the full length", () => {
    expect(rungsOf(27, 3, null)).toEqual([1, 3, 9, 27]);
    expect(rungsOf(10, 3, null)).toEqual([1, 3, 10]);
    expect(rungsOf(100, 3, null)).toEqual([4, 11, 33, 100]);
    expect(rungsOf(100, 3, 1)).toEqual([1, 4, 11, 33, 100]);
    expect(rungsOf(100, 4, 20)).toEqual([25, 100]);
    expect(rungsOf(2, 10, null)).toEqual([2]);
    expect(rungsOf(1, 3, null)).toEqual([1]);
    expect(() => rungsOf(5, 3, 6)).toThrow(/above the 5 epochs/);
  });

  test("27 trials of 27 epochs cost 108 epochs instead of 729", () => {
    // 27 * 1 + 9 * 2 + 3 * 6 + 1 * 18 = 27 + 18 + 18 + 18 = 81; the rest of each longer trial is counted once.
    expect(plannedEpochs(27, [1, 3, 9, 27], 3)).toBe(81);
    expect(plannedEpochs(27, [27], 3)).toBe(729);
    expect([1, 2, 3, 9, 20].map((n) => promotedCount(n, 3))).toEqual([1, 1, 1, 3, 6]);
  });

  const trial = (number: number, values: number[], dropped = false) => ({ number, values, dropped });

  test("a rung ends when all of its trials are there; the best third goes on, ties to the older trial", () => {
    const rungs = [1, 3, 9];
    const waiting = standingOf([trial(1, [0.5]), trial(2, []), trial(3, [0.7])], rungs, 3, "higher");
    expect(waiting).toEqual({ rung: 0, entrants: [1, 2, 3], stopped: [], finished: null });
    const six = [trial(1, [0.5]), trial(2, [0.7]), trial(3, [0.7]), trial(4, [0.6]), trial(5, [], true), trial(6, [0.1])];
    expect(standingOf(six, rungs, 3, "higher")).toEqual({ rung: 1, entrants: [2, 3], stopped: [4, 1, 6], finished: null });
    expect(standingOf(six, rungs, 3, "lower")).toEqual({ rung: 1, entrants: [6, 1], stopped: [4, 2, 3], finished: null });
    const later = six.map((one) => (one.number === 3 ? trial(3, [0.7, 0.9]) : one.number === 2 ? trial(2, [0.7, 0.8]) : one));
    expect(standingOf(later, rungs, 3, "higher")).toMatchObject({ rung: 2, entrants: [3], stopped: [4, 1, 6, 2] });
    expect(
      standingOf(
        later.map((one) => (one.number === 3 ? trial(3, [0.7, 0.9, 0.95]) : one)),
        rungs,
        3,
        "higher",
      ).finished,
    ).toEqual([3]);
  });

  test("dropped trials lose to every other; where a whole rung is dropped, the best of those stopped before it wins", () => {
    const rungs = [1, 3];
    const early = [trial(1, [], true), trial(2, [0.8]), trial(3, [0.7])];
    expect(standingOf(early, rungs, 3, "higher")).toMatchObject({ rung: 1, entrants: [2], stopped: [3] });
    // A decision that was carried out stands: a trial that is dropped after its promotion is not replaced by one that was stopped.
    const late = [trial(1, [0.9], true), trial(2, [0.6]), trial(3, [0.8]), trial(4, [0.5]), trial(5, [0.4]), trial(6, [0.3])];
    expect(standingOf(late, rungs, 3, "higher")).toMatchObject({ rung: 1, entrants: [1, 3], stopped: [2, 4, 5, 6], finished: null });
    const all = late.map((one) => (one.number === 3 ? { ...one, dropped: true } : one));
    expect(standingOf(all, rungs, 3, "higher")).toMatchObject({ finished: [2, 4, 5, 6] });
    expect(standingOf([trial(1, [], true), trial(2, [], true)], rungs, 3, "higher")).toMatchObject({ finished: [] });
  });

  test("the order in which results come in changes nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 2, maxLength: 30 }), fc.nat(1000), (values, seed) => {
        const trials = values.map((value, at) => trial(at + 1, [value]));
        const shuffled = createRng(seed)
          .shuffle(trials.map((_, at) => at))
          .map((at) => trials[at] ?? trial(0, []));
        const [a, b] = [standingOf(trials, [1, 3], 3, "lower"), standingOf(shuffled, [1, 3], 3, "lower")];
        expect(b).toEqual(a);
        expect(a.entrants.length).toBe(promotedCount(values.length, 3));
        expect(a.entrants.length + a.stopped.length).toBe(values.length);
      }),
    );
  });
});
