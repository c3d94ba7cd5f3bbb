import type { EngineName } from "@plimsoll/schema";
import type { Backend, ParameterStore, StoredParameter } from "./backend.ts";
import type { Penalty } from "./blocks/block.ts";
import type { OptimizerDefinition } from "./optimizers/optimizer.ts";
import { plainOps } from "./plain-ops.ts";
import type { Tensor, TensorFlow } from "./tensor.ts";

/** An engine on the library's portable operations: WebAssembly or plain JavaScript. */
export function plainBackend(tf: TensorFlow, name: EngineName, library: "wasm" | "cpu"): Backend {
  // Two engines of one process share the library, so each makes itself the current one before it works.
  const use = () => {
    if (tf.getBackend() !== library) void tf.setBackend(library);
  };
  const ops = plainOps(tf);
  return {
    name,
    version: tf.version_core,
    threads: 1,
    ops,
    forwardOf: (definition, options, input) => definition.portable(ops, options, input),
    scope(work) {
      use();
      return tidied(tf, work);
    },
    tensor: (values, shape) => tf.tensor(values, [...shape], "float32"),
    read: (tensor) => Float32Array.from(tensor.dataSync()),
    parameterStore: (parameters, optimizer) => plainStore(tf, use, parameters, optimizer),
    tensorCount: () => tf.memory().numTensors,
  };
}

/** `tf.tidy` for work whose result is no tensor. */
export function tidied<Result>(tf: TensorFlow, work: () => Result): Result {
  let result: { value: Result } | undefined;
  tf.tidy(() => {
    result = { value: work() };
  });
  return (result as unknown as { value: Result }).value;
}

/** The weights as arrays that the optimizer changes in place, and a tensor of each that is made anew after a change. */
function plainStore(
  tf: TensorFlow,
  use: () => void,
  parameters: readonly StoredParameter[],
  optimizer: OptimizerDefinition | null,
): ParameterStore {
  const weights = parameters.map(({ values }) => values.slice());
  const slots = parameters.map(({ values }) => (optimizer?.slots ?? []).map(() => new Float32Array(values.length)));
  const upload = (at: number): Tensor => {
    use();
    return tf.keep(tf.tensor((weights[at] as Float32Array).slice(), [...(parameters[at] as StoredParameter).shape], "float32"));
  };
  const tensors = parameters.map((_parameter, at) => upload(at));
  const renew = (at: number) => {
    (tensors[at] as Tensor).dispose();
    tensors[at] = upload(at);
  };
  return {
    tensors: () => tensors,
    apply(gradients, step, learningRate) {
      const read = (at: number): Float32Array => Float32Array.from((gradients[at] as Tensor).dataSync());
      const changed = parameters.map((_parameter, at) => at).filter((at) => gradients[at] && parameters[at]?.update !== "none");
      const trained = new Map<number, Float32Array>();
      for (const at of changed) {
        const { penalty, update } = parameters[at] as StoredParameter;
        const values = weights[at] as Float32Array;
        if (update && update !== "none") moveTowards(values, read(at), update.average);
        else trained.set(at, penalized(values, read(at), penalty));
      }
      if (optimizer?.clipNorm) clipTogether([...trained.values()], optimizer.clipNorm);
      for (const [at, gradient] of trained) {
        const values = weights[at] as Float32Array;
        if (optimizer?.weightDecay && parameters[at]?.decays) {
          const kept = 1 - learningRate * optimizer.weightDecay;
          for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) * kept;
        }
        optimizer?.plain(values, gradient, slots[at] as Float32Array[], step, learningRate);
      }
      for (const at of changed) renew(at);
    },
    read: () => weights.map((values) => values.slice()),
    write(values) {
      weights.forEach((target, at) => {
        target.set(values[at] as Float32Array);
        renew(at);
      });
    },
    readSlots: () => slots.map((own) => own.map((slot) => slot.slice())),
    writeSlots(values) {
      slots.forEach((own, at) => {
        own.forEach((slot, index) => {
          slot.set(values[at]?.[index] as Float32Array);
        });
      });
    },
    dispose() {
      for (const tensor of tensors) tensor.dispose();
    },
  };
}

function moveTowards(values: Float32Array, target: Float32Array, average: number): void {
  for (let i = 0; i < values.length; i++) {
    const w = values[i] as number;
    values[i] = w + (1 - average) * ((target[i] as number) - w);
  }
}

/** The gradient with the penalty's own added, in place. */
function penalized(values: Float32Array, gradient: Float32Array, penalty: Penalty | undefined): Float32Array {
  if (!penalty) return gradient;
  for (let i = 0; i < values.length; i++) {
    const w = values[i] as number;
    gradient[i] = (gradient[i] as number) + penalty.l1 * Math.sign(w) + 2 * penalty.l2 * w;
  }
  return gradient;
}

/** Scales all gradients down, in place, so that their norm together is at most `clip`. */
function clipTogether(gradients: readonly Float32Array[], clip: number): void {
  let squares = 0;
  for (const gradient of gradients) for (const g of gradient) squares += g * g;
  const factor = clip / Math.max(Math.sqrt(squares), clip);
  for (const gradient of gradients) for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i] as number) * factor;
}
