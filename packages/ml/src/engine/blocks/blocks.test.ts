import { createRng } from "@plimsoll/features";
import { describe, expect, it } from "vitest";
import { largestDifference } from "../../testing/close.ts";
import { availableEngines } from "../../testing/engines.ts";
import type { Engine } from "../engine.ts";
import type { Shape } from "../tensor.ts";
import type { Block } from "./block.ts";

const engines = await availableEngines();
const BATCH = 3;

const cases: [string, Shape, (engine: Engine) => Block][] = [
  ["dense linear", [4], ({ block }) => block.dense({ units: 3 })],
  ["dense tanh", [4], ({ block }) => block.dense({ units: 3, activation: "tanh" })],
  ["dense sigmoid", [4], ({ block }) => block.dense({ units: 3, activation: "sigmoid" })],
  ["dense relu", [4], ({ block }) => block.dense({ units: 3, activation: "relu" })],
  ["dense elu", [4], ({ block }) => block.dense({ units: 3, activation: "elu" })],
  ["lstm, last state", [4, 2], ({ block }) => block.lstm({ units: 3 })],
  ["lstm, all states", [4, 2], ({ block }) => block.lstm({ units: 3, returnSequences: true })],
  ["lstm of one step", [1, 2], ({ block }) => block.lstm({ units: 3 })],
  ["rnn, last state", [4, 2], ({ block }) => block.rnn({ units: 3 })],
  ["rnn, all states", [4, 2], ({ block }) => block.rnn({ units: 3, returnSequences: true })],
  ["gru, last state", [4, 2], ({ block }) => block.gru({ units: 3 })],
  ["gru, all states", [4, 2], ({ block }) => block.gru({ units: 3, returnSequences: true })],
  ["gru of one step", [1, 2], ({ block }) => block.gru({ units: 3 })],
  ["lstm with dropped recurrent weights", [3, 2], ({ block }) => block.lstm({ units: 3, recurrentDropout: 0.4 })],
  ["gru with dropped recurrent weights", [3, 2], ({ block }) => block.gru({ units: 3, recurrentDropout: 0.4 })],
  ["rnn with dropped recurrent weights", [3, 2], ({ block }) => block.rnn({ units: 3, recurrentDropout: 0.4 })],
  [
    "gru in both directions",
    [3, 2],
    ({ block, sequence, parallel }) => parallel([block.gru({ units: 3 }), sequence([block.reverse({}), block.gru({ units: 2 })])]),
  ],
  ["conv1d, same", [5, 2], ({ block }) => block.conv1d({ units: 3, width: 3, activation: "tanh" })],
  ["conv1d, even width", [4, 2], ({ block }) => block.conv1d({ units: 3, width: 2 })],
  ["conv1d, causal and dilated", [6, 2], ({ block }) => block.conv1d({ units: 3, width: 3, dilation: 2, padding: "causal" })],
  ["conv1d, wider than the series", [2, 2], ({ block }) => block.conv1d({ units: 3, width: 4, dilation: 2, padding: "causal" })],
  ["pool1d, largest", [5, 2], ({ block }) => block.pool1d({ kind: "max", width: 2 })],
  ["pool1d, mean", [5, 2], ({ block }) => block.pool1d({ kind: "average", width: 3 })],
  ["pool1d, largest of all", [4, 2], ({ block }) => block.pool1d({ kind: "max", width: null })],
  ["pool1d, mean of all", [4, 2], ({ block }) => block.pool1d({ kind: "average", width: null })],
  ["last step", [4, 2], ({ block }) => block.lastStep({})],
  ["a dense block on each step", [4, 2], ({ block, perStep }) => perStep(block.dense({ units: 3, activation: "tanh" }))],
  ["a residual connection", [3], ({ block, residual }) => residual(block.dense({ units: 3, activation: "tanh" }))],
  ["activation", [4], ({ block }) => block.activation({ kind: "elu" })],
  ["layer norm", [4], ({ block }) => block.layerNorm({})],
  ["layer norm of steps", [2, 4], ({ block }) => block.layerNorm({})],
  ["batch norm", [4], ({ block }) => block.batchNorm({})],
  ["batch norm of steps", [2, 4], ({ block }) => block.batchNorm({})],
  ["piecewise-linear encoding", [3], ({ block }) => block.piecewiseLinear({ bins: 4 })],
  ["periodic encoding", [3], ({ block }) => block.periodic({ waves: 2, spread: 0.1 })],
  ["ensemble dense on shared rows", [4], ({ block }) => block.ensembleDense({ members: 2, units: 3, activation: "tanh" })],
  [
    "an ensemble of two layers and a head",
    [4],
    ({ block, sequence }) =>
      sequence([
        block.ensembleDense({ members: 2, units: 3, activation: "sigmoid" }),
        block.ensembleDense({ members: 2, units: 3, activation: "tanh" }),
        block.memberDense({ units: 2 }),
      ]),
  ],
  ["attention with two heads", [3, 4], ({ block }) => block.attention({ heads: 2 })],
  ["a gaussian code without its divergence", [6], ({ block }) => block.gaussianCode({ divergenceWeight: 0 })],
  ["an embedding of two categories", [5], ({ block }) => block.entityEmbedding({ levels: [3, 2], size: 2 })],
  ["a block on some values of a row", [4], ({ block, pick }) => pick([3, 1], block.dense({ units: 2, activation: "tanh" }))],
  ["positions", [3, 2], ({ block }) => block.positions({})],
  [
    "a sum of two blocks",
    [3],
    ({ block, sum, sequence }) =>
      sum([block.dense({ units: 2 }), sequence([block.dense({ units: 3, activation: "tanh" }), block.dense({ units: 2 })])]),
  ],
  ["monotone dense", [4], ({ block }) => block.monotoneDense({ units: 6, directions: [1, -1, 0, 1], curved: true })],
  ["monotone dense of two units", [4], ({ block }) => block.monotoneDense({ units: 2, directions: [1, 0], curved: true })],
  ["monotone dense, linear", [2], ({ block }) => block.monotoneDense({ units: 2, directions: [-1], curved: false })],
  [
    "two lstm and a head",
    [3, 2],
    ({ block, sequence }) =>
      sequence([block.lstm({ units: 3, returnSequences: true }), block.lstm({ units: 2 }), block.dense({ units: 2 })]),
  ],
];

