import type { Backend, ParameterStore, StoredParameter } from "./backend.ts";
import type { Penalty } from "./blocks/block.ts";
import { createNativeKernels, type NativeBackend, type NativeKernels } from "./native-kernels.ts";
import type { OptimizerDefinition } from "./optimizers/optimizer.ts";
import { tidied } from "./plain.ts";
import { type ResourceVariable, resourceVariable } from "./resource-variable.ts";
import type { Tensor, TensorFlow } from "./tensor.ts";

/** The engine on TensorFlow's own kernels, called through tfjs-node. */
export function nativeBackend(tf: TensorFlow, threads: number): Backend {
  const library = tf.backend() as unknown as NativeBackend;
  const kernels = createNativeKernels(tf, library);
  let nextStore = 1;
  // Two engines of one process share the library, so each makes itself the current one before it works.
  const use = () => {
    if (tf.getBackend() !== "tensorflow") void tf.setBackend("tensorflow");
  };
  const scope: Backend["scope"] = (work) => {
    use();
    return tidied(tf, work);
  };
  return {
    name: "NATIVE",
    version: library.binding.TF_Version,
    threads,
    forwardOf: (definition, options, input) => definition.native?.(kernels, options, input) ?? definition.plain(tf, options, input),
    scope(work) {
      kernels.trim();
      return scope(work);
    },
    tensor: (values, shape) => kernels.floats(values, shape),
    read: (tensor) => tensor.dataSync<"float32">(),
    parameterStore: (parameters, optimizer) => nativeStore(tf, scope, kernels, `plimsoll-${nextStore++}`, parameters, optimizer),
    tensorCount: () => library.binding.getNumOfTensors(),
  };
}

interface Held {
  weight: ResourceVariable;
  slots: ResourceVariable[];
  penalty: Penalty | undefined;
}

/** Weights and optimizer slots as resource variables. */
function nativeStore(
  tf: TensorFlow,
  scope: Backend["scope"],
  kernels: NativeKernels,
  name: string,
  parameters: readonly StoredParameter[],
  optimizer: OptimizerDefinition | null,
): ParameterStore {
  const held: Held[] = parameters.map(({ name: own, shape, values, penalty }) => ({
    weight: resourceVariable(scope, kernels, `${name}/${own}`, shape, values),
    slots: (optimizer?.slots ?? []).map((slot) =>
      resourceVariable(scope, kernels, `${name}/${own}/${slot}`, shape, new Float32Array(values.length)),
    ),
    penalty,
  }));
  const update = optimizer?.native(kernels);

  return {
    tensors: () => held.map(({ weight }) => weight.value()),
    apply(gradients, step, learningRate) {
      const applyTo = update?.begin(step, learningRate);
      held.forEach(({ weight, slots, penalty }, at) => {
        const gradient = gradients[at] as Tensor;
        const total = penalty ? penalized(tf, gradient, weight.value(), penalty) : gradient;
        applyTo?.(
          weight.handle,
          slots.map((slot) => slot.handle),
          total,
        );
      });
    },
    read: () => held.map(({ weight }) => weight.copy()),
    write(values) {
      held.forEach(({ weight }, at) => {
        weight.assign(values[at] as Float32Array);
      });
    },
    readSlots: () => held.map(({ slots }) => slots.map((slot) => slot.copy())),
    writeSlots(values) {
      held.forEach(({ slots }, at) => {
        slots.forEach((slot, index) => {
          slot.assign(values[at]?.[index] as Float32Array);
        });
      });
    },
    dispose() {
      for (const { weight, slots } of held) for (const variable of [weight, ...slots]) variable.dispose();
    },
  };
}

function penalized(tf: TensorFlow, gradient: Tensor, weight: Tensor, { l1, l2 }: Penalty): Tensor {
  const parts = [...(l1 > 0 ? [tf.mul(tf.sign(weight), l1)] : []), ...(l2 > 0 ? [tf.mul(weight, 2 * l2)] : [])];
  return tf.addN([gradient, ...parts]);
}
