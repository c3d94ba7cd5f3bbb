import { decodeValue } from "@plimsoll/features";
import { AppError } from "@plimsoll/schema";
import { architecture } from "../architectures/index.ts";
import { classCount, type ModelBundle } from "../bundle/bundle.ts";
import type { Engine } from "../engine/engine.ts";
import { createNetwork } from "../engine/network.ts";
import { createGatherer } from "./batches.ts";
import { chunkRows } from "./evaluate.ts";
import { lossOf } from "./losses/index.ts";
import { pooledLogits } from "./members.ts";

export interface Predictor {
  /**
   * @param x [n, nSteps, nFeatures] row-major, as the model's own pipeline gives it.
   * @returns [n] probability of the positive label (BINARY) or value in the target's unit (REGRESSION); [n, classes] probabilities (MULTICLASS).
   * @throws AppError "INVALID_INPUT" if x has another length.
   */
  predict(x: Float32Array, n: number): Float32Array;
  /** Probabilities or values in one row of `predict`'s result. */
  readonly nOutputs: number;
  dispose(): void;
}

/** A model ready to score: its weights on the engine, in chunks of fixed size so that memory does not grow with the rows. */
export function loadPredictor(engine: Engine, { manifest, weights }: ModelBundle): Predictor {
  const { target, pipeline } = manifest;
  const { nSteps, nFeatures } = pipeline;
  const loss = lossOf(manifest.task);
  const nOutputs = loss.nOutputs(classCount(target));
  const network = createNetwork({
    engine,
    design: architecture(manifest.architecture).build({ engine, params: manifest.params, nOutputs }),
    nSteps,
    nFeatures,
    init: { weights: new Map(weights.map((weight) => [weight.name, weight])) },
    optimizer: null,
  });
  return {
    nOutputs,
    predict(x, n) {
      if (x.length !== n * nSteps * nFeatures) {
        throw new AppError(
          "INVALID_INPUT",
          "input",
          `predict got ${x.length} values for ${n} rows, expected ${n} * ${nSteps} * ${nFeatures}. Apply the model's own pipeline first.`,
        );
      }
      const out = new Float32Array(n * nOutputs);
      const chunk = chunkRows(network);
      const gather = createGatherer(x, network.design.input, nSteps, nFeatures, Math.min(chunk, n));
      for (let start = 0; start < n; start += chunk) {
        const count = Math.min(chunk, n - start);
        out.set(loss.predict(pooledLogits(network, loss, gather.range(start, count)), count), start * nOutputs);
      }
      return target.task === "REGRESSION" ? out.map((value) => decodeValue(target, value)) : out;
    },
    dispose: () => network.dispose(),
  };
}
