import { countInBins, ksDistance, psiOfCounts, psiOfScores } from "@plimsoll/features";
import { describe, expect, test } from "vitest";
import { evaluateBinary } from "./binary.ts";
import { delongAuc, delongTest } from "./delong.ts";
import { hMeasure } from "./h-measure.ts";
import { brierScore, brierSkill, calibrationBins, calibrationError, calibrationLine, logLoss, spiegelhalterZ } from "./probability.ts";
import { auc, gini, precisionRecallCurve, rankMetricsOf, rankScores, trapezoidArea } from "./ranking.ts";
import { expected, golden, score, y } from "./testing/golden.ts";
import { accuracy, balancedAccuracy, confusionAt, f1, matthewsCorrelation, precision, recall } from "./threshold.ts";

const TOLERANCE = golden.binary.tol_abs;
const at = confusionAt(y, score, 0.5);

/** Absolute difference; vitest's toBeCloseTo counts digits, the golden file states a tolerance. */
function off(actual: number, wanted: number): number {
  return Math.abs(actual - wanted);
}

describe("forty rows with ties, a score of 0 and of 1, equal the reference libraries", () => {
  test.each([
    ["roc_auc", () => auc(y, score)],
    ["gini", () => gini(y, score)],
    ["average_precision", () => rankMetricsOf(y, score).averagePrecision],
    ["pr_auc_trapezoid", () => trapezoidArea(precisionRecallCurve(rankScores(y, score)))],
    ["ks", () => rankMetricsOf(y, score).ks],
    ["ks_threshold", () => rankMetricsOf(y, score).ksThreshold],
    ["brier", () => brierScore(y, score)],
    ["brier_skill_vs_base_rate", () => brierSkill(y, score)],
    ["log_loss_clip_1e-15", () => logLoss(y, score)],
    ["ece_10_equal_width", () => calibrationError(y, score).ece],
    ["mce_10_equal_width", () => calibrationError(y, score).mce],
    ["accuracy", () => accuracy(at)],
    ["balanced_accuracy", () => balancedAccuracy(at)],
    ["precision", () => precision(at)],
    ["recall", () => recall(at)],
    ["f1", () => f1(at)],
    ["mcc", () => matthewsCorrelation(at)],
    ["h_measure_default_severity_n1_over_n0", () => hMeasure(y, score)],
    ["h_measure_severity_0.2", () => hMeasure(y, score, 0.2)],
    ["spiegelhalter_z", () => spiegelhalterZ(y, score)],
  ])("%s within 1e-9", (metric, compute) => {
    expect(off(compute(), expected(metric))).toBeLessThan(TOLERANCE);
  });

  test("the confusion counts", () => {
    const { tn, fp, fn, tp } = golden.binary.confusion;
    expect(at).toEqual({ trueNegatives: tn, falsePositives: fp, falseNegatives: fn, truePositives: tp });
  });

  test("the reliability bins, to the eight printed digits", () => {
    const bins = calibrationBins(y, score).map((bin) => [bin.index, bin.count, bin.meanPredicted, bin.observedRate] as const);
    const wanted = golden.binary["ece_bins[idx,n,mean_p,mean_y]"];
    expect(bins.map(([index, count]) => [index, count])).toEqual(wanted.map(([index, count]) => [index, count]));
    bins.forEach(([, , predicted, observed], i) => {
      expect(off(predicted, wanted[i]?.[2] ?? Number.NaN)).toBeLessThan(5e-9);
      expect(off(observed, wanted[i]?.[3] ?? Number.NaN)).toBeLessThan(5e-9);
    });
  });

  test("the calibration line within 1e-5", () => {
    const line = calibrationLine(y, score);
    expect(off(line.intercept, golden.binary.calibration_logit.intercept)).toBeLessThan(golden.binary.tol_calibration_abs);
    expect(off(line.slope, golden.binary.calibration_logit.slope)).toBeLessThan(golden.binary.tol_calibration_abs);
  });

  test("evaluateBinary gives the same numbers under their fixed names, within 1e-9", () => {
    const values = evaluateBinary({ y, score, split: "TEST", bootstrap: null });
    expect(values.map(({ name }) => name)).toEqual([
      "auc",
      "average_precision",
      "ks",
      "accuracy",
      "majority_accuracy",
      "precision",
      "recall",
      "f1",
      "brier",
      "log_loss",
    ]);
    const golden = { auc: "roc_auc", log_loss: "log_loss_clip_1e-15" } as Record<string, string>;
    for (const { name, value, low, high } of values) {
      const wanted = name === "majority_accuracy" ? 26 / 40 : expected(golden[name] ?? name);
      expect(off(value, wanted), name).toBeLessThan(TOLERANCE);
      expect([low, high]).toEqual([null, null]);
    }
  });
});

describe("degenerate scores", () => {
  const { perfect } = golden.degenerate;

  test("equal scores rank nothing: auc 0.5, ks 0, gini 0", () => {
    const flat = score.map(() => 0.5);
    const wanted = golden.degenerate["all_scores_equal_0.5"];
    expect({ roc_auc: auc(y, flat), ks: rankMetricsOf(y, flat).ks, gini: gini(y, flat) }).toEqual(wanted);
  });

  test("a perfect score reaches 1 in auc, ks and average precision", () => {
    const metrics = rankMetricsOf(perfect.labels, perfect.scores);
    expect([metrics.auc, metrics.ks, metrics.averagePrecision]).toEqual([perfect.roc_auc, perfect.ks, perfect.average_precision]);
  });
});

describe("DeLong", () => {
  const wanted = golden.delong;

  test("the standard error of an AUC, within 1e-9", () => {
    const result = delongAuc(y, score);
    expect(off(result.auc, wanted.auc_a)).toBeLessThan(wanted.tol_abs);
    expect(off(result.standardError, wanted.se_auc_a)).toBeLessThan(wanted.tol_abs);
  });

  test("the paired test of two scores, within 1e-9", () => {
    const result = delongTest(y, score, wanted.scores_b);
    expect(off(result.aucB, wanted.auc_b)).toBeLessThan(wanted.tol_abs);
    expect(off(result.z, wanted.z)).toBeLessThan(wanted.tol_abs);
    expect(off(result.pTwoSided, wanted.p_two_sided)).toBeLessThan(wanted.tol_abs);
  });
});

describe("population stability", () => {
  test("counted bins, each contribution within 1e-10", () => {
    const wanted = golden.psi_binned;
    const result = psiOfCounts(wanted.expected_counts, wanted.actual_counts);
    expect(off(result.psi, wanted.psi)).toBeLessThan(wanted.tol_abs);
    result.contributions.forEach((value, bin) => {
      expect(off(value, wanted.contributions[bin] ?? Number.NaN)).toBeLessThan(wanted.tol_abs);
    });
  });

  test("scores in left-closed bins, the last one closed, within 1e-9", () => {
    const wanted = golden.psi_scores;
    expect([...countInBins(score, wanted.edges)]).toEqual(wanted.expected_counts);
    expect([...countInBins(wanted.actual, wanted.edges)]).toEqual(wanted.actual_counts);
    expect(off(psiOfScores(score, wanted.actual, wanted.edges).psi, wanted.psi)).toBeLessThan(wanted.tol_abs);
    expect(off(ksDistance(score, wanted.actual), wanted.ks_2samp)).toBeLessThan(wanted.tol_abs);
  });
});
