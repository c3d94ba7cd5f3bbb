import type { ComparedPair, PairedTest } from "@plimsoll/schema";
import { quantile } from "../evaluation/bootstrap.ts";
import { checkFinite, checkSameLength, invalidInput } from "../evaluation/inputs.ts";
import type { ComparedMetric, FoldAnswers } from "./compared-metric.ts";
import { correctedResampledT } from "./corrected-t.ts";
import { holm } from "./holm.ts";
import { pairedReplicates, type RowDependence, resamplerOf } from "./resample.ts";
import { crossValidatedAuc, crossValidatedAucDifference, type Estimate, type PairedEstimate } from "./stratified-delong.ts";

/** What every model was judged on in one fold. */
export interface ComparedFold {
  /** [n] label 0 or 1, class index, or value. */
  y: Float64Array;
  /** [n] group or moment of each row; ignored where rows are independent. */
  unit: Float64Array;
  /** One entry a model, in the order of the names. */
  outputs: Float64Array[];
  /** Numbers of one row, for each model. */
  k: number[];
  /** Rows that the fold's models were trained on. */
  trainRows: number;
}

export interface ComparisonInput {
  names: readonly string[];
  folds: readonly ComparedFold[];
  metric: ComparedMetric;
  dependence: RowDependence;
  /** Of BLOCKS: moments that a label looks ahead. */
  horizon: number;
  /** Whether the folds were drawn at random, so that a test over the folds has a meaning. */
  resampled: boolean;
  replicates: number;
  seed: number;
}

export interface ComparedModels {
  models: (Estimate & { name: string; byFold: number[] })[];
  /** Every pair once, the better model first. */
  pairs: ComparedPair[];
}

const TEST_OF: Record<RowDependence, PairedTest> = { ROWS: "PAIRED_BOOTSTRAP", GROUPS: "GROUP_BOOTSTRAP", BLOCKS: "BLOCK_BOOTSTRAP" };

/**
 * Compares models that were judged on the same rows of the same folds. A model's metric is its mean over the folds. The differences of all
 * pairs are tested: AUCs of independent rows by DeLong's test within each fold, everything else by a bootstrap that draws what is
 * independent (rows, whole groups, runs of neighbouring moments) and gives both models the same draws; p-values are corrected for their
 * number by Holm. Where the folds are random, the corrected resampled t-test over the folds stands beside it.
 * @returns see `ComparedModels`. O(models * replicates * rows) at most.
 * @throws AppError "INVALID_INPUT" for fewer than two models, sizes that do not agree, or an output that is not finite; "DEGENERATE_TARGET" if
 * the metric has no value on a fold.
 */
export function compareModels(input: ComparisonInput): ComparedModels {
  const { names, folds, metric, resampled } = input;
  if (names.length < 2) throw invalidInput(`A comparison needs at least two models. Got ${names.length}.`);
  checkFolds(input);
  const byFold = names.map((_, model) => folds.map((fold) => onAllRows(metric, answersOf(fold, model))));
  const estimator = estimatorOf(input);
  const models = names.map((name, model) => ({ name, byFold: byFold[model] as number[], ...estimator.model(model) }));
  const sign = metric.better === "higher" ? 1 : -1;
  const ranked = models.map((_, at) => at).sort((a, b) => sign * (valueAt(models, b) - valueAt(models, a)));
  const ratio = folds.reduce((sum, { y, trainRows }) => sum + y.length / trainRows / folds.length, 0);
  const pairs = ranked.flatMap((a, at) =>
    ranked.slice(at + 1).map((b): ComparedPair => {
      const { value, low, high, pTwoSided, test } = estimator.pair(a, b);
      const differences = folds.map((_, fold) => (byFold[a]?.[fold] as number) - (byFold[b]?.[fold] as number));
      const pFolds = resampled && folds.length > 1 ? correctedResampledT(differences, ratio).pTwoSided : null;
      const [nameA, nameB] = [names[a] as string, names[b] as string];
      return { a: nameA, b: nameB, difference: value, low, high, test, p: pTwoSided, pCorrected: pTwoSided, pFolds };
    }),
  );
  const corrected = holm(pairs.map(({ p }) => p));
  return { models, pairs: pairs.map((pair, at) => ({ ...pair, pCorrected: corrected[at] as number })) };
}

