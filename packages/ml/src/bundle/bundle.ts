import { type FittedPipeline, type FittedTarget, inputFeatures } from "@plimsoll/features";
import { AppError, COLUMN_TYPES, ENGINE_NAMES, TASKS, TrainingSpec } from "@plimsoll/schema";
import { z } from "zod";
import { architecture } from "../architectures/index.ts";
import { Calibration, openCalibration } from "../calibration/index.ts";
import { IntervalRule } from "../calibration/interval-rule.ts";
import type { NamedWeight } from "../engine/network.ts";
import { paperEngine, planParameters } from "../engine/paper.ts";
import type { Background } from "../explanation/background.ts";
import { ColumnScale } from "../recourse/rules.ts";
import type { NoveltyState } from "../robustness/novelty.ts";
import { NoveltyCalibration, openNovelty } from "../robustness/novelty-detector.ts";
import { lossFor } from "../training/losses/index.ts";
import { readTensorFile, writeTensorFile } from "./safetensors.ts";

const KEY = "plimsoll";
const Count = z.int().min(1).max(1_000_000);

const Target: z.ZodType<FittedTarget> = z.discriminatedUnion("task", [
  z.object({
    task: z.literal("BINARY"),
    column: z.string(),
    type: z.string(),
    labels: z.object({ positive: z.string(), negative: z.string() }),
  }),
  z.object({ task: z.literal("MULTICLASS"), column: z.string(), type: z.string(), labels: z.array(z.string()).min(2).max(10_000) }),
  z.object({ task: z.enum(["REGRESSION", "FORECAST"]), column: z.string(), type: z.string(), mean: z.number(), std: z.number() }),
  z.object({
    task: z.literal("ANOMALY"),
    column: z.string().nullable(),
    type: z.string().nullable(),
    labels: z.object({ positive: z.string(), negative: z.string() }).nullable(),
  }),
]) as z.ZodType<FittedTarget>;

const ScoreDistribution = z
  .object({ scores: z.array(z.number()).min(1).max(100_000), shares: z.array(z.number().min(0).max(1)) })
  .refine(
    ({ scores, shares }) => scores.length === shares.length && scores.every((score, at) => at === 0 || score > (scores[at - 1] ?? score)),
    {
      message: "must be ascending scores with one share each",
    },
  );

/** Only what this package reads of the pipeline is checked here; whoever applies it checks the rest. */
const Names = z.array(z.string());
const Pipeline = z.looseObject({
  nSteps: Count,
  nFeatures: Count,
  layout: z.array(Names),
  featureNames: Names,
  columns: z.array(z.looseObject({ name: z.string() })),
  steps: z.array(z.looseObject({ type: z.string(), inputs: Names, outputs: Names, reads: Names.optional() })),
}) as unknown as z.ZodType<FittedPipeline>;

const ModelManifest = z.object({
  format: z.literal(1),
  architecture: z.string().max(64),
  params: z.record(z.string(), z.unknown()),
  task: z.enum(TASKS),
  target: Target,
  /** Predict the positive label when its probability is at least this; ANOMALY: alert when the score's share is. */
  threshold: z.number().min(0).max(1),
  /** How raw outputs become probabilities; null: by the network's own sigmoid or softmax. */
  calibration: Calibration.nullable().default(null),
  /** ANOMALY: the scores of the training rows, from which a score gets its share. */
  scores: ScoreDistribution.nullish(),
  /** REGRESSION, FORECAST: how a number becomes an interval; null where held-out rows were too few. */
  interval: IntervalRule.nullish(),
  /** What tells rows that are unlike the training rows; its arrays are tensors of the file. */
  novelty: NoveltyCalibration.nullish(),
  /** Of its raw columns, from the training rows: what changes are measured by. Files of earlier versions have none. */
  scales: z.array(ColumnScale).max(100_000).nullish(),
  pipeline: Pipeline,
  /** Of a model of histories: the columns of the long table that scoring widens. */
  history: z.object({ columns: z.array(z.object({ name: z.string(), type: z.enum(COLUMN_TYPES) })).min(1) }).nullish(),
  engine: z.object({ name: z.enum(ENGINE_NAMES), version: z.string() }),
  seed: z.int(),
  spec: TrainingSpec,
  datasetSha256: z.string(),
  codeVersion: z.string(),
});

/** Everything that scoring, reasons and lineage need to know beside the weights; plain JSON. */
export type ModelManifest = z.infer<typeof ModelManifest>;

export interface ModelBundle {
  manifest: ModelManifest;
  weights: readonly NamedWeight[];
  /** The training rows that explanations compare with; files of earlier versions have none. */
  background?: Background | undefined;
  /** Arrays of the novelty detector that the manifest names. */
  novelty?: NoveltyState | undefined;
}

/** What a file holds beside manifest and weights. */
export type BundleParts = Pick<ModelBundle, "background" | "novelty">;

/** What the loss of a model is made from. */
export const lossContext = ({ task, target, spec, pipeline }: Pick<ModelManifest, "task" | "target" | "spec" | "pipeline">) => ({
  task,
  options: spec.training,
  nClasses: classCount(target),
  nInputs: pipeline.nSteps * pipeline.nFeatures,
});

export const classCount = (target: FittedTarget): number =>
  target.task === "MULTICLASS" ? target.labels.length : target.task === "BINARY" ? 2 : 1;

