import { binaryOutput, sigmoid } from "./binary-output.ts";
import { binary } from "./cross-entropy.ts";
import type { LossDefinition, LossRows } from "./loss.ts";
import { softplus } from "./qlike.ts";

/** Pairs of one batch at most: above, each positive row meets every so many-th negative one. */
const MAX_PAIRS = 2 ** 18;

/**
 * Order of the rows beside their probability: (1 - w) cross-entropy + w * mean over pairs (positive i, negative j) of the batch of
 * ln(1 + e^-(z_i - z_j)), a smooth bound of 1 - AUC. Pairs alone leave all outputs free to shift together, so the cross-entropy keeps the
 * probabilities in place. A pair weighs the product of its rows' weights; a batch of one class has no pairs. Beyond 2^18 pairs the negatives are
 * taken at even distances, each positive from another start. Needs batches that hold both classes: take large ones for a rare class.
 * Source: Burges et al. (2005), equation 3; joint with cross-entropy as in Sheng et al. (2023).
 */
export const ranking: LossDefinition = {
  name: "RANKING",
  tasks: ["BINARY"],
  create({ options: { rankingWeight } }) {
    const share = rankingWeight ?? 0.5;
    return {
      ...binaryOutput,
      name: "RANKING",
      evaluate(logits, rows, gradient) {
        const own = binary.evaluate(logits, rows, gradient);
        if (gradient) for (let i = 0; i < rows.n; i++) gradient[i] = (1 - share) * (gradient[i] as number);
        return (1 - share) * own + share * rows.n * pairs(logits, rows, share, gradient);
      },
    };
  },
};

/** Mean loss of the pairs; adds `share` times its gradient. */
function pairs(logits: Float32Array, { n, y, weight }: LossRows, share: number, gradient: Float32Array | undefined): number {
  const [positive, negative]: [number[], number[]] = [[], []];
  for (let i = 0; i < n; i++) (y[i] === 1 ? positive : negative).push(i);
  const stride = Math.max(1, Math.ceil((positive.length * negative.length) / MAX_PAIRS));
  const visit = (use: (i: number, j: number, w: number) => void) => {
    positive.forEach((i, at) => {
      for (let k = at % stride; k < negative.length; k += stride) {
        const j = negative[k] as number;
        use(i, j, weight ? (weight[i] as number) * (weight[j] as number) : 1);
      }
    });
  };
  let [sum, total] = [0, 0];
  visit((i, j, w) => {
    sum += w * softplus((logits[j] as number) - (logits[i] as number));
    total += w;
  });
  if (total === 0) return 0;
  if (gradient) {
    visit((i, j, w) => {
      const slope = (share * w * sigmoid((logits[j] as number) - (logits[i] as number))) / total;
      gradient[i] = (gradient[i] as number) - slope;
      gradient[j] = (gradient[j] as number) + slope;
    });
  }
  return sum / total;
}
