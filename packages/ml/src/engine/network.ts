import { createRng, type Rng } from "@plimsoll/features";
import type { ParameterStore } from "./backend.ts";
import type { Block, InputRows, ParameterSpec } from "./blocks/block.ts";
import type { Engine } from "./engine.ts";
import type { OptimizerDefinition } from "./optimizers/optimizer.ts";
import type { Shape, Tensor } from "./tensor.ts";

/** A weight array with its name and shape, the form in which weights leave the engine. */
export interface NamedWeight {
  name: string;
  shape: readonly number[];
  values: Float32Array;
}

/** How rows enter: each as one vector of all its values, or as steps (time-major, [steps, batch, features]). */
export type InputLayout = "rows" | "steps";

export interface NetworkDesign {
  input: InputLayout;
  body: Block;
  /** How many networks in one this is: the body's output then is [members, outputs]. One when nothing is said. */
  members?: number;
}

/** A batch as the network reads it: values in the layout of the design. */
export interface NetworkInput {
  values: Float32Array;
  n: number;
}

/** Fills the gradient of the mean loss by the logits, and returns the loss summed over the batch. */
export type LossStep = (logits: Float32Array, logitGradient: Float32Array) => number;

/** One call of a network inside an unrolled step: its outputs, and the way back from their gradient to that of its inputs. */
export interface NetworkCall {
  /** [n, nOutputs] */
  outputs: Float32Array;
  /** @param gradient [n, nOutputs]. @returns [n, inputs]. To be called once, or not at all where nothing depends on the call. */
  backward(gradient: Float32Array): Float32Array;
}

export interface Network {
  readonly design: NetworkDesign;
  readonly nSteps: number;
  readonly nFeatures: number;
  readonly nOutputs: number;
  readonly members: number;
  readonly parameters: readonly ParameterSpec[];
  /** One step of training on a batch: forward, loss, backward, update. @returns what `loss` returned. */
  trainStep(input: NetworkInput, loss: LossStep, update: { step: number; learningRate: number; rng: Rng }): number;
  /**
   * One step of training where the network is called again and again, each time on what the calls before led to: `run` makes the calls,
   * does the arithmetic between them, and takes each call back. The gradients of all calls together make one update.
   * @returns what `run` returned.
   */
  trainUnrolled(
    run: (call: (input: NetworkInput) => NetworkCall) => number,
    update: { step: number; learningRate: number; rng: Rng },
  ): number;
  /** The network's raw outputs [n, nOutputs], or [members, n, nOutputs]. */
  logits(input: NetworkInput): Float32Array;
  /**
   * The gradient of a function of the raw outputs by every value of the input, in the input's own layout, as scoring sees the network.
   * @param outputGradient from the raw outputs the function's gradient by them, of the same length.
   */
  inputGradient(input: NetworkInput, outputGradient: (logits: Float32Array) => Float32Array): Float32Array;
  store: ParameterStore;
  weights(): NamedWeight[];
  dispose(): void;
}

export interface NetworkSpec {
  engine: Engine;
  design: NetworkDesign;
  nSteps: number;
  nFeatures: number;
  /** Where the initial weights come from: drawn by seed (and learned from the rows to be trained on, where a block does that), or given. */
  init: { seed: number; rows?: InputRows } | { weights: ReadonlyMap<string, NamedWeight> };
  optimizer: OptimizerDefinition | null;
}

/** Lays a design out for its input and puts its weights on the engine. */
export function createNetwork({ engine, design, nSteps, nFeatures, init, optimizer }: NetworkSpec): Network {
  const { backend } = engine;
  const inputShape: Shape = design.input === "steps" ? [nSteps, nFeatures] : [nSteps * nFeatures];
  const plan = design.body.plan(inputShape);
  const drawn = "seed" in init ? createRng(init.seed) : null;
  const rows = ("rows" in init && init.rows) || null;
  const stored = plan.parameters.map((parameter) => ({
    name: parameter.name,
    shape: parameter.shape,
    penalty: parameter.penalty,
    decays: parameter.decays,
    update: parameter.update,
    values: drawn ? parameter.init(drawn, rows) : ("weights" in init && init.weights.get(parameter.name)?.values) || new Float32Array(0),
  }));
  const store = backend.parameterStore(stored, optimizer);
  const idle = { training: false, rng: createRng(0) };
  const tensorOf = ({ values, n }: NetworkInput) =>
    backend.tensor(values, design.input === "steps" ? [nSteps, n, nFeatures] : [n, nSteps * nFeatures]);

  return {
    design,
    nSteps,
    nFeatures,
    nOutputs: plan.output.at(-1) ?? 0,
    members: design.members ?? 1,
    parameters: plan.parameters,
    store,
    trainStep(input, loss, { step, learningRate, rng }) {
      return backend.scope(() => {
        const pass = plan.forward(tensorOf(input), store.tensors(), { training: true, rng });
        const logits = backend.read(pass.output);
        // The loss is plain arithmetic on a few numbers a row: the same for every engine, and its value comes without a kernel.
        const logitGradient = new Float32Array(logits.length);
        const value = loss(logits, logitGradient);
        const gradients = pass.backward(backend.tensor(logitGradient, pass.output.shape), false);
        store.apply(gradients.parameters, step, learningRate);
        return value;
      });
    },
    trainUnrolled(run, { step, learningRate, rng }) {
      return backend.scope(() => {
        const values = store.tensors();
        const gradients: (Tensor | null)[][] = values.map(() => []);
        const value = run((input) => {
          const pass = plan.forward(tensorOf(input), values, { training: true, rng });
          return {
            outputs: backend.read(pass.output),
            backward(gradient) {
              const back = pass.backward(backend.tensor(gradient, pass.output.shape), true);
              back.parameters.forEach((own, at) => {
                gradients[at]?.push(own);
              });
              return backend.read(back.input as Tensor);
            },
          };
        });
        const sums = gradients.map((parts) => {
          const present = parts.filter((part) => part !== null);
          return present.length > 1 ? backend.ops.addAll(present) : (present[0] ?? null);
        });
        store.apply(sums, step, learningRate);
        return value;
      });
    },
    logits: (input) => backend.scope(() => backend.read(plan.forward(tensorOf(input), store.tensors(), idle).output)),
    inputGradient: (input, outputGradient) =>
      backend.scope(() => {
        const pass = plan.forward(tensorOf(input), store.tensors(), idle);
        const { input: gradient } = pass.backward(backend.tensor(outputGradient(backend.read(pass.output)), pass.output.shape), true);
        if (!gradient) throw new Error("A block gave no gradient of its input although it was asked for.");
        return backend.read(gradient);
      }),
    weights: () =>
      store.read().map((values, at) => ({
        name: (plan.parameters[at] as ParameterSpec).name,
        shape: (plan.parameters[at] as ParameterSpec).shape,
        values,
      })),
    dispose: () => store.dispose(),
  };
}
