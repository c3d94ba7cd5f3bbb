import { join } from "node:path";
import {
  type AlternativesReport,
  type AlternativeThresholds,
  auc,
  disparityAt,
  type FairTraining,
  fairThresholds,
  fairTrainings,
  type Grouping,
  loadEngine,
  loadPredictor,
  searchAlternatives,
} from "@plimsoll/ml";
import { AppError, type TrainingSpec } from "@plimsoll/schema";
import type { AlternativesTask } from "../../messages/version.ts";
import { calibrate } from "../calibrate.ts";
import { groupsIn } from "../mitigation.ts";
import { type DataPart, type PreparedData, prepareData } from "../prepare-data.ts";
import { controlOf } from "../risk/control.ts";
import type { TaskIo } from "../task-io.ts";
import { trainFold } from "../train-fold.ts";
import { openStoredVersion, type StoredVersion } from "./stored-version.ts";

/** Rows that candidates are judged on: outcomes, groups, and what the version as it is gives. */
interface Judged {
  part: DataPart;
  y: Float64Array;
  grouping: Grouping;
}

interface Candidate {
  training: FairTraining;
  /** Calibrated probabilities of the validation and of the test rows, once it is made. */
  scores: { validation: Float64Array; test: Float64Array } | null;
}

/** Trains fairer variants of a stored version, judges them on its validation rows and confirms them on its test rows. */
export async function alternativesTask(task: AlternativesTask, io: TaskIo): Promise<AlternativesReport> {
  const { spec } = task;
  io.progress("Reading", 0.02);
  const stored = await openStoredVersion(task, [spec.attribute.column]);
  try {
    const { manifest } = stored.bundle;
    if (manifest.target.task !== "BINARY")
      throw new AppError("INVALID_INPUT", "input", `Alternatives are searched for BINARY versions. This one is ${manifest.target.task}.`);
    const data = prepareData(manifest.spec, stored.features, stored.kept, stored.split);
    if (!data.validation)
      throw new AppError(
        "INVALID_INPUT",
        "input",
        "The version was trained without validation rows, on which alternatives are judged. Train it with split.validationFraction above 0.",
      );
    return await search(task, stored, { ...data, validation: data.validation }, io);
  } finally {
    stored.dispose();
  }
}

async function search(
  task: AlternativesTask,
  stored: StoredVersion,
  data: PreparedData & { validation: DataPart },
  io: TaskIo,
): Promise<AlternativesReport> {
  const { attribute, policy, measure, tolerance, aims, strengths, seeds, constraint, limit } = task.spec;
  const own = stored.bundle.manifest.spec;
  const { seed } = own.training;
  const judged = (part: DataPart): Judged => ({
    part,
    y: Float64Array.from(part.y),
    grouping: groupsIn(attribute, data.table, part.rows),
  });
  const [validation, test] = [judged(data.validation), judged(data.test)];
  const approvalRate = task.spec.approvalRate ?? ownApprovalRate(stored, validation);
  const judge = ({ y, grouping }: Judged, score: Float64Array) => ({
    quality: auc(y, score),
    disparity: disparityAt({ y, score, grouping, approvalRate, measure, minEvents: policy.minEvents }),
  });
  const list = fairTrainings({ aims, strengths, seeds: Array.from({ length: seeds }, (_seed, k) => seed + k) });
  const candidates = list.map((training): Candidate => ({ training, scores: null }));
  const { alternatives, chosen } = await searchAlternatives({
    candidates,
    tolerance,
    async judge(candidate) {
      const folder = join(task.checkpointDir, `alternative-${candidates.indexOf(candidate)}`);
      candidate.scores = await scoresOf(withTraining(own, attribute, candidate.training), { task, stored, data, folder, io });
      return judge(validation, candidate.scores.validation);
    },
    ...controlOf(io, 0.05, 0.95),
  });
  const thresholdsOf = (of: AlternativeThresholds["of"], { scores }: Candidate): AlternativeThresholds => {
    const { y, grouping } = validation;
    const score = (scores as NonNullable<Candidate["scores"]>).validation;
    try {
      return { of, thresholds: fairThresholds({ y, score, grouping, constraint, limit, policy }), refusal: null };
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== "INFEASIBLE") throw error;
      return { of, thresholds: null, refusal: error.message };
    }
  };
  return {
    attribute,
    groups: validation.grouping.names,
    policy,
    measure,
    approvalRate,
    tolerance,
    nValidation: validation.y.length,
    nTest: test.y.length,
    alternatives: alternatives.map(({ candidate, quality, disparity, isOnFrontier }) => ({
      ...candidate.training,
      quality,
      disparity,
      isOnFrontier,
      test: judge(test, (candidate.scores as NonNullable<Candidate["scores"]>).test),
    })),
    chosen: chosen ? alternatives.indexOf(chosen) : null,
    constraint,
    limit,
    thresholds: [thresholdsOf("ORIGINAL", candidates[0] as Candidate), ...(chosen ? [thresholdsOf("CHOSEN", chosen.candidate)] : [])],
    training: own,
  };
}

/** The version's training with a candidate's mitigation in place of its own. */
const withTraining = (
  spec: TrainingSpec,
  attribute: AlternativesReport["attribute"],
  { reweigh, penalty, seed }: FairTraining,
): TrainingSpec => ({
  ...spec,
  training: { ...spec.training, seed },
  mitigation: reweigh || penalty ? { attribute, reweigh, penalty } : null,
});

/** Share of the validation rows that the stored version approves; kept off 0 and 1, where nothing can be compared. */
function ownApprovalRate({ predictor, bundle: { manifest } }: StoredVersion, { part: { tensor } }: Judged): number {
  let approved = 0;
  for (const score of predictor.predict(tensor.data, tensor.n)) approved += Number(score < manifest.threshold);
  return Math.min(0.99, Math.max(0.01, approved / tensor.n));
}

interface Making {
  task: AlternativesTask;
  stored: StoredVersion;
  data: PreparedData & { validation: DataPart };
  folder: string;
  io: TaskIo;
}

async function scoresOf(spec: TrainingSpec, { task, stored, data, folder, io }: Making): Promise<NonNullable<Candidate["scores"]>> {
  const engine = await loadEngine(task.engine);
  const until = spec.training.epochs;
  const { network } = await trainFold({ spec, engine, data, folder, until, io, onProgress: () => undefined });
  if (!network) throw new Error("A training to its last epoch has a network.");
  const plain = { ...stored.bundle.manifest, spec, pipeline: data.pipeline, target: data.target, calibration: null };
  const manifest = { ...plain, ...calibrate(spec, engine, data, { manifest: plain, weights: network.weights }) };
  const predictor = loadPredictor(engine, { manifest, weights: network.weights });
  const of = ({ tensor }: DataPart) => Float64Array.from(predictor.predict(tensor.data, tensor.n));
  try {
    return { validation: of(data.validation), test: of(data.test) };
  } finally {
    predictor.dispose();
  }
}
