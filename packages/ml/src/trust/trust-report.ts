import { AppError, type Task } from "@plimsoll/schema";
import type { MasterScale } from "../calibration/master-scale.ts";
import { invalidInput } from "../evaluation/inputs.ts";
import { explainedModel } from "../explanation/attributions.ts";
import { type ReasonQuality, reasonQuality } from "../explanation/reason-quality.ts";
import { evenRows } from "../explanation/table-model.ts";
import { pause, type RunControl } from "../risk/run-control.ts";
import { type CalibrationSection, calibrationSection } from "./calibration-section.ts";
import { type ExplanationSection, explanationSection } from "./explanation-section.ts";
import type { JudgedVersion } from "./judged-version.ts";
import { type NoveltySection, noveltySection } from "./novelty-section.ts";
import { type RobustnessOptions, type RobustnessSection, robustnessSection } from "./robustness-section.ts";
import type { TrustSection } from "./sections.ts";

/** What a validator asks of a version beside its metrics, on its test rows. JSON-safe. */
export interface TrustReport {
  task: Task;
  nRows: number;
  /** Of an event; null where the task has none. */
  nEvents: number | null;
  event: string | null;
  threshold: number | null;
  calibration: CalibrationSection | null;
  explanations: ExplanationSection | null;
  reasons: ReasonQuality | null;
  robustness: RobustnessSection | null;
  novelty: NoveltySection | null;
  /** Sections that could not be computed, or that the task has not, and why. */
  missing: { section: TrustSection; code: string; message: string }[];
}

export interface TrustOptions extends RunControl {
  masterScale: MasterScale | null;
  /** Rows explained, and declines whose reasons are tested, at most. */
  explainedRows: number;
  /** Features whose dependence is drawn; the strongest unless given. */
  features: readonly string[] | null;
  seed: number;
  seeds: RobustnessOptions["seeds"];
}

/** How much of the whole each section takes, roughly. */
const SHARES: Record<TrustSection, [number, number]> = {
  CALIBRATION: [0, 0.05],
  EXPLANATIONS: [0.05, 0.45],
  REASONS: [0.45, 0.6],
  ROBUSTNESS: [0.6, 0.97],
  NOVELTY: [0.97, 1],
};

/**
 * Every section in turn. One that these rows do not allow (one class only, say) is told as missing with its reason, and the others stand.
 * @throws AppError of other kinds; "INVALID_INPUT" for features that the model has not; "CANCELLED".
 */
export async function trustReport(version: JudgedVersion, options: TrustOptions): Promise<TrustReport> {
  const { manifest, y, event, n } = version;
  const { explainedRows: rows, masterScale, features, seed, seeds, signal, onProgress } = options;
  checkFeatures(version, features);
  const missing: TrustReport["missing"] = [];
  const section = async <Value>(
    name: TrustSection,
    why: string,
    compute: (control: RunControl) => Promise<Value | null> | Value | null,
  ) => {
    const [from, to] = SHARES[name];
    const control: RunControl = {
      signal,
      onProgress: ({ phase, fraction }) => onProgress?.({ phase, fraction: from + (to - from) * Math.min(1, fraction) }),
    };
    await pause(control, words[name], 0);
    try {
      const value = await compute(control);
      if (value === null) missing.push({ section: name, code: "NOT_APPLICABLE", message: why });
      return value;
    } catch (error) {
      if (!(error instanceof AppError) || !MENDED_BY_ROWS.has(error.code)) throw error;
      missing.push({ section: name, code: error.code, message: error.message });
      return null;
    }
  };
  const isEvent = !("mean" in manifest.target);
  return {
    task: manifest.target.task,
    nRows: n,
    nEvents: y && isEvent ? y.reduce((sum, label) => sum + label, 0) : null,
    event,
    threshold: manifest.target.task === "BINARY" || manifest.target.task === "ANOMALY" ? manifest.threshold : null,
    calibration: await section("CALIBRATION", "This version gives no probability and no interval to be judged.", () =>
      calibrationSection(version, masterScale),
    ),
    explanations: await section("EXPLANATIONS", "", (control) => explanationSection(version, { rows, features, seed, ...control })),
    reasons: await section("REASONS", "Only versions that decline have reasons to test: BINARY and ANOMALY.", (control) =>
      testedReasons(version, rows, seed, control),
    ),
    robustness: await section("ROBUSTNESS", "Nobody knows what happened to the test rows, so no loss can be measured.", (control) =>
      robustnessSection(version, { seed, seeds, ...control }),
    ),
    novelty: await section("NOVELTY", "This version was stored without a detector of strange rows.", () => noveltySection(version, seed)),
    missing,
  };
}

/** Errors that other rows would not have. */
const MENDED_BY_ROWS = new Set(["DEGENERATE_TARGET", "INVALID_INPUT", "DIVERGED"]);

const words: Record<TrustSection, string> = {
  CALIBRATION: "Calibration",
  EXPLANATIONS: "Explaining",
  REASONS: "Testing reasons",
  ROBUSTNESS: "Robustness",
  NOVELTY: "Strange rows",
};

function checkFeatures({ model }: JudgedVersion, features: readonly string[] | null): void {
  const known = model.features.map(({ name }) => name);
  const unknown = features?.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw invalidInput(`The model has no feature '${unknown}'. It has: ${known.join(", ")}.`, { path: ["features"] });
}

async function testedReasons(version: JudgedVersion, most: number, seed: number, control: RunControl): Promise<ReasonQuality | null> {
  const { predictor, manifest, background, table, score } = version;
  const { target, threshold, pipeline } = manifest;
  if (target.task !== "BINARY" && target.task !== "ANOMALY") return null;
  const declined = Int32Array.from(score.keys()).filter((row) => (score[row] as number) >= threshold);
  const declines = evenRows(declined.length, most).map((at) => declined[at] as number);
  const model = explainedModel(predictor, pipeline, background);
  const decide = (x: Float32Array, n: number) => {
    const outputs = predictor.predict(x, n);
    return { score: outputs, isDeclined: (at: number) => (outputs[at] as number) >= threshold };
  };
  return reasonQuality(model, table, declines, decide, { seed, ...control });
}
