import type { OptimizerDefinition } from "./optimizer.ts";

const DECAY = 0.9;
const EPSILON = 1e-7;

/**
 * RMSprop: s = 0.9 s + 0.1 g^2; m = momentum * m + rate * g / sqrt(s + 1e-7); w -= m.
 * Source: Tieleman and Hinton (2012), lecture 6.5; epsilon inside the root as in TensorFlow's kernel.
 */
export const rmsprop = (momentum: number): OptimizerDefinition => ({
  name: "rmsprop",
  slots: ["square", "momentum"],

  plain(values, gradient, [square, moment], _step, learningRate) {
    const [s, m] = [square as Float32Array, moment as Float32Array];
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i] as number;
      s[i] = (s[i] as number) + (1 - DECAY) * (g * g - (s[i] as number));
      m[i] = momentum * (m[i] as number) + (learningRate * g) / Math.sqrt((s[i] as number) + EPSILON);
      values[i] = (values[i] as number) - (m[i] as number);
    }
  },

  native(kernels) {
    const attributes = [kernels.floatType("T"), kernels.bool("use_locking", false)];
    const [decay, kept, epsilon] = [kernels.floatScalar(DECAY), kernels.floatScalar(momentum), kernels.floatScalar(EPSILON)];
    return {
      begin(_step, learningRate) {
        const rate = kernels.floats(Float32Array.of(learningRate), []);
        return (variable, [square, moment], gradient) => {
          if (!square || !moment) return;
          kernels.many("ResourceApplyRMSProp", attributes, [variable, square, moment, rate, decay, kept, epsilon, gradient], 0);
        };
      },
    };
  },
});