/** Runs a block on given values: its output, and the gradients of sum(output * direction) by its input and parameters. */
function run(engine: Engine, block: Block, shape: Shape, values: { x: Float32Array; parameters: Float32Array[] }, seedOfDirection: number) {
  const { backend } = engine;
  const plan = block.plan(shape);
  const rng = createRng(seedOfDirection);
  return backend.scope(() => {
    const xShape = shape.length === 2 ? [shape[0] as number, BATCH, shape[1] as number] : [BATCH, ...shape];
    const parameters = plan.parameters.map((parameter, at) => backend.tensor(values.parameters[at] as Float32Array, parameter.shape));
    const pass = plan.forward(backend.tensor(values.x, xShape), parameters, { training: true, rng });
    const output = backend.read(pass.output);
    const direction = Float32Array.from(output, () => rng.normal());
    const gradients = pass.backward(backend.tensor(direction, pass.output.shape), true);
    return {
      output,
      value: output.reduce((sum, y, i) => sum + y * (direction[i] as number), 0),
      gradients: [gradients.input, ...gradients.parameters].map((tensor) => (tensor ? backend.read(tensor) : new Float32Array())),
    };
  });
}

function drawn(engine: Engine, block: Block, shape: Shape) {
  const rng = createRng(4);
  const size = shape.reduce((product, length) => product * length, BATCH);
  return {
    x: Float32Array.from({ length: size }, () => rng.normal()),
    parameters: block.plan(shape).parameters.map((parameter) => parameter.init(rng, null).map((value) => value + 0.3 * rng.normal())),
    engine,
  };
}

describe.each(cases)("block %s", { timeout: 60_000 }, (_name, shape, make) => {
  it.each(engines.map((engine) => [engine.name, engine] as const))(
    "on %s has the gradients that central differences give",
    (_engineName, engine) => {
      const block = make(engine);
      const values = drawn(engine, block, shape);
      const { gradients } = run(engine, block, shape, values, 6);
      const places = [values.x, ...values.parameters];
      const specs = block.plan(shape).parameters;
      places.forEach((place, which) => {
        // Statistics and constants have no gradient.
        if (which > 0 && specs[which - 1]?.update !== undefined) return;
        for (let at = 0; at < place.length; at += Math.max(1, Math.floor(place.length / 8))) {
          const step = 2 ** -8;
          const valueAt = (by: number) => {
            const moved = places.map((array, index) => (index === which ? array.map((v, i) => (i === at ? v + by : v)) : array));
            return run(engine, block, shape, { x: moved[0] as Float32Array, parameters: moved.slice(1) }, 6).value;
          };
          const numeric = (valueAt(step) - valueAt(-step)) / (2 * step);
          // float32 differences of values of order one over 2 * step: 2e-3 absolute.
          expect(Math.abs((gradients[which]?.[at] as number) - numeric)).toBeLessThan(2e-3);
        }
      });
    },
  );

  it("computes the same output and gradients on every engine", () => {
    const results = engines.map((engine) => run(engine, make(engine), shape, drawn(engine, make(engine), shape), 6));
    for (const result of results.slice(1)) {
      const pairs = [
        [result.output, results[0]?.output],
        ...result.gradients.map((gradient, at) => [gradient, results[0]?.gradients[at]]),
      ] as [Float32Array, Float32Array][];
      // 1e-5 absolute on values of order one: float32 rounding of other summation orders.
      for (const [a, b] of pairs) expect(largestDifference(a, b)).toBeLessThan(1e-5);
    }
  });
});

