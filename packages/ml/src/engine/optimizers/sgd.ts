import type { OptimizerDefinition } from "./optimizer.ts";

/** Gradient descent with momentum: v = momentum * v - rate * g; w += v. Source: Sutskever et al. (2013), equations 1 and 2, the rate inside v. */
export const sgd = (momentum: number): OptimizerDefinition => ({
  name: "sgd",
  slots: ["velocity"],

  plain(values, gradient, [velocity], _step, learningRate) {
    const v = velocity as Float32Array;
    for (let i = 0; i < values.length; i++) {
      v[i] = momentum * (v[i] as number) - learningRate * (gradient[i] as number);
      values[i] = (values[i] as number) + (v[i] as number);
    }
  },

  native(kernels) {
    const attributes = [kernels.floatType("T"), kernels.bool("use_locking", false), kernels.bool("use_nesterov", false)];
    const kept = kernels.floatScalar(momentum);
    return {
      begin(_step, learningRate) {
        const rate = kernels.floats(Float32Array.of(learningRate), []);
        return (variable, [velocity], gradient) => {
          if (velocity) kernels.many("ResourceApplyKerasMomentum", attributes, [variable, velocity, rate, gradient, kept], 0);
        };
      },
    };
  },
});