interface Estimator {
  model(model: number): Estimate;
  pair(a: number, b: number): PairedEstimate & { test: PairedTest };
}

function estimatorOf(input: ComparisonInput): Estimator {
  const { folds, metric, dependence } = input;
  const bootstrap = bootstrapEstimator(input);
  if (metric.name !== "auc" || dependence !== "ROWS") return bootstrap();
  let fallback: Estimator | null = null;
  const scores = (model: number) => folds.map(({ y, outputs }) => ({ y, score: outputs[model] as Float64Array }));
  return {
    model: (model) => crossValidatedAuc(scores(model)),
    pair(a, b) {
      const pairs = folds.map(({ y, outputs }) => ({ y, a: outputs[a] as Float64Array, b: outputs[b] as Float64Array }));
      const tested = crossValidatedAucDifference(pairs);
      if (tested) return { ...tested, test: "DELONG" };
      fallback ??= bootstrap();
      return fallback.pair(a, b);
    },
  };
}

const bootstrapEstimator = (input: ComparisonInput) => (): Estimator => {
  const { names, folds, metric, dependence, horizon, replicates, seed } = input;
  const observed = names.map((_, model) => folds.reduce((sum, fold) => sum + onAllRows(metric, answersOf(fold, model)) / folds.length, 0));
  const samples = pairedReplicates(
    folds.map((fold) => ({
      n: fold.y.length,
      resample: resamplerOf(dependence, fold.y.length, fold.unit, horizon),
      statistics: names.map((_, model) => metric.statistic(answersOf(fold, model))),
    })),
    replicates,
    seed,
  );
  if (!samples) {
    throw invalidInput(
      `A fold is too small to tell models apart by ${metric.name}: resamples of its rows have no value of it. Use fewer folds or more rows.`,
      { path: ["validation", "folds"] },
    );
  }
  const between = (values: Float64Array): { low: number; high: number } => {
    const sorted = values.slice().sort();
    return { low: quantile(sorted, 0.025), high: quantile(sorted, 0.975) };
  };
  return {
    model: (model) => ({ value: observed[model] as number, ...between(samples[model] as Float64Array) }),
    pair(a, b) {
      const [left, right] = [samples[a] as Float64Array, samples[b] as Float64Array];
      const differences = left.map((value, at) => value - (right[at] as number));
      const value = (observed[a] as number) - (observed[b] as number);
      return { value, ...between(differences), pTwoSided: twoSided(differences), test: TEST_OF[dependence] };
    },
  };
};

/** Twice the share of replicates on the rarer side of 0, one added to each so that no p-value is below what the draws can tell. */
function twoSided(differences: Float64Array): number {
  let below = 0;
  let above = 0;
  for (const difference of differences) {
    if (difference <= 0) below++;
    if (difference >= 0) above++;
  }
  return Math.min(1, (2 * (Math.min(below, above) + 1)) / (differences.length + 1));
}

const valueAt = (models: readonly Estimate[], at: number): number => models[at]?.value as number;

const answersOf = ({ y, outputs, k }: ComparedFold, model: number): FoldAnswers => ({
  y,
  outputs: outputs[model] as Float64Array,
  k: k[model] as number,
});

function onAllRows(metric: ComparedMetric, answers: FoldAnswers): number {
  const value = metric.statistic(answers)(new Uint16Array(answers.y.length).fill(1));
  if (value !== null) return value;
  throw invalidInput(`The metric ${metric.name} has no value on a fold: its rows have one class only. Use fewer folds, or K_FOLD.`, {
    path: ["validation", "folds"],
  });
}

function checkFolds({ names, folds }: ComparisonInput): void {
  if (folds.length === 0) throw invalidInput("A comparison needs at least one fold.");
  for (const { y, unit, outputs, k } of folds) {
    checkSameLength("unit", unit.length, "y", y.length);
    if (outputs.length !== names.length)
      throw invalidInput(`A fold has the outputs of ${outputs.length} models, ${names.length} are compared.`);
    checkFinite("y", y);
    for (const [model, values] of outputs.entries()) {
      checkSameLength(`outputs of ${names[model]}`, values.length, "y times its numbers a row", y.length * (k[model] as number));
      checkFinite(`outputs of ${names[model]}`, values);
    }
  }
}