/** Names of the tensors that hold the background; no weight's name has a slash. */
const BACKGROUND = { rows: "background/rows", weights: "background/weights" } as const;
const NOVELTY = "novelty/";

/** A model as one safetensors file; the same model gives the same bytes, so its sha256 is its identity. */
export function writeBundle(
  manifest: ModelManifest,
  weights: readonly NamedWeight[],
  { background, novelty = [] }: BundleParts = {},
): Uint8Array<ArrayBuffer> {
  const { nSteps, nFeatures } = manifest.pipeline;
  const compared = background && [
    { name: BACKGROUND.rows, shape: [background.n, nSteps, nFeatures], values: background.rows },
    { name: BACKGROUND.weights, shape: [background.n], values: Float32Array.from(background.weights) },
  ];
  const detector = novelty.map((array) => ({ ...array, name: `${NOVELTY}${array.name}` }));
  return writeTensorFile({ [KEY]: JSON.stringify(manifest) }, [...weights, ...(compared ?? []), ...detector]);
}

/**
 * The model in a file, checked as a stranger's: container, manifest, architecture, parameters, and that the weights are exactly
 * those that the architecture has for this input.
 * @throws AppError "BAD_BUNDLE" with what is wrong.
 */
export function readBundle(bytes: Uint8Array): ModelBundle {
  const { metadata, tensors } = readTensorFile(bytes);
  const manifest = parseManifest(metadata.get(KEY));
  const { nSteps, nFeatures } = manifest.pipeline;
  const expected = asBundleError(() => {
    if (manifest.calibration) openCalibration(manifest.calibration, manifest.task);
    const { nOutputs } = lossFor(lossContext(manifest));
    const inputs = inputFeatures(manifest.pipeline);
    const design = architecture(manifest.architecture).build({ engine: paperEngine, params: manifest.params, nOutputs, inputs });
    return planParameters(design, nSteps, nFeatures);
  });
  const background = readBackground(tensors, nSteps, nFeatures);
  const novelty = readNovelty(tensors, manifest);
  const held = tensors.size - (background ? 2 : 0) - novelty.length;
  if (held !== expected.length)
    throw badBundle(`it holds ${held} tensors of weights, architecture '${manifest.architecture}' has ${expected.length}`);
  const weights = expected.map(({ name, shape }) => {
    const found = tensors.get(name);
    if (!found || found.shape.join() !== shape.join()) {
      throw badBundle(`weight '${name}' has the shape [${found?.shape.join(", ") ?? "none"}], expected [${shape.join(", ")}]`);
    }
    return found;
  });
  return { manifest, weights, ...(background ? { background } : {}), ...(novelty.length > 0 ? { novelty } : {}) };
}

/** The detector's arrays, proved by opening it. */
function readNovelty(tensors: ReadonlyMap<string, NamedWeight>, { novelty, pipeline }: ModelManifest): NoveltyState {
  const state = [...tensors.values()]
    .filter(({ name }) => name.startsWith(NOVELTY))
    .map((array) => ({ ...array, name: array.name.slice(NOVELTY.length) }));
  if (novelty) openNovelty({ calibration: novelty, state }, pipeline.nSteps * pipeline.nFeatures);
  else if (state.length > 0) throw badBundle("it holds a novelty detector that its manifest does not name");
  return state;
}

function readBackground(tensors: ReadonlyMap<string, NamedWeight>, nSteps: number, nFeatures: number): Background | undefined {
  const [rows, weights] = [tensors.get(BACKGROUND.rows), tensors.get(BACKGROUND.weights)];
  if (!rows && !weights) return undefined;
  const n = rows?.shape[0] ?? 0;
  const total = weights?.values.reduce((sum, weight) => sum + weight, 0) ?? 0;
  const fits =
    rows?.shape.join() === [n, nSteps, nFeatures].join() &&
    weights?.shape.join() === String(n) &&
    rows.values.every(Number.isFinite) &&
    weights.values.every((weight) => weight > 0) &&
    Math.abs(total - 1) < 1e-4;
  if (!rows || !weights || !fits) throw badBundle("its background rows do not fit the model");
  // Stored in single precision: scaled, so that they add up to one again in double.
  return { rows: rows.values, n, weights: Float64Array.from(weights.values, (weight) => weight / total) };
}

function parseManifest(text: string | undefined): ModelManifest {
  if (text === undefined) throw badBundle("it has no manifest");
  const parsed = ModelManifest.safeParse(parseJson(text));
  if (parsed.success) {
    const { task, target, scores } = parsed.data;
    if (task === "ANOMALY" && !scores) throw badBundle("it has no distribution of scores, which task ANOMALY needs");
    if (target.task === task) return parsed.data;
    throw badBundle(`its task is ${parsed.data.task} and its target's ${parsed.data.target.task}`);
  }
  const issue = parsed.error.issues[0];
  throw badBundle(`its manifest's ${issue?.path.join(".") || "content"} is not valid (${issue?.message ?? "unknown"})`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw badBundle("its manifest is not JSON");
  }
}

function asBundleError<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof AppError) throw badBundle(error.message.replace(/\.$/, ""));
    throw error;
  }
}

const badBundle = (message: string): AppError =>
  new AppError("BAD_BUNDLE", "data", `The model file is refused: ${message}. Use a file that this platform wrote.`);
