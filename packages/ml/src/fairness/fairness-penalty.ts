import type { PenaltyAim } from "@plimsoll/schema";
import { invalidInput } from "../evaluation/inputs.ts";
import { sigmoid } from "../training/losses/binary-output.ts";
import type { BatchPenalty } from "../training/penalty.ts";
import type { Grouping } from "./groups.ts";

/**
 * What unlike treatment of groups adds to the loss of a BINARY network, for each batch: strength * sum over groups g of
 * (n_g / n) (mean_g p - mean p)^2, over the rows that the aim counts; p the probability. Its gradient reaches the network through the logits, so
 * that training itself trades accuracy for likeness. Batches need some rows of each group: 128 rows or more.
 * @param y [n] labels and @param grouping groups of the training rows. @param strength >= 0; 0 is no penalty, 1 to 100 are usual.
 * @throws AppError "INVALID_INPUT" if the strength is negative. Source: Kamishima et al. (2012) for the idea of a regulariser; the squared form as in Beutel et al. (2019).
 */
export function fairnessPenalty(
  y: ArrayLike<number>,
  { names, codes, attribute }: Grouping,
  aim: PenaltyAim,
  strength: number,
): BatchPenalty {
  if (!(strength >= 0 && Number.isFinite(strength)))
    throw invalidInput(`A fairness penalty's strength must be finite and at least 0. Got ${strength}.`);
  return {
    identity: `fairness ${aim} ${attribute} ${strength}`,
    evaluate(logits, rows, gradient) {
      const sums = new Float64Array(names.length);
      const counts = new Float64Array(names.length);
      const p = Float64Array.from(logits, sigmoid);
      let [sum, n] = [0, 0];
      const isCounted = (row: number): boolean => aim === "APPROVAL_PARITY" || y[row] === 0;
      rows.forEach((row, i) => {
        if (!isCounted(row)) return;
        const group = codes[row] as number;
        sums[group] = (sums[group] as number) + (p[i] as number);
        counts[group] = (counts[group] as number) + 1;
        sum += p[i] as number;
        n++;
      });
      if (n === 0) return 0;
      const mean = sum / n;
      const gaps = sums.map((total, group) => ((counts[group] as number) > 0 ? total / (counts[group] as number) - mean : 0));
      let value = 0;
      for (const [group, gap] of gaps.entries()) value += strength * ((counts[group] as number) / n) * gap * gap;
      // The gaps weighted by their groups add up to 0, so the mean's own part of the derivative cancels.
      rows.forEach((row, i) => {
        if (!isCounted(row)) return;
        const own = p[i] as number;
        gradient[i] = (gradient[i] as number) + ((2 * strength * (gaps[codes[row] as number] as number)) / n) * own * (1 - own);
      });
      return value;
    },
  };
}
