import { binaryOutput, sigmoid } from "./binary-output.ts";
import { classOutputs, rowTotal } from "./class-outputs.ts";
import type { Loss, LossDefinition } from "./loss.ts";
import { softplus } from "./qlike.ts";

/**
 * Cross-entropy in which rows that are told apart well count less: -a (1 - p)^gamma ln p, p the probability of the row's own class; gamma = 0 is
 * cross-entropy. BINARY: a = alpha for positive rows and 1 - alpha for the others, or 1 for both. MULTICLASS: a = 1. For rare classes; its
 * probabilities are pulled towards the middle, so calibrate before reading them as rates. Source: Lin et al. (2017), equations 4 and 5.
 */
export const focal: LossDefinition = {
  name: "FOCAL",
  tasks: ["BINARY", "MULTICLASS"],
  create({ task, nClasses, options: { focalGamma, focalAlpha } }) {
    const gamma = focalGamma ?? 2;
    return task === "BINARY" ? binaryFocal(gamma, focalAlpha ?? null) : categoricalFocal(nClasses, gamma);
  },
};

/**
 * d[-(1 - p)^gamma ln p] / d(ln p) = gamma p (1 - p)^(gamma - 1) ln p - (1 - p)^gamma. As p nears 1, ln p is -(1 - p): one power less is needed then.
 * @param rest 1 - p, given apart because the difference would lose its digits.
 */
function slopeByLog(p: number, rest: number, logP: number, gamma: number): number {
  const fromWeight = rest < 1e-8 ? -p * rest ** gamma : p * rest ** (gamma - 1) * logP;
  return gamma * fromWeight - rest ** gamma;
}

const binaryFocal = (gamma: number, alpha: number | null): Loss => ({
  ...binaryOutput,
  name: "FOCAL",

  evaluate(logits, { n, y, weight }, gradient) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const sign = y[i] === 1 ? 1 : -1;
      const z = sign * (logits[i] as number);
      const share = alpha === null ? 1 : y[i] === 1 ? alpha : 1 - alpha;
      const w = share * (weight ? (weight[i] as number) : 1);
      const logP = -softplus(-z);
      const rest = sigmoid(-z);
      sum -= w * rest ** gamma * logP;
      // d(ln p) / dz = 1 - p.
      if (gradient) gradient[i] = (w * sign * rest * slopeByLog(sigmoid(z), rest, logP, gamma)) / n;
    }
    return sum;
  },
});

const categoricalFocal = (k: number, gamma: number): Loss => ({
  ...classOutputs(k),
  name: "FOCAL",

  evaluate(logits, { n, y, weight }, gradient) {
    let sum = 0;
    for (let i = 0; i < n; i++) {
      const target = y[i] as number;
      const w = weight ? (weight[i] as number) : 1;
      const { max, total } = rowTotal(logits, i, k);
      const share = (c: number): number => Math.exp((logits[i * k + c] as number) - max) / total;
      let rest = 0;
      for (let c = 0; c < k; c++) if (c !== target) rest += share(c);
      const logP = (logits[i * k + target] as number) - max - Math.log(total);
      sum -= w * rest ** gamma * logP;
      if (!gradient) continue;
      const slope = slopeByLog(share(target), rest, logP, gamma);
      // d(ln p_y) / dz_c = [c = y] - p_c.
      for (let c = 0; c < k; c++) gradient[i * k + c] = (w * slope * (c === target ? rest : -share(c))) / n;
    }
    return sum;
  },
});