describe.each(engines.map((engine) => [engine.name, engine] as const))("on %s", (_name, engine) => {
  it("one lstm unit over two steps is the recurrence written out", () => {
    const kernel = [0.5, -0.3, 0.8, 0.2, 0.1, 0.4, -0.6, 0.7];
    const bias = [0.1, 1, -0.2, 0.3];
    const inputs = [0.9, -1.1];
    const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
    let h = 0;
    let c = 0;
    for (const x of inputs) {
      const [i, f, g, o] = [0, 1, 2, 3].map(
        (gate) => x * (kernel[gate] as number) + h * (kernel[4 + gate] as number) + (bias[gate] as number),
      ) as [number, number, number, number];
      c = sigmoid(f) * c + sigmoid(i) * Math.tanh(g);
      h = sigmoid(o) * Math.tanh(c);
    }
    const x = Float32Array.from([...inputs].flatMap((value) => [value, 0, 0]));
    const { output } = run(
      engine,
      engine.block.lstm({ units: 1 }),
      [2, 1],
      { x, parameters: [Float32Array.from(kernel), Float32Array.from(bias)] },
      1,
    );
    // 1e-6 absolute.
    expect(Math.abs((output[0] as number) - h)).toBeLessThan(1e-6);
  });

  it("one gru unit over two steps is the recurrence written out", () => {
    // Rows: input, state; columns of the gates: reset, update.
    const [gates, candidate, gateBias, candidateBias] = [[0.5, -0.3, 0.8, 0.2], [0.7, -0.6], [0.1, -0.2], [0.3]];
    const inputs = [0.9, -1.1];
    const sigmoid = (z: number) => 1 / (1 + Math.exp(-z));
    let h = 0;
    for (const x of inputs) {
      const r = sigmoid(0.5 * x + 0.8 * h + 0.1);
      const u = sigmoid(-0.3 * x + 0.2 * h - 0.2);
      h = u * h + (1 - u) * Math.tanh(0.7 * x - 0.6 * r * h + 0.3);
    }
    const x = Float32Array.from(inputs.flatMap((value) => [value, 0, 0]));
    const parameters = [gates, candidate, gateBias, candidateBias].map((values) => Float32Array.from(values));
    const { output } = run(engine, engine.block.gru({ units: 1 }), [2, 1], { x, parameters }, 1);
    // 1e-6 absolute.
    expect(Math.abs((output[0] as number) - h)).toBeLessThan(1e-6);
  });

  it("a causal convolution with dilation 2 is b + x_(t-2) w_0 + x_t w_1", () => {
    const inputs = [1, 2, 3, 4];
    const x = Float32Array.from(inputs.flatMap((value) => [value, 0, 0]));
    const parameters = [Float32Array.of(10, 1), Float32Array.of(0.5)];
    const { output } = run(
      engine,
      engine.block.conv1d({ units: 1, width: 2, dilation: 2, padding: "causal" }),
      [4, 1],
      { x, parameters },
      1,
    );
    expect([0, 3, 6, 9].map((at) => output[at])).toEqual([1.5, 2.5, 13.5, 24.5]);
  });

  it("dropout zeroes about its rate and scales the rest up while training, and does nothing otherwise", () => {
    const plan = engine.block.dropout({ rate: 0.25 }).plan([1000]);
    const ones = new Float32Array(BATCH * 1000).fill(1);
    const forward = (training: boolean) =>
      engine.backend.scope(() =>
        engine.backend.read(plan.forward(engine.backend.tensor(ones, [BATCH, 1000]), [], { training, rng: createRng(1) }).output),
      );
    expect(forward(false)).toEqual(ones);
    const kept = forward(true).filter((value) => value !== 0);
    expect(kept.every((value) => Math.abs(value - 4 / 3) < 1e-6)).toBe(true);
    // Five standard deviations of a binomial share.
    expect(Math.abs(kept.length / ones.length - 0.75)).toBeLessThan(5 * Math.sqrt((0.75 * 0.25) / ones.length));
  });
});
