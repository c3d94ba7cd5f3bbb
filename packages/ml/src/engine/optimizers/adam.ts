import type { OptimizerDefinition } from "./optimizer.ts";

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

/** rate * sqrt(1 - beta2^t) / (1 - beta1^t): the step size with the bias of the zero start taken out. */
const correctedRate = (step: number, learningRate: number): number => (learningRate * Math.sqrt(1 - BETA2 ** step)) / (1 - BETA1 ** step);

/**
 * Adam: m += (1 - beta1)(g - m); v += (1 - beta2)(g^2 - v); w -= rate_t * m / (sqrt(v) + epsilon), with beta1 0.9, beta2 0.999 and
 * epsilon 1e-7 as in Keras. Source: Kingma and Ba (2015), section 2, the efficient form at the end of section 2.
 */
export const adam: OptimizerDefinition = {
  name: "adam",
  slots: ["m", "v"],

  plain(values, gradient, [m, v], step, learningRate) {
    const rate = correctedRate(step, learningRate);
    const [first, second] = [m as Float32Array, v as Float32Array];
    for (let i = 0; i < values.length; i++) {
      const g = gradient[i] as number;
      first[i] = (first[i] as number) + (1 - BETA1) * (g - (first[i] as number));
      second[i] = (second[i] as number) + (1 - BETA2) * (g * g - (second[i] as number));
      values[i] = (values[i] as number) - (rate * (first[i] as number)) / (Math.sqrt(second[i] as number) + EPSILON);
    }
  },

  native(kernels) {
    const attributes = [kernels.floatType("T"), kernels.bool("use_locking", false), kernels.bool("use_nesterov", false)];
    const [zero, beta1, beta2, epsilon] = [
      kernels.floatScalar(0),
      kernels.floatScalar(BETA1),
      kernels.floatScalar(BETA2),
      kernels.floatScalar(EPSILON),
    ];
    return {
      begin(step, learningRate) {
        // With both beta powers zero the kernel uses the rate as it is, and the correction stays in double precision here.
        const rate = kernels.floats(Float32Array.of(correctedRate(step, learningRate)), []);
        return (variable, [m, v], gradient) => {
          if (m && v) kernels.many("ResourceApplyAdam", attributes, [variable, m, v, zero, zero, rate, beta1, beta2, epsilon, gradient], 0);
        };
      },
    };
  },
};
