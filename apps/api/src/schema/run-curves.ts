import { isHigherBetter } from "../catalog.ts";
import { invalidInput } from "../errors.ts";
import type { HistoryPoint } from "../loaders.ts";
import { thinCurve } from "../thin-curve.ts";
import { builder } from "./builder.ts";
import { Direction } from "./enums.ts";
import { Run } from "./refs.ts";

interface RunCurveValue {
  name: string;
  better: "HIGHER" | "LOWER";
  epochs: number[];
  values: number[];
  last: number;
  min: number;
  max: number;
  best: number;
  bestEpoch: number;
}

const RunCurve = builder.objectRef<RunCurveValue>("RunCurve").implement({
  description: "One number of a run by epoch, thinned so that no peak and no dip is lost; the figures are of all its epochs.",
  fields: (t) => ({
    name: t.exposeString("name"),
    better: t.expose("better", { type: Direction }),
    epochs: t.exposeIntList("epochs", { complexity: 1 }),
    values: t.exposeFloatList("values", { complexity: 1 }),
    last: t.exposeFloat("last"),
    min: t.exposeFloat("min"),
    max: t.exposeFloat("max"),
    best: t.exposeFloat("best", { description: "The lowest of what should be low, the highest of what should be high." }),
    bestEpoch: t.exposeInt("bestEpoch", { description: "The first that reached it." }),
  }),
});

const MOST_NAMES = 16;
const POINTS = { default: 60, least: 4, most: 500 };

builder.objectFields(Run, (t) => ({
  curves: t.field({
    type: [RunCurve],
    description: "What `history` tells, in the shape that many runs are compared by.",
    args: {
      names: t.arg.stringList({ description: "All of them unless given." }),
      points: t.arg.int({ description: `Of one curve at most; ${POINTS.default} unless given.` }),
    },
    complexity: ({ names }) => ({ field: 1, multiplier: Math.min(MOST_NAMES, Math.max(1, names?.length ?? MOST_NAMES)) }),
    resolve: async ({ id }, { names, points }, { loaders }) => {
      const most = points ?? POINTS.default;
      if (most < POINTS.least || most > POINTS.most)
        throw invalidInput(`'points' is ${most}; it must be from ${POINTS.least} to ${POINTS.most}.`, ["points"]);
      if (names && names.length > MOST_NAMES) throw invalidInput(`'names' has ${names.length} names; at most ${MOST_NAMES}.`, ["names"]);
      return curvesOf(await loaders.runHistory.load(id), names ?? null).map((curve) => ({ ...curve, ...thinCurve(curve, most) }));
    },
  }),
}));

function curvesOf(history: readonly HistoryPoint[], names: readonly string[] | null): RunCurveValue[] {
  const wanted = names ?? [...new Set(history.map(({ name }) => name))].slice(0, MOST_NAMES);
  return wanted.flatMap((name) => {
    const points = history.filter((point) => point.name === name);
    const last = points.at(-1);
    if (!last) return [];
    const values = points.map(({ value }) => value);
    const min = values.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
    const max = values.reduce((high, value) => Math.max(high, value), Number.NEGATIVE_INFINITY);
    const higher = isHigherBetter(name);
    const best = higher ? max : min;
    return [
      {
        name,
        better: higher ? ("HIGHER" as const) : ("LOWER" as const),
        epochs: points.map(({ epoch }) => epoch),
        values,
        last: last.value,
        min,
        max,
        best,
        bestEpoch: points[values.indexOf(best)]?.epoch ?? last.epoch,
      },
    ];
  });
}
