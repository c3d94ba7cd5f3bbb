import type { Backend, ParameterStore, StoredParameter } from "./backend.ts";
import type { ParameterUpdate, Penalty } from "./blocks/block.ts";
import { createNativeKernels, type NativeBackend, type NativeKernels } from "./native-kernels.ts";
import { nativeOps } from "./native-ops.ts";
import type { OptimizerDefinition } from "./optimizers/optimizer.ts";
import { tidied } from "./plain.ts";
import { type ResourceVariable, resourceVariable } from "./resource-variable.ts";
import type { Tensor, TensorFlow } from "./tensor.ts";

/** The engine on TensorFlow's own kernels, called through tfjs-node. */
export function nativeBackend(tf: TensorFlow, threads: number): Backend {
  const library = tf.backend() as unknown as NativeBackend;
  const kernels = createNativeKernels(tf, library);
  const ops = nativeOps(kernels);
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
    ops,
    forwardOf: (definition, options, input) => definition.native?.(kernels, options, input) ?? definition.portable(ops, options, input),
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
  decays: boolean | undefined;
  update: ParameterUpdate | undefined;
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
  const held: Held[] = parameters.map(({ name: own, shape, values, penalty, decays, update }) => ({
    weight: resourceVariable(scope, kernels, `${name}/${own}`, shape, values),
    slots: (optimizer?.slots ?? []).map((slot) =>
      resourceVariable(scope, kernels, `${name}/${own}/${slot}`, shape, new Float32Array(values.length)),
    ),
    penalty,
    decays,
    update,
  }));
  const rule = optimizer?.native(kernels);
  const type = [kernels.floatType("dtype")];

  return {
    tensors: () => held.map(({ weight }) => weight.value()),
    apply(gradients, step, learningRate) {
      const applyTo = rule?.begin(step, learningRate);
      const trained: { own: Held; gradient: Tensor }[] = [];
      for (const [at, own] of held.entries()) {
        const gradient = gradients[at];
        if (!gradient || own.update === "none") continue;
        if (own.update) {
          const change = tf.mul(tf.sub(gradient, own.weight.value()), 1 - own.update.average);
          kernels.many("AssignAddVariableOp", type, [own.weight.handle, change], 0);
        } else trained.push({ own, gradient: own.penalty ? penalized(tf, gradient, own.weight.value(), own.penalty) : gradient });
      }
      const factor = optimizer?.clipNorm ? clipFactor(tf, kernels, trained, optimizer.clipNorm) : null;
      for (const { own, gradient } of trained) {
        if (own.decays && optimizer?.weightDecay) {
          const lost = tf.mul(own.weight.value(), learningRate * optimizer.weightDecay);
          kernels.many("AssignSubVariableOp", type, [own.weight.handle, lost], 0);
        }
        applyTo?.(
          own.weight.handle,
          own.slots.map((slot) => slot.handle),
          factor ? tf.mul(gradient, factor) : gradient,
        );
      }
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

/** clip / max(norm, clip), the norm being that of all gradients together: sqrt of the sum of their squares. */
function clipFactor(tf: TensorFlow, kernels: NativeKernels, trained: readonly { gradient: Tensor }[], clip: number): Tensor {
  const halves = trained.map(({ gradient }) => kernels.one("L2Loss", [kernels.floatType("T")], [gradient]));
  return tf.div(clip, tf.maximum(tf.sqrt(tf.mul(tf.addN(halves), 2)), clip));
}
