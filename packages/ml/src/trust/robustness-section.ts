import { logLosses } from "../evaluation/probability.ts";
import { pause, type RunControl } from "../risk/run-control.ts";
import { type AdversarialReport, adversarialReport } from "../robustness/adversarial.ts";
import { type PerturbationReport, perturbationReport } from "../robustness/perturbations.ts";
import { type SeedVariation, seedVariation } from "../robustness/seed-variation.ts";
import { type WeakSpot, weakSpots } from "../robustness/weak-spots.ts";
import { type JudgedVersion, qualityOf } from "./judged-version.ts";

/** How a version holds on disturbed test rows. JSON-safe; what the task has not is null. */
export interface RobustnessSection {
  quality: string;
  /** Decisions turn only where the task has any: shares of flipped rows are 0 else. */
  hasDecisions: boolean;
  perturbations: PerturbationReport;
  adversarial: AdversarialReport | null;
  /** Loss of a row: log loss of an event, squared error of a number. */
  weakSpots: WeakSpot[];
  seeds: SeedVariation | null;
}

export interface RobustnessOptions extends RunControl {
  seed: number;
  /** Trains the version again under another seed and scores its test rows; null where that is not asked for. */
  seeds: { list: readonly number[]; scores(seed: number, signal: AbortSignal | undefined): Promise<ArrayLike<number>> } | null;
}

const ATTACKED = 2_000;

/** @returns null where nobody knows what happened to the test rows. @throws AppError "DEGENERATE_TARGET" for one class only; "CANCELLED". */
export async function robustnessSection(version: JudgedVersion, options: RobustnessOptions): Promise<RobustnessSection | null> {
  const { y, model, table, score, manifest } = version;
  if (!y) return null;
  const { seed, seeds, ...control } = options;
  const quality = qualityOf(version);
  const hasDecisions = manifest.target.task === "BINARY" || manifest.target.task === "ANOMALY";
  // No score reaches it, so that none counts as decided where nothing is.
  const threshold = hasDecisions ? manifest.threshold : Number.POSITIVE_INFINITY;
  const perturbations = await perturbationReport(model, table, { y, threshold, seed, quality: quality.of, ...control });
  return {
    quality: quality.name,
    hasDecisions,
    perturbations,
    adversarial: manifest.target.task === "BINARY" ? await attacks(version, y, control) : null,
    weakSpots: await weakSpots(table, { losses: lossesOf(quality.name, y, score), ...control }),
    seeds: seeds && (await seedVariation({ y, threshold, seeds: seeds.list, scores: seeds.scores, quality: quality.of, ...control })),
  };
}

async function attacks({ predictor, manifest, x, n }: JudgedVersion, y: Float64Array, control: RunControl): Promise<AdversarialReport> {
  const count = Math.min(n, ATTACKED);
  const width = x.length / n;
  await pause(control, "Attacks", 0);
  return adversarialReport({
    model: predictor,
    pipeline: manifest.pipeline,
    x: x.subarray(0, count * width),
    n: count,
    y: y.subarray(0, count),
    isDeclined: (margin) => (predictor.scores(Float32Array.of(margin), 1).outputs[0] as number) >= manifest.threshold,
    ...control,
  });
}

const lossesOf = (quality: string, y: Float64Array, score: Float64Array): Float64Array =>
  quality === "auc" ? logLosses(y, score) : score.map((value, i) => (value - (y[i] as number)) ** 2);
