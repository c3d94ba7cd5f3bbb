import { type GradeReport, gradeReport } from "../calibration/grade-report.ts";
import { intervalOf } from "../calibration/interval-rule.ts";
import { buildMasterScale, type MasterScale } from "../calibration/master-scale.ts";
import { type CalibrationReport, calibrationReport } from "../calibration/report.ts";
import { wilsonInterval } from "../evaluation/report.ts";
import type { JudgedVersion } from "./judged-version.ts";

/** How true a version's probabilities and intervals are on its test rows. JSON-safe; what the task has not is null. */
export interface CalibrationSection {
  /** Of the probability that `score` answers. */
  report: CalibrationReport | null;
  /** Of the network's own probability; null where the version has no calibration of its own. */
  uncalibrated: CalibrationReport | null;
  method: string | null;
  grades: (GradeReport & { scaleFrom: "GIVEN" | "VALIDATION" | "TRAIN" }) | null;
  /** Of intervals: how many test values lie within. */
  coverage: { level: number; covered: number; low: number; high: number; meanWidth: number; nRows: number } | null;
}

/**
 * Calibration on the test rows: of the event's probability (of MULTICLASS the class looked at against all others), observed against expected
 * defaults of every grade, and the coverage of a number's intervals.
 * @param given a bank's own master scale; one is built from rows that are not the test's unless given.
 * @throws AppError "DEGENERATE_TARGET" for one class only; "INVALID_INPUT" where these rows carry one grade only.
 */
export function calibrationSection(version: JudgedVersion, given: MasterScale | null): CalibrationSection | null {
  const { manifest, y, score } = version;
  const { task } = manifest.target;
  if (y === null || task === "ANOMALY") return null;
  const none = { report: null, uncalibrated: null, method: null, grades: null, coverage: null };
  if ("mean" in manifest.target) return manifest.interval ? { ...none, coverage: coverageOf(version, y) } : null;
  const scores = task === "BINARY" && manifest.calibration ? rawScores(version) : null;
  return {
    ...none,
    report: calibrationReport(y, score),
    uncalibrated: scores && calibrationReport(y, scores),
    method: manifest.calibration?.method ?? null,
    grades: task === "BINARY" ? gradesOf(version, y, given) : null,
  };
}

function rawScores({ predictor, x, n }: JudgedVersion): Float64Array {
  return Float64Array.from(predictor.scores(predictor.logits(x, n), n).uncalibrated);
}

function gradesOf({ score, scaleRows }: JudgedVersion, y: Float64Array, given: MasterScale | null): CalibrationSection["grades"] {
  if (given) return { ...gradeReport(y, score, given), scaleFrom: "GIVEN" };
  if (!scaleRows) return null;
  return { ...gradeReport(y, score, buildMasterScale(scaleRows.y, scaleRows.pd)), scaleFrom: scaleRows.from };
}

function coverageOf({ manifest, predictor, x, n }: JudgedVersion, y: Float64Array): CalibrationSection["coverage"] {
  const rule = manifest.interval;
  if (!rule) return null;
  const outputs = predictor.predict(x, n);
  const k = predictor.nOutputs;
  const intervals = Array.from({ length: n }, (_row, i) => intervalOf(rule, outputs.subarray(i * k, (i + 1) * k)));
  const covered = intervals.reduce((sum, { low, high }, i) => sum + Number((y[i] as number) >= low && (y[i] as number) <= high), 0);
  const meanWidth = intervals.reduce((sum, { low, high }) => sum + (high - low) / n, 0);
  return { level: intervals[0]?.level ?? 0, covered: covered / n, ...wilsonInterval(covered, n), meanWidth, nRows: n };
}
