import { createRng } from "@plimsoll/features";
import type { BaselineDefinition, BaselineInput, BaselineModel, BaselineRows } from "../baseline.ts";
import { type BoostedTrees, readBoostedTrees } from "./boosted-trees-model.ts";
import { type BoostedTreesInput, fitBoostedTrees, type LabelledRows } from "./fit-boosted-trees.ts";
import { fitSoftmaxTrees } from "./fit-softmax-trees.ts";
import type { BoostedTreesOptions } from "./params.ts";

/** Small trees on drawn rows and features: by cross-validation within the training rows of card default, loans, insurance fraud and
 *  bankruptcy the setting that is never far from the best. */
const SETTING: BoostedTreesOptions = {
  trees: 1500,
  learningRate: 0.03,
  leaves: 15,
  l2: 5,
  featureFraction: 0.4,
  rowFraction: 0.7,
  earlyStoppingRounds: 60,
};
const HELD_OUT = 0.15;
/** Rows of the rarer class below which a held-out part says too little about the number of trees. */
const FEWEST_TO_HOLD_OUT = 100;
const TREES_WITHOUT_HOLD_OUT = 150;
/** Trees of all classes together; a round grows one a class. */
const MOST_TREES = 6000;

type Fit = (input: BoostedTreesInput) => { nTrees: number };

/** Boosted trees of two classes with the number of trees that suits the data; see `fitStopped`. @throws AppError as `fitBoostedTrees`. */
export function fitStoppedBoostedTrees(input: BoostedTreesInput, seed = 0): BoostedTrees {
  return fitStopped(input, { ...SETTING, seed }, (own) => fitBoostedTrees(own), treesOf);
}

const treesOf = (model: BoostedTrees): number => model.trees.length;

/** A fit with as many trees as the data bear. With a validation part: until its loss falls no more. Without one: grown on 85 % of the rows until the
 *  loss on the other 15 % falls no more, then grown again on all rows with as many; where the rarer class has fewer than 100 rows, 150. */
function fitStopped<Model>(
  input: BoostedTreesInput,
  params: BoostedTreesOptions,
  fit: (input: BoostedTreesInput) => Model,
  nTrees: (model: Model) => number,
): Model {
  if (input.validation) return fit({ ...input, params });
  return fit({ ...input, params: { ...params, trees: chooseTrees(input, params, (own) => ({ nTrees: nTrees(fit(own)) })) } });
}

function chooseTrees(input: BoostedTreesInput, params: BoostedTreesOptions, fit: Fit): number {
  const { n, y } = input;
  const strata = strataOf(y, n);
  const smallest = Math.min(...[...strata.values()].map((rows) => rows.length));
  if (smallest < FEWEST_TO_HOLD_OUT) return TREES_WITHOUT_HOLD_OUT;
  const isHeld = new Uint8Array(n);
  const order = Int32Array.from({ length: n }, (_, i) => i);
  createRng(params.seed ?? 0).shuffle(order);
  const place = new Int32Array(n);
  order.forEach((row, at) => {
    place[row] = at;
  });
  // Each class gives its share, so that a rare one is in both parts.
  for (const rows of strata.values()) {
    const shuffled = rows.toSorted((a, b) => (place[a] as number) - (place[b] as number));
    for (const row of shuffled.slice(0, Math.round(HELD_OUT * rows.length))) isHeld[row] = 1;
  }
  const [train, validation] = [partOf(input, isHeld, 0), partOf(input, isHeld, 1)];
  return Math.max(1, fit({ ...input, ...train, validation, params }).nTrees);
}

/** Rows by label; all in one where the labels are too many to be classes. */
function strataOf(y: ArrayLike<number>, n: number): Map<number, number[]> {
  const strata = new Map<number, number[]>();
  for (let i = 0; i < n && strata.size <= 1000; i += 1) {
    const own = strata.get(y[i] as number);
    if (own) own.push(i);
    else strata.set(y[i] as number, [i]);
  }
  const isClasses = [...strata.keys()].every((label) => Number.isInteger(label) && label >= 0) && strata.size <= 1000;
  return isClasses && strata.size < n / 4 ? strata : new Map([[0, Array.from({ length: n }, (_, i) => i)]]);
}

function partOf({ x, y, n, d, weight }: BoostedTreesInput, isHeld: Uint8Array, side: 0 | 1): LabelledRows {
  const rows: number[] = [];
  for (let i = 0; i < n; i += 1) if (isHeld[i] === side) rows.push(i);
  const part = { x: new Float64Array(rows.length * d), y: rows.map((i) => y[i] as number), n: rows.length };
  rows.forEach((i, k) => {
    part.x.set(x.subarray(i * d, (i + 1) * d), k * d);
  });
  return weight ? { ...part, weight: rows.map((i) => weight[i] as number) } : part;
}

const rawRows = (rows: BaselineRows): LabelledRows => {
  const { x } = rows.raw();
  return rows.weight ? { x, y: rows.y, n: rows.n, weight: rows.weight } : { x, y: rows.y, n: rows.n };
};

/** Gradient-boosted trees as a baseline, on the data set's own columns: gaps and categories as they are, constraints by the columns' names. */
export const boostedTrees: BaselineDefinition = {
  name: "BOOSTED_TREES",
  title: "Gradient-boosted trees",
  tasks: ["BINARY", "MULTICLASS", "REGRESSION", "FORECAST"],
  fit(input) {
    const { d, names, categorical } = input.train.raw();
    const rows: BoostedTreesInput = {
      ...rawRows(input.train),
      d,
      categorical,
      ...(input.validation ? { validation: rawRows(input.validation) } : {}),
    };
    const params = { ...SETTING, seed: input.seed };
    if (input.task === "MULTICLASS") {
      const rounds = Math.max(20, Math.min(1500, Math.floor(MOST_TREES / input.nClasses)));
      const fit = (own: BoostedTreesInput) => fitSoftmaxTrees(own, input.nClasses);
      const model = fitStopped(rows, { ...params, trees: rounds }, fit, ({ classes }) => classes[0]?.trees.length ?? 1);
      return { predict: (part) => model.predict(part.raw().x, part.n) };
    }
    const own = { ...rows, names, monotone: directionsOf(input, names) };
    const model = fitStopped(own, { ...params, ...objectiveOf(input) }, fitBoostedTrees, treesOf);
    return ofOneScore(model);
  },
  restore: (json) => ofOneScore(readBoostedTrees(json)),
};

const ofOneScore = (model: BoostedTrees): BaselineModel => ({
  predict: (part) => model.predict(part.raw().x, part.n),
  toJSON: () => model.toJSON(),
});

/** Only columns that the trees read: a direction for a text column has been refused before. */
function directionsOf({ directions = {} }: BaselineInput, names: readonly string[]): Record<string, number> | undefined {
  const known = Object.entries(directions).filter(([name]) => names.includes(name));
  return known.length > 0 ? Object.fromEntries(known) : undefined;
}

function objectiveOf({ task, huberDelta, train: { y, n } }: BaselineInput): BoostedTreesOptions {
  if (task === "BINARY") return { objective: "LOGISTIC" };
  if (!huberDelta) return { objective: "SQUARED_ERROR" };
  let [mean, squares] = [0, 0];
  for (let i = 0; i < n; i += 1) mean += (y[i] as number) / n;
  for (let i = 0; i < n; i += 1) squares += ((y[i] as number) - mean) ** 2 / n;
  return { objective: "HUBER", huberDelta: huberDelta * Math.sqrt(squares) || huberDelta };
}
