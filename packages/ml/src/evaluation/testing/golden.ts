import { readFileSync } from "node:fs";

interface Golden {
  binary: {
    labels_1_is_default: number[];
    scores_pd: number[];
    confusion: { tn: number; fp: number; fn: number; tp: number };
    calibration_logit: { intercept: number; slope: number };
    "ece_bins[idx,n,mean_p,mean_y]": [number, number, number, number][];
    tol_abs: number;
    tol_calibration_abs: number;
    [metric: string]: unknown;
  };
  degenerate: {
    "all_scores_equal_0.5": { roc_auc: number; ks: number; gini: number };
    perfect: { labels: number[]; scores: number[]; roc_auc: number; ks: number; average_precision: number };
  };
  delong: { scores_b: number[]; auc_a: number; auc_b: number; se_auc_a: number; z: number; p_two_sided: number; tol_abs: number };
  psi_binned: { expected_counts: number[]; actual_counts: number[]; contributions: number[]; psi: number; tol_abs: number };
  psi_scores: {
    actual: number[];
    edges: number[];
    expected_counts: number[];
    actual_counts: number[];
    psi: number;
    ks_2samp: number;
    tol_abs: number;
  };
}

/** Reference values computed by scikit-learn, hmeasure, statsmodels and plain numpy; the file names the versions. */
export const golden = JSON.parse(readFileSync(new URL("../golden/credit-metrics.json", import.meta.url), "utf8")) as Golden;

export const y = golden.binary.labels_1_is_default;
export const score = golden.binary.scores_pd;

/** A golden number of the `binary` block. */
export function expected(metric: string): number {
  const value = golden.binary[metric];
  if (typeof value !== "number") throw new Error(`The golden file has no number '${metric}'.`);
  return value;
}
