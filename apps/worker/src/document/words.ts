const LOCALE = "en-GB";
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });

/** The one place where documents turn numbers and times into text. */
export const count = (value: number | null | undefined): string => (value === null || value === undefined ? "–" : whole.format(value));

/** Four significant digits; "–" for what has no value. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  if (Number.isInteger(value) || Math.abs(value) >= 1_000) return whole.format(value);
  const size = Math.abs(value);
  return size < 1e-4 ? value.toExponential(3) : value.toPrecision(4);
}

export const percent = (share: number | null | undefined, digits = 1): string =>
  share === null || share === undefined || !Number.isFinite(share) ? "–" : `${(share * 100).toFixed(digits)} %`;

export const interval = (value: number, low: number | null, high: number | null): string =>
  low === null || high === null ? figure(value) : `${figure(value)} (${figure(low)} to ${figure(high)})`;

/** `2026-05-04 13:20 UTC`. */
export const moment = (iso: string | null): string => (iso ? `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC` : "–");
export const day = (iso: string): string => iso.slice(0, 10);

/** `HIGH_RISK_CREDIT` -> `high risk credit`. */
export const plain = (name: string): string => name.toLowerCase().replaceAll("_", " ");

/** A setting as people read it: `[64,32]` -> "64, 32", `{"l1":0}` -> "l1 0", `NONE` -> "none". */
export function settingWords(value: unknown): string {
  if (value === null || value === undefined || value === "") return "none";
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(settingWords).join(", ");
  if (typeof value === "object")
    return Object.entries(value)
      .map(([name, part]) => `${name} ${settingWords(part)}`)
      .join("; ");
  return typeof value === "string" && /^[A-Z][A-Z_]+$/.test(value) ? plain(value) : String(value);
}

/** A figure that people chose, such as a limit: without the zeros that a measured one keeps. */
export const chosen = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value) ? "–" : String(Number(value.toPrecision(6)));

/** A p-value: what lies far below every level is not spelled out. */
export const pValue = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value) ? "–" : value < 0.001 ? "<\u00a00.001" : value.toFixed(3);

const METRICS: Record<string, string> = {
  auc: "AUC",
  average_precision: "average precision",
  ks: "KS",
  majority_accuracy: "accuracy of the larger class",
  f1: "F1",
  brier: "Brier score",
  log_loss: "log loss",
  ece: "calibration error (ECE)",
  calibration_slope: "calibration slope",
  calibration_intercept: "calibration intercept",
  rmse: "RMSE",
  mae: "MAE",
  r2: "R²",
};

/** A metric's name as people say it. */
export const metricWords = (name: string): string => METRICS[name] ?? name.replaceAll("_", " ");
