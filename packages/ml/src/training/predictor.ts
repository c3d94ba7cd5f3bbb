import { decodeValue, type FittedTarget, inputFeatures } from "@plimsoll/features";
import { AppError } from "@plimsoll/schema";
import { architecture } from "../architectures/index.ts";
import { lossContext, type ModelBundle, type ModelManifest } from "../bundle/bundle.ts";
import { openCalibration } from "../calibration/index.ts";
import type { Engine } from "../engine/engine.ts";
import { createNetwork, type Network } from "../engine/network.ts";
import { createGatherer, rowMajor } from "./batches.ts";
import { chunkRows } from "./evaluate.ts";
import { lossFor } from "./losses/index.ts";
import type { Loss } from "./losses/loss.ts";
import { marginOf } from "./margin.ts";
import { pooledLogits } from "./members.ts";
import { shareOf } from "./score-distribution.ts";

/** Single precision is what a network has; a value in the target's own unit may need more: an offset of a billion leaves it no decimals. */
export type Outputs = Float32Array | Float64Array;

/** What raw outputs say, in two readings; the same array where the model has no calibration. */
export interface Scores {
  /**
   * [n] probability of the positive label (BINARY), value in the target's unit (REGRESSION, FORECAST), share of the training rows that are no
   * stranger (ANOMALY); [n, classes] probabilities (MULTICLASS); [n, quantiles] where the model was trained on quantiles.
   */
  outputs: Outputs;
  /** The network's own, before calibration; of ANOMALY the anomaly score itself. */
  uncalibrated: Outputs;
}

export interface MarginGradients {
  /** [n] what is explained: see `Margin`. */
  margins: Float64Array;
  /** [n, nSteps, nFeatures] row-major: the margin's change by one unit of each encoded value. */
  gradients: Float32Array;
}

/**
 * A model ready to score and to be explained. Rows x are [n, nSteps, nFeatures] row-major, as the model's own pipeline gives them; every
 * method throws AppError "INVALID_INPUT" if x has another length.
 */
export interface Predictor {
  /** The calibrated reading: `scores(logits(x, n), n).outputs`. */
  predict(x: Float32Array, n: number): Outputs;
  /** Raw outputs [n, nOutputs], an ensemble's members taken together; of ANOMALY the error of the copy. */
  logits(x: Float32Array, n: number): Float32Array;
  /** Reads raw outputs; the engine is not asked. */
  scores(logits: Float32Array, n: number): Scores;
  /** @param classes [n] the class to be explained of each row; MULTICLASS needs it, other tasks do not read it. */
  margins(x: Float32Array, n: number, classes?: ArrayLike<number> | null): Float64Array;
  marginGradients(x: Float32Array, n: number, classes?: ArrayLike<number> | null): MarginGradients;
  /** Probabilities or values in one row of `predict`'s result. */
  readonly nOutputs: number;
  /** Probabilities that a row's numbers are the quantiles of, ascending, 0.5 among them; null unless they are quantiles. */
  readonly quantiles: readonly number[] | null;
  readonly target: FittedTarget;
  readonly nSteps: number;
  readonly nFeatures: number;
  dispose(): void;
}

/** A model on the engine, in chunks of fixed size so that memory does not grow with the rows. */
export function loadPredictor(engine: Engine, { manifest, weights }: ModelBundle): Predictor {
  const { target, pipeline } = manifest;
  const { nSteps, nFeatures } = pipeline;
  const loss = lossFor(lossContext(manifest));
  const nOutputs = loss.condense ? 1 : loss.nOutputs;
  const calibrated = calibrationOf(manifest);
  const network = createNetwork({
    engine,
    design: architecture(manifest.architecture).build({
      engine,
      params: manifest.params,
      nOutputs: loss.nOutputs,
      inputs: inputFeatures(pipeline),
    }),
    nSteps,
    nFeatures,
    init: { weights: new Map(weights.map((weight) => [weight.name, weight])) },
    optimizer: null,
  });
  const margin = marginOf(target, network.members, loss);
  const each = (x: Float32Array, n: number, visit: (chunk: Chunk) => void) => forEachChunk(network, x, n, visit);

  const logits: Predictor["logits"] = (x, n) => {
    const out = new Float32Array(n * nOutputs);
    each(x, n, ({ input, start }) => {
      const raw = pooledLogits(network, loss, input);
      out.set(loss.condense?.(raw, input.n, input.values) ?? raw, start * nOutputs);
    });
    return out;
  };
  const scores: Predictor["scores"] = (raw, n) => readScores(raw, n, loss, target, calibrated);
  return {
    nOutputs,
    quantiles: loss.quantiles,
    target,
    nSteps,
    nFeatures,
    logits,
    scores,
    predict: (x, n) => scores(logits(x, n), n).outputs,
    margins(x, n, classes = null) {
      const out = new Float64Array(n);
      each(x, n, ({ input, start }) => {
        out.set(margin.evaluate(network.logits(input), input.n, part(classes, start, input.n), input.values), start);
      });
      return out;
    },
    marginGradients(x, n, classes = null) {
      const margins = new Float64Array(n);
      const gradients = new Float32Array(x.length);
      each(x, n, ({ input, start }) => {
        let ofLogits = new Float32Array();
        const gradient = network.inputGradient(input, (raw) => {
          ofLogits = new Float32Array(raw.length);
          margins.set(margin.evaluate(raw, input.n, part(classes, start, input.n), input.values, ofLogits), start);
          return ofLogits;
        });
        if (margin.isDistance)
          for (let at = 0; at < gradient.length; at++) gradient[at] = (gradient[at] as number) - (ofLogits[at] as number);
        rowMajor(gradient, network.design.input, input.n, nSteps, nFeatures, gradients.subarray(start * nSteps * nFeatures));
      });
      return { margins, gradients };
    },
    dispose: () => network.dispose(),
  };
}

type Chunk = { input: { values: Float32Array; n: number }; start: number };

function forEachChunk(network: Network, x: Float32Array, n: number, visit: (chunk: Chunk) => void): void {
  const { nSteps, nFeatures } = network;
  if (x.length !== n * nSteps * nFeatures) {
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `The model got ${x.length} values for ${n} rows, expected ${n} * ${nSteps} * ${nFeatures}. Apply the model's own pipeline first.`,
    );
  }
  const size = chunkRows(network);
  const gather = createGatherer(x, network.design.input, nSteps, nFeatures, Math.min(size, n));
  for (let start = 0; start < n; start += size) visit({ input: gather.range(start, Math.min(size, n - start)), start });
}

function readScores(
  logits: Float32Array,
  n: number,
  loss: Loss,
  target: FittedTarget,
  calibrated: ((logits: Float32Array, n: number) => Float32Array) | null,
): Scores {
  const own = loss.predict(logits, n);
  const uncalibrated = "mean" in target ? Float64Array.from(own, (value) => decodeValue(target, value)) : own;
  return { uncalibrated, outputs: calibrated ? calibrated(logits, n) : uncalibrated };
}

/** From raw outputs to calibrated ones: by the calibration that was learned, or of an anomaly score by its distribution. */
function calibrationOf({ calibration, scores, task }: ModelManifest): ((logits: Float32Array, n: number) => Float32Array) | null {
  if (scores) return (errors) => errors.map((error) => shareOf(scores, error));
  return calibration ? openCalibration(calibration, task) : null;
}

const part = (classes: ArrayLike<number> | null, start: number, count: number): ArrayLike<number> | null =>
  classes && Uint32Array.from({ length: count }, (_class, i) => classes[start + i] as number);
