import { createRng } from "@plimsoll/features";
import type { Engine } from "../../engine/engine.ts";
import type { NetworkCall } from "../../engine/network.ts";
import { diverged, giveTurn } from "../../training/epoch.ts";
import { almgrenChriss, type ExecutionSetting } from "../closed-form/almgren-chriss.ts";
import { createMlp, type HiddenActivation } from "../network/mlp.ts";
import { type ExecutionPolicy, executionPolicy, sigmoid } from "../policies/execution.ts";

export interface ExecutionTraining {
  setting: ExecutionSetting;
  units: readonly number[];
  activation: HiddenActivation;
  /** Training steps, each on `batch` fresh price paths. */
  steps: number;
  batch: number;
  /** Falls along a half cosine to a thousandth. */
  learningRate: number;
  seed: number;
}

/**
 * A selling schedule learned by the gradient of mean + lambda * variance of the cost through simulated prices. At each step the network
 * says which share of what is left is sold; the last step sells the rest. It is never told the closed form.
 * @throws AppError "DIVERGED", "CANCELLED".
 */
export async function trainExecution(
  engine: Engine,
  { setting, units, activation, steps, batch, learningRate, seed }: ExecutionTraining,
  hooks: { onStep?(progress: { step: number; objective: number }): void; signal?: AbortSignal | undefined } = {},
): Promise<ExecutionPolicy> {
  almgrenChriss(setting);
  const network = createMlp({ engine, units, activation, nInputs: 2, nOutputs: 1, init: { seed }, optimizer: { clipNorm: 1 } });
  const rng = createRng(seed + 2 ** 32);
  try {
    for (let step = 1; step <= steps; step++) {
      const noise = Array.from({ length: setting.steps }, () => normals(rng, batch));
      const rate = learningRate * (0.001 + 0.999 * 0.5 * (1 + Math.cos((Math.PI * (step - 1)) / steps)));
      const objective = network.trainUnrolled((call) => sell(setting, noise, batch, call), { step, learningRate: rate, rng });
      if (!Number.isFinite(objective)) throw diverged("objective", objective, step, learningRate);
      hooks.onStep?.({ step, objective });
      await giveTurn(hooks.signal);
    }
    return executionPolicy({ setting, activation }, network.weights());
  } finally {
    network.dispose();
  }
}

/** Mirrored pairs, so that the mean of the noise is 0 in every batch. */
function normals(rng: ReturnType<typeof createRng>, n: number): Float64Array {
  const out = new Float64Array(n);
  for (let i = 0; i < n; i++) out[i] = i < n / 2 ? rng.normal() : -(out[i - Math.ceil(n / 2)] as number);
  return out;
}

/** One batch forward and back. @returns mean + lambda * variance (ddof 0) of the cost. */
function sell(
  setting: ExecutionSetting,
  noise: readonly Float64Array[],
  n: number,
  call: (input: { values: Float32Array; n: number }) => NetworkCall,
): number {
  const { shares, horizon_days, steps, sigma, gamma, epsilon, lambda } = setting;
  const tau = horizon_days / steps;
  const temporary = (setting.eta - (gamma * tau) / 2) / tau;
  const deviation = sigma * Math.sqrt(tau);
  const held = [new Float64Array(n).fill(shares)];
  const calls: NetworkCall[] = [];
  const cost = new Float64Array(n).fill((gamma * shares * shares) / 2);
  for (let k = 0; k < steps; k++) {
    const before = held[k] as Float64Array;
    const last = k === steps - 1;
    if (!last) {
      const rows = new Float32Array(2 * n);
      for (let i = 0; i < n; i++) {
        rows[2 * i] = 1 - k / steps;
        rows[2 * i + 1] = (before[i] as number) / shares;
      }
      calls.push(call({ values: rows, n }));
    }
    const after = before.map((x, i) => (last ? 0 : x * (1 - sigmoid(calls[k]?.outputs[i] as number))));
    for (let i = 0; i < n; i++) {
      const sold = (before[i] as number) - (after[i] as number);
      cost[i] =
        (cost[i] as number) + epsilon * sold + temporary * sold * sold - deviation * (noise[k]?.[i] as number) * (after[i] as number);
    }
    held.push(after);
  }
  const mean = cost.reduce((sum, value) => sum + value, 0) / n;
  const variance = cost.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  const objective = mean + lambda * variance;
  // The gradient is taken of the objective over its own size, so that its scale does not depend on the currency.
  const byCost = cost.map((value) => (1 + 2 * lambda * (value - mean)) / n / Math.max(Math.abs(objective), 1e-300));
  let byAfter: Float64Array = new Float64Array(n);
  for (let k = steps - 1; k >= 0; k--) {
    const [before, after] = [held[k] as Float64Array, held[k + 1] as Float64Array];
    const bySold = before.map((x, i) => (byCost[i] as number) * (epsilon + 2 * temporary * (x - (after[i] as number))));
    const byBefore = bySold.slice();
    if (k < steps - 1) {
      const { outputs, backward } = calls[k] as NetworkCall;
      const byOutput = new Float32Array(n);
      const share = outputs.map(sigmoid);
      for (let i = 0; i < n; i++) {
        const whole = (byAfter[i] as number) - (bySold[i] as number) - (byCost[i] as number) * deviation * (noise[k]?.[i] as number);
        const s = share[i] as number;
        byOutput[i] = whole * (before[i] as number) * -s * (1 - s);
        byBefore[i] = (byBefore[i] as number) + whole * (1 - s);
      }
      const byRow = backward(byOutput);
      for (let i = 0; i < n; i++) byBefore[i] = (byBefore[i] as number) + (byRow[2 * i + 1] as number) / shares;
    }
    byAfter = byBefore;
  }
  return objective;
}
