import { z } from "zod";
import { createRng } from "../random.ts";
import type { Column, StringColumn } from "../table.ts";
import { byDictionary } from "./by-dictionary.ts";
import { categories, lookUp, numberColumn, rowCountOf } from "./columns.ts";
import { type LevelSums, levelSums, withoutFold } from "./level-sums.ts";
import { defineColumnTransform, type FitTarget, type Json, refused, type StepContext } from "./transform.ts";

interface Encoding {
  /** Names of the classes that have a column each; one empty name where there is a single column. */
  classes: string[];
  /** Mean of the target over the training rows, for levels never seen. */
  prior: number[];
  /** A level and its value for each class. */
  levels: [string, number[]][];
  missing: number[];
  [key: string]: Json;
}

/**
 * A level as the mean of the target among its training rows, drawn towards the mean of all: (sum + m * prior) / (n + m) for a fixed smoothing
 * m; with none given by an empirical Bayes estimate, weight v n / (v n + s) of the level's own mean, v the target's variance and s that within
 * the level. The training rows themselves get, fold by fold, what the other folds' rows say of their level: none sees its own target. Missing
 * cells are a level; one never seen gets the prior. MULTICLASS: a column for each class.
 * Source: Micci-Barreca (2001), "A preprocessing scheme for high-cardinality categorical attributes"; as scikit-learn's TargetEncoder.
 */
export const targetEncode = defineColumnTransform({
  name: "target-encode",
  title: "Mean of the target by level",
  description:
    "Replaces each level by the smoothed mean of the target among its training rows; training rows are encoded from other folds.",
  params: z.strictObject({
    smoothing: z
      .number()
      .min(0)
      .max(1e6)
      .optional()
      .describe("Rows that the overall mean counts for; estimated from the data unless given"),
    folds: z.int().min(2).max(100).default(5).describe("Folds of the training rows, each encoded from the others"),
  }),
  accepts: ["STRING", "INTEGER", "BOOLEAN"],
  selects: ["STRING"],
  effect: "replace",
  missing: "FILLS",
  supervised: ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST"],
  fit: (inputs, { smoothing }, context): Encoding => {
    const target = targetOf(context);
    const columns = inputs.map(categories);
    const classes = classesOf(target);
    const perClass = classes.map((_, index) => {
      const sums = levelSums(columns, indicator(target, classes, index), null);
      return { sums, values: encoded(sums, smoothing) };
    });
    const first = perClass[0]?.sums as LevelSums;
    const levels = first.texts.map((text, level): [string, number[]] => [text, perClass.map(({ values }) => values[level + 1] as number)]);
    return {
      classes,
      prior: perClass.map(({ sums }) => prior(sums).mean),
      levels: levels.sort(([a], [b]) => (a < b ? -1 : 1)),
      missing: perClass.map(({ values }) => values[0] as number),
    };
  },
  summary: ({ classes, prior: overall, levels, missing }) => ({
    ...(classes.length > 1 ? { classes } : {}),
    prior: overall,
    missing,
    levels: levels.map(([level, values]) => ({ level, values })),
  }),
  plan: ({ name }, _params, { task }) =>
    task === "MULTICLASS" ? [{ name: `${name} rate of `, type: "FLOAT", family: true }] : [{ name, type: "FLOAT" }],
  outputs: ({ name }, _params, { classes }) =>
    classes.map((label) => ({ name: classes.length > 1 ? `${name} rate of ${label}` : name, type: "FLOAT" as const })),
  open: (_params, state) => {
    const known = new Map(state.levels);
    const valuesOf = byDictionary((dictionary) =>
      state.classes.map((_, k) => Float64Array.from(dictionary, (text) => known.get(text)?.[k] ?? (state.prior[k] as number))),
    );
    return (input) => {
      const column = categories(input);
      return valuesOf(column.dictionary).map((values, k) => {
        const ofMissing = state.missing[k] as number;
        return numberColumn(column.name, lookUp(column.codes, values, ofMissing));
      });
    };
  },
  crossFit: (inputs, { smoothing, folds }, context) => {
    const target = targetOf(context);
    const columns = inputs.map(categories);
    const classes = classesOf(target);
    const fold = foldsOf(target, rowCountOf(inputs[0] as Column), folds, context.seed);
    const perClass = classes.map((_, index) => {
      const sums = levelSums(columns, indicator(target, classes, index), fold);
      return { sums, byFold: Array.from({ length: fold.n }, (__, k) => encoded(withoutFold(sums, k), smoothing)) };
    });
    return columns.map((column, at) =>
      perClass.map(({ sums, byFold }) => crossFitted(column, sums.levelOf[at] as Int32Array, fold.of, byFold)),
    );
  },
});

