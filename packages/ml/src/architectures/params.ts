import { z } from "zod";

/**
 * Parameters that several architectures share, with the same bounds and titles. `search` is where a search looks when the user says
 * nothing, null where it leaves the parameter alone; without it that follows from type, bounds and default.
 */
export const layerUnits = (defaults: number[], description: string) =>
  z
    .array(z.int("must be a whole number").min(1, "must be at least 1").max(2048, "must be at most 2048"))
    .min(1, "needs at least one layer")
    .max(16, "takes at most 16 layers")
    .default(defaults)
    .meta({ title: "Units", description, search: { values: layerShapes(defaults) } });

/** One to three layers, of half to twice the first layer's units, equal or narrowing. */
function layerShapes([first = 64]: readonly number[]): number[][] {
  const half = Math.max(1, Math.round(first / 2));
  const quarter = Math.max(1, Math.round(first / 4));
  const wide = Math.min(2048, first * 2);
  return [
    [half],
    [first],
    [wide],
    [half, quarter],
    [first, half],
    [first, first],
    [wide, first],
    [first, half, quarter],
    [wide, first, half],
  ];
}

export const dropoutRate = (description: string, { title = "Dropout", initial = 0 } = {}) =>
  z
    .number("must be a number in [0, 0.95]")
    .min(0, "must be at least 0")
    .max(0.95, "must be at most 0.95")
    .default(initial)
    .meta({ title, description, search: { min: 0, max: 0.5, log: false } });

export const weightPenalty = (title: string, description: string) =>
  z
    .number("must be a number in [0, 1]")
    .min(0, "must be at least 0")
    .max(1, "must be at most 1")
    .default(0)
    .meta({ title, description, search: { min: 1e-7, max: 1e-2, log: true } });

export const wholeNumber = (initial: number, [low, high]: readonly [number, number], title: string, description: string) =>
  z
    .int("must be a whole number")
    .min(low, `must be at least ${low}`)
    .max(high, `must be at most ${high}`)
    .default(initial)
    .meta({ title, description });

export const kernelWidth = () => wholeNumber(3, [1, 64], "Kernel width", "Steps that one output of a convolution sees.");
