import { createRng } from "@plimsoll/features";
import type { Engine } from "../../engine/engine.ts";
import type { Network, NetworkCall } from "../../engine/network.ts";
import { diverged, giveTurn } from "../../training/epoch.ts";
import { createMlp, type HiddenActivation } from "../network/mlp.ts";
import { type HedgePolicy, hedgePolicy } from "../policies/hedge.ts";
import { GAINS, HELD, type HedgeFeatures, hedgeFeatures } from "./features.ts";
import { type HeadDefinition, type HedgeHead, hedgeHeads } from "./heads.ts";
import { type HedgePaths, type HedgeSetting, payoff, simulatePaths } from "./market.ts";
import { checkMeasure, type RiskMeasure, riskOf } from "./risk-measures.ts";

export interface HedgeTraining {
  setting: HedgeSetting;
  measure: RiskMeasure;
  head: HedgeHead;
  units: readonly number[];
  activation: HiddenActivation;
  /** Whether the network sees the gains so far. CVaR's optimum needs them. */
  useGains: boolean;
  /** Training steps, each on `batch` fresh paths. */
  steps: number;
  batch: number;
  /** Falls along a half cosine to a hundredth. */
  learningRate: number;
  seed: number;
}

export interface HedgeProgress {
  step: number;
  /** The measure on the step's fresh paths, before the step. */
  risk: number;
}

/**
 * A hedge trained by the gradient of a risk measure through simulated paths: all moments of a batch are one graph, taken back through gains,
 * costs and positions held. Source: Buehler, Gonon, Teichmann and Wood (2019).
 * @throws AppError "DIVERGED", "CANCELLED".
 */
export async function trainHedge(
  engine: Engine,
  training: HedgeTraining,
  hooks: { onStep?(progress: HedgeProgress): void; signal?: AbortSignal | undefined } = {},
): Promise<HedgePolicy> {
  const { setting, head, units, activation, useGains, steps, batch, learningRate, seed } = training;
  const measure = checkMeasure(training.measure);
  const features = hedgeFeatures(setting, useGains);
  const definition = hedgeHeads[head];
  const network = createMlp({
    engine,
    units,
    activation,
    nInputs: features.names.length,
    nOutputs: definition.outputs,
    init: { seed },
    optimizer: { clipNorm: 1 },
  });
  // 2^32 apart from the stream of the weights.
  const rng = createRng(seed + 2 ** 32);
  const work = workspace(setting, features, definition, batch);
  try {
    for (let step = 1; step <= steps; step++) {
      const paths = simulatePaths(setting, batch, rng);
      const part = (step - 1) / steps;
      const rate = learningRate * (0.01 + 0.99 * 0.5 * (1 + Math.cos(Math.PI * part)));
      const risk = hedgeStep(network, work, paths, measure, { step, learningRate: rate, rng });
      if (!Number.isFinite(risk)) throw diverged("risk", risk, step, learningRate);
      hooks.onStep?.({ step, risk });
      await giveTurn(hooks.signal);
    }
    return hedgePolicy({ setting, head, activation, useGains }, network.weights());
  } finally {
    network.dispose();
  }
}

interface Workspace {
  setting: HedgeSetting;
  features: HedgeFeatures;
  head: HeadDefinition;
  n: number;
  rows: Float32Array;
  /** For each moment: [n] reference deltas and positions. */
  deltas: Float64Array[];
  positions: Float64Array[];
  none: Float64Array;
}

function workspace(setting: HedgeSetting, features: HedgeFeatures, head: HeadDefinition, n: number): Workspace {
  const each = () => Array.from({ length: setting.steps }, () => new Float64Array(n));
  return {
    setting,
    features,
    head,
    n,
    rows: new Float32Array(n * features.names.length),
    deltas: each(),
    positions: each(),
    none: new Float64Array(n),
  };
}

/** One update. @returns the measure before it. */
function hedgeStep(
  network: Network,
  work: Workspace,
  paths: HedgePaths,
  measure: RiskMeasure,
  update: Parameters<Network["trainUnrolled"]>[1],
): number {
  return network.trainUnrolled((call) => {
    const { losses, calls } = forward(work, paths, call);
    const byLoss = new Float64Array(work.n);
    const risk = riskOf(measure, losses, byLoss);
    backward(work, paths, calls, byLoss);
    return risk;
  }, update);
}

function forward(
  { setting, features, head, n, rows, deltas, positions, none }: Workspace,
  { spot, variance, steps }: HedgePaths,
  call: (input: { values: Float32Array; n: number }) => NetworkCall,
): { losses: Float64Array; calls: NetworkCall[] } {
  const gains = new Float64Array(n);
  const calls: NetworkCall[] = [];
  for (let k = 0; k < steps; k++) {
    const [now, next] = [spot.subarray(k * n, (k + 1) * n), spot.subarray((k + 1) * n, (k + 2) * n)];
    const held = k > 0 ? (positions[k - 1] as Float64Array) : none;
    const [delta, position] = [deltas[k] as Float64Array, positions[k] as Float64Array];
    features.fill({ step: k, n, spot: now, variance: variance?.subarray(k * n, (k + 1) * n) ?? null, held, gains }, rows, delta);
    // The engine may keep the array it is given until the step ends.
    const made = call({ values: rows.slice(), n });
    calls.push(made);
    for (let i = 0; i < n; i++) {
      const [s, before] = [now[i] as number, held[i] as number];
      const chosen = head.position(made.outputs, i * head.outputs, delta[i] as number, before);
      position[i] = chosen;
      gains[i] = (gains[i] as number) + chosen * ((next[i] as number) - s) - setting.cost * s * Math.abs(chosen - before);
    }
  }
  const last = positions[steps - 1] as Float64Array;
  const losses = gains.map((gain, i) => {
    const s = spot[steps * n + i] as number;
    return payoff(setting, s) - gain + setting.cost * s * Math.abs(last[i] as number);
  });
  return { losses, calls };
}

/** The way back: `byGains` is the gradient by the gains after a moment, `byPosition` that by the position chosen at it. */
function backward(
  { setting, features, head, n, deltas, positions, none }: Workspace,
  { spot, steps }: HedgePaths,
  calls: readonly NetworkCall[],
  byLoss: Float64Array,
): void {
  const width = features.names.length;
  const byGains = byLoss.map((value) => -value);
  const last = positions[steps - 1] as Float64Array;
  let byPosition = byLoss.map((value, i) => value * setting.cost * (spot[steps * n + i] as number) * Math.sign(last[i] as number));
  for (let k = steps - 1; k >= 0; k--) {
    const { outputs, backward: back } = calls[k] as NetworkCall;
    const held = k > 0 ? (positions[k - 1] as Float64Array) : none;
    const [delta, position] = [deltas[k] as Float64Array, positions[k] as Float64Array];
    const byOutput = new Float32Array(n * head.outputs);
    const byHeld = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const [s, next] = [spot[k * n + i] as number, spot[(k + 1) * n + i] as number];
      const [before, gain] = [held[i] as number, byGains[i] as number];
      const turn = setting.cost * s * Math.sign((position[i] as number) - before);
      const whole = (byPosition[i] as number) + gain * (next - s - turn);
      byHeld[i] = gain * turn + head.backward(whole, outputs, i * head.outputs, delta[i] as number, before, byOutput);
    }
    const byRow = back(byOutput);
    for (let i = 0; i < n; i++) {
      byGains[i] = (byGains[i] as number) + features.gainsSlope * (byRow[i * width + GAINS] as number);
      byHeld[i] = (byHeld[i] as number) + (byRow[i * width + HELD] as number);
    }
    byPosition = byHeld;
  }
}