function crossFitted({ name, codes }: StringColumn, levelOf: Int32Array, fold: Uint8Array, byFold: readonly Float64Array[]): Column {
  const out = new Float64Array(codes.length);
  for (let row = 0; row < out.length; row++) {
    const code = codes[row] as number;
    const level = code === -1 ? 0 : (levelOf[code] as number) + 1;
    out[row] = (byFold[fold[row] as number] as Float64Array)[level] as number;
  }
  return numberColumn(name, out);
}

function targetOf({ target }: StepContext): FitTarget {
  if (target) return target;
  throw refused("It reads the target of the training rows, and there is none here. Take another transform.");
}

const classesOf = ({ task, labels }: FitTarget): string[] => (task === "MULTICLASS" ? [...labels] : [""]);

/** The target as it is, or 1 for rows of one of several classes. */
function indicator({ values }: FitTarget, classes: readonly string[], index: number): Float64Array {
  const out = Float64Array.from(values);
  if (classes.length > 1) for (let row = 0; row < out.length; row++) out[row] = Number(out[row] === index);
  return out;
}

interface Folds {
  /** [n] */
  of: Uint8Array;
  n: number;
}

/** Folds of a target: the columns of a step, and steps with the same number of folds, share them. */
const known = new WeakMap<FitTarget, Map<string, Folds>>();

function foldsOf(target: FitTarget, n: number, folds: number, seed: number): Folds {
  const ofTarget = known.get(target) ?? new Map<string, Folds>();
  known.set(target, ofTarget);
  const key = `${folds} ${seed}`;
  const found = ofTarget.get(key) ?? drawFolds(target, n, folds, seed);
  ofTarget.set(key, found);
  return found;
}

/** Folds of equal size at random; those of a class are spread over all of them. */
function drawFolds({ task, values, labels }: FitTarget, n: number, folds: number, seed: number): Folds {
  const rows = createRng(seed).shuffle(Int32Array.from({ length: n }, (_, row) => row));
  const count = Math.max(1, Math.min(folds, n));
  const classOf = task === "BINARY" || task === "MULTICLASS" ? values : null;
  // The rows of each class take turns, where the class before has left off.
  const next = new Int32Array(Math.max(1, labels.length));
  if (classOf) {
    for (let row = 0; row < n; row++) next[classOf[row] as number] = (next[classOf[row] as number] as number) + 1;
    for (let k = 0, start = 0; k < next.length; k++) {
      const size = next[k] as number;
      next[k] = start;
      start += size;
    }
  }
  const of = new Uint8Array(n);
  for (let i = 0; i < n; i++) {
    const row = rows[i] as number;
    const own = classOf ? (classOf[row] as number) : 0;
    of[row] = (next[own] as number) % count;
    next[own] = (next[own] as number) + 1;
  }
  return { of, n: count };
}

/** Mean and variance (ddof 0) of the target over the rows that count; mean 0 of none. */
function prior({ n, sum, squares }: Pick<LevelSums, "n" | "sum" | "squares">): { mean: number; variance: number } {
  if (n === 0) return { mean: 0, variance: 0 };
  const mean = sum / n;
  return { mean, variance: Math.max(0, squares / n - mean * mean) };
}

/** The value of every level, missing first. */
function encoded(sums: LevelSums, smoothing: number | undefined): Float64Array {
  const { mean, variance } = prior(sums);
  return sums.counts.map((count, level) => {
    if (count === 0) return mean;
    const total = sums.sums[level] as number;
    if (smoothing !== undefined) return (total + smoothing * mean) / (count + smoothing);
    const own = total / count;
    const within = Math.max(0, (sums.squaresOf[level] as number) / count - own * own);
    const weight = (variance * count) / (variance * count + within);
    return Number.isNaN(weight) ? mean : weight * own + (1 - weight) * mean;
  });
}
