import { z } from "zod";
import type { Engine } from "../../engine/engine.ts";
import type { NamedWeight } from "../../engine/network.ts";
import { hedgeFeatures } from "../hedging/features.ts";
import { HEDGE_HEADS, type HedgeHead, hedgeHeads } from "../hedging/heads.ts";
import { type Hedge, type HedgeSetting, hedgeSetting } from "../hedging/market.ts";
import { denseForward } from "../network/forward.ts";
import { createMlp, type HiddenActivation, outputsOf } from "../network/mlp.ts";
import { checkLayers } from "./network.ts";
import { type ContinuousPolicy, checkObservation, type PolicyType } from "./policy.ts";

export interface HedgePolicySpec {
  setting: HedgeSetting;
  head: HedgeHead;
  activation: HiddenActivation;
  useGains: boolean;
}

/** A learned hedge: a policy of the hedging environments, and a hedge of many paths at once. */
export interface HedgePolicy extends ContinuousPolicy {
  readonly spec: HedgePolicySpec;
  /** The hedge of many paths, in plain arithmetic. */
  hedge(): Hedge;
  /** The same on the tensor engine, faster for many paths; free it when done. */
  hedgeOn(engine: Engine): { hedge: Hedge; dispose(): void };
}

/** @param weights kernel and bias of each layer in turn. */
export function hedgePolicy(spec: HedgePolicySpec, weights: readonly NamedWeight[]): HedgePolicy {
  const { setting, head, activation, useGains } = spec;
  const features = hedgeFeatures(setting, useGains);
  const definition = hedgeHeads[head];
  const width = features.names.length;
  checkLayers(weights, width, definition.outputs);
  const schema = {
    observationNames: ["log_moneyness", "time_left", "held", "gains", ...(setting.heston ? ["volatility"] : [])],
    actionNames: ["position"],
  };
  const hedgeBy =
    (outputs: (rows: Float32Array, n: number) => Float32Array): Hedge =>
    (view) => {
      const { n, held } = view;
      const rows = new Float32Array(n * width);
      const deltas = new Float64Array(n);
      features.fill(view, rows, deltas);
      const raw = outputs(rows, n);
      return Float64Array.from({ length: n }, (_position, i) =>
        definition.position(raw, i * definition.outputs, deltas[i] as number, held[i] as number),
      );
    };
  const forward = denseForward(weights, activation);
  const plain = hedgeBy((rows, n) => {
    const out = new Float32Array(n * definition.outputs);
    for (let i = 0; i < n; i++) out.set(forward(rows.subarray(i * width, (i + 1) * width)), i * definition.outputs);
    return out;
  });
  const positionAt = (obs: ArrayLike<number>): number => {
    checkObservation(schema, obs);
    const [moneyness, left, held, gains, volatility] = Array.from(obs) as [number, number, number, number, number | undefined];
    const one = (value: number) => Float64Array.of(value);
    const view = {
      step: Math.round((1 - left) * setting.steps),
      n: 1,
      spot: one(setting.strike * Math.exp(moneyness)),
      variance: volatility === undefined ? null : one(volatility * volatility),
      held: one(held),
      gains: one(gains),
    };
    return plain(view)[0] as number;
  };
  return {
    kind: "continuous",
    type: "hedge",
    schema,
    spec,
    distribution: (obs) => ({ mean: Float64Array.of(positionAt(obs)), std: new Float64Array(1) }),
    act: (obs) => ({ action: Float64Array.of(positionAt(obs)), propensity: 1 }),
    hedge: () => plain,
    hedgeOn(engine) {
      const units = weights.slice(0, -2).flatMap(({ shape }, at) => (at % 2 === 0 ? [shape[1] as number] : []));
      const network = createMlp({
        engine,
        units,
        activation,
        nInputs: width,
        nOutputs: definition.outputs,
        init: { weights },
        optimizer: null,
      });
      return { hedge: hedgeBy((rows, n) => outputsOf(network, rows, n)), dispose: () => network.dispose() };
    },
    serialize: () => ({ type: "hedge", schema, spec: { ...spec }, weights }),
  };
}

const Positive = z.number().gt(0);
const Spec = z.object({
  setting: z.object({
    spot: Positive,
    strike: Positive,
    maturity: Positive,
    steps: z.int().min(1),
    sigma: Positive,
    cost: z.number(),
    call: z.boolean(),
    heston: z.object({ v0: z.number(), kappa: Positive, theta: Positive, sigmaV: Positive, rho: z.number() }).nullable(),
  }),
  head: z.enum(HEDGE_HEADS),
  activation: z.enum(["relu", "tanh", "elu"]),
  useGains: z.boolean(),
});

export const hedgeType: PolicyType = {
  type: "hedge",
  read({ spec, weights }) {
    const own = Spec.parse(spec);
    return hedgePolicy({ ...own, setting: hedgeSetting(own.setting) }, weights);
  },
};
