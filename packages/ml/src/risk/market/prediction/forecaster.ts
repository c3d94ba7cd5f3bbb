import { z } from "zod";
import { architecture } from "../../../architectures/index.ts";
import { wholeNumber } from "../../../architectures/params.ts";
import { fitBaseline, restoreBaseline } from "../../../baselines/index.ts";
import type { Engine } from "../../../engine/engine.ts";
import { invalidInput } from "../../../evaluation/inputs.ts";
import { parseWith } from "../../parameters.ts";
import { type Estimates, kept, recalled } from "../estimates.ts";
import { trainEnsemble } from "../network/network-ensemble.ts";
import { networkParams, trainingOptionsOf } from "../network/network-params.ts";

const { units: _units, dropout: _dropout, ...training } = networkParams([16], 15);

/** What makes scores from features: a network of any architecture, or a baseline of the platform. */
export const ForecasterSpec = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("NETWORK"),
    architecture: z.string().min(1).max(64),
    /** Of the architecture. */
    params: z.record(z.string(), z.unknown()).default({}),
    steps: wholeNumber(1, [1, 250], "Steps", "Days whose features the network reads, oldest first."),
    ...training,
  }),
  z.strictObject({ kind: z.literal("BASELINE"), baseline: z.enum(["LINEAR", "LOGISTIC", "BOOSTED_TREES"]) }),
]);
export type ForecasterSpec = z.output<typeof ForecasterSpec>;

/** DIRECTION: the chance that the return is positive, less one half. RETURN: the return over its training deviation. */
export const PREDICTION_TARGETS = ["DIRECTION", "RETURN"] as const;
export type PredictionTarget = (typeof PREDICTION_TARGETS)[number];

export const parseForecaster = (spec: unknown): ForecasterSpec => parseWith("the forecaster", ForecasterSpec, spec);

/** Days of features that a row needs. */
export const stepsOf = (spec: ForecasterSpec): number => (spec.kind === "NETWORK" ? spec.steps : 1);

export interface ForecasterRows {
  /** [n, steps, features] scaled. */
  x: Float32Array;
  /** [n] forward returns. */
  forward: Float64Array;
  n: number;
  steps: number;
  nFeatures: number;
  featureNames: readonly string[];
}

/** [n] scores; positive = the return is expected to be positive. */
export type FittedForecaster = (x: Float32Array, n: number) => Float64Array;

/**
 * Fits a forecaster on rows whose returns are known, or takes it from the estimates, which then need no rows.
 * @throws AppError "INVALID_INPUT" (an architecture or baseline that is not for the target, no engine), "DEGENERATE_TARGET", "DIVERGED", "CANCELLED".
 */
export async function fitForecaster(
  spec: ForecasterSpec,
  target: PredictionTarget,
  rows: ForecasterRows,
  context: { engine: Engine | null; seed: number; signal?: AbortSignal | undefined; estimates?: Estimates | undefined },
): Promise<FittedForecaster> {
  const task = target === "DIRECTION" ? "BINARY" : "REGRESSION";
  const labels = labelsOf(rows.forward, target);
  const centre = target === "DIRECTION" ? 0.5 : 0;
  if (spec.kind === "NETWORK") {
    const { engine, seed, signal, estimates } = context;
    if (!engine) throw invalidInput(`Architecture '${spec.architecture}' needs an engine to train on; pass loadEngine()'s.`);
    if (!architecture(spec.architecture).tasks.includes(task))
      throw invalidInput(
        `Architecture '${spec.architecture}' is not for target ${target}. It takes ${architecture(spec.architecture).tasks.join(", ")}.`,
      );
    const ensemble = await trainEnsemble(
      {
        engine,
        architecture: spec.architecture,
        params: spec.params,
        task,
        nClasses: target === "DIRECTION" ? 2 : 1,
        options: trainingOptionsOf(spec, seed, {}),
        estimates,
        name: "networks",
      },
      { x: rows.x, y: labels, n: rows.n, nSteps: rows.steps, nFeatures: rows.nFeatures },
      spec.members,
      signal,
    );
    return (x, n) => ensemble.predict(x, n).map((value) => value - centre);
  }
  const part = (x: Float32Array, n: number, y: Float32Array) => ({
    n,
    y,
    encoded: () => ({ x, d: rows.nFeatures }),
    raw: () => ({ x, d: rows.nFeatures, names: rows.featureNames, categorical: [] }),
  });
  const known = recalled(context.estimates, "baseline", z.unknown());
  const model = known
    ? restoreBaseline(spec.baseline, task, known)
    : fitBaseline(spec.baseline, {
        task,
        nClasses: target === "DIRECTION" ? 2 : 1,
        train: part(rows.x, rows.n, labels),
        validation: null,
        seed: context.seed,
      });
  kept(context.estimates, "baseline", model.toJSON?.());
  return (x, n) => model.predict(part(x, n, new Float32Array(n))).map((value) => value - centre);
}

function labelsOf(forward: Float64Array, target: PredictionTarget): Float32Array {
  if (target === "DIRECTION") return Float32Array.from(forward, (value) => Number(value > 0));
  const { unit } = returnScale(forward);
  // Not centred: a score's sign is the expected return's.
  return Float32Array.from(forward, (value) => value / unit);
}

/** Mean of the training returns, and their standard deviation (ddof 0), in units of which a RETURN is scored; 1 where they do not vary. */
export function returnScale(forward: Float64Array): { mean: number; unit: number } {
  const n = forward.length;
  const mean = forward.reduce((sum, value) => sum + value / n, 0);
  const deviation = Math.sqrt(forward.reduce((sum, value) => sum + (value - mean) ** 2 / n, 0));
  return { mean, unit: deviation || 1 };
}
