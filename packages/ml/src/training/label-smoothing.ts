import type { Loss } from "./losses/loss.ts";

/**
 * A loss of classes with a share of each label spread evenly over all of them:
 * (1 - smoothing) * loss(y) + smoothing / classes * (sum over classes c of loss(c)). Source: Szegedy et al. (2016), section 7.
 */
export function smoothed(loss: Pick<Loss, "evaluate">, smoothing: number, nClasses: number): Pick<Loss, "evaluate"> {
  if (smoothing === 0) return loss;
  return {
    evaluate(logits, rows, gradient) {
      const own = gradient && new Float32Array(gradient.length);
      gradient?.fill(0);
      let sum = 0;
      const add = (share: number, y: Float32Array) => {
        sum += share * loss.evaluate(logits, { ...rows, y }, own);
        if (gradient && own) for (let i = 0; i < own.length; i++) gradient[i] = (gradient[i] as number) + share * (own[i] as number);
      };
      add(1 - smoothing, rows.y);
      for (let c = 0; c < nClasses; c++) add(smoothing / nClasses, new Float32Array(rows.n).fill(c));
      return sum;
    },
  };
}
