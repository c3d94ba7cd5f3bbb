import type { EngineName } from "@plimsoll/schema";
import type { Backend, ParameterStore, StoredParameter } from "./backend.ts";
import type { OptimizerDefinition } from "./optimizers/optimizer.ts";
import type { Tensor, TensorFlow } from "./tensor.ts";

/** An engine on the library's portable operations: WebAssembly or plain JavaScript. */
export function plainBackend(tf: TensorFlow, name: EngineName, library: "wasm" | "cpu"): Backend {
  // Two engines of one process share the library, so each makes itself the current one before it works.
  const use = () => {
    if (tf.getBackend() !== library) void tf.setBackend(library);
  };
  return {
    name,
    version: tf.version_core,
    threads: 1,
    forwardOf: (definition, options, input) => definition.plain(tf, options, input),
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
      parameters.forEach(({ penalty }, at) => {
        const values = weights[at] as Float32Array;
        const gradient = Float32Array.from((gradients[at] as Tensor).dataSync());
        if (penalty) {
          for (let i = 0; i < values.length; i++) {
            const w = values[i] as number;
            gradient[i] = (gradient[i] as number) + penalty.l1 * Math.sign(w) + 2 * penalty.l2 * w;
          }
        }
        optimizer?.plain(values, gradient, slots[at] as Float32Array[], step, learningRate);
        renew(at);
      });
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
