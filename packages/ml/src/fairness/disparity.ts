import type { Disparity } from "@plimsoll/schema";
import { checkBinary, checkSameLength, invalidInput, type Values } from "../evaluation/inputs.ts";
import { type Grouping, rowsByGroup } from "./groups.ts";

export interface DisparityInput {
  /** [n] 1 = the event one fears, and its score; any scale, higher = riskier. */
  y: Values;
  score: Values;
  grouping: Grouping;
  /** Share of all rows approved, in (0, 1): models are compared at the same, whatever their scores' scale. */
  approvalRate: number;
  measure: Disparity;
  /** Groups of fewer events say nothing; 30 unless given. */
  minEvents?: number;
}

/**
 * How unlike groups are treated when a given share of the rows, those of the lowest scores, is approved. Rows of one score at the limit are approved
 * in part, each for its share, so that ties favour nobody.
 * @returns in [0, 1], 0 = alike; also where fewer than two groups are large enough.
 * @throws AppError "INVALID_INPUT" if sizes or values are not what they claim, or the rate is outside (0, 1).
 */
export function disparityAt({ y, score, grouping, approvalRate, measure, minEvents = 30 }: DisparityInput): number {
  checkBinary(y, score);
  checkSameLength("y", y.length, "groups", grouping.codes.length);
  if (!(approvalRate > 0 && approvalRate < 1)) throw invalidInput(`'approvalRate' must be in (0, 1). Got ${approvalRate}.`);
  const n = y.length;
  const sorted = Float64Array.from(score).sort();
  const wanted = approvalRate * n;
  const limit = sorted[Math.min(n - 1, Math.ceil(wanted) - 1)] as number;
  const below = sorted.findIndex((value) => value >= limit);
  const ties = sorted.filter((value) => value === limit).length;
  const atLimit = (wanted - below) / ties;
  const rates = rowsByGroup(grouping).flatMap((rows) => {
    let [events, counted, approved] = [0, 0, 0];
    for (const row of rows) {
      events += y[row] as number;
      if (measure === "OPPORTUNITY" && y[row] === 1) continue;
      counted++;
      const own = score[row] as number;
      approved += own < limit ? 1 : own === limit ? atLimit : 0;
    }
    return events >= minEvents && counted > 0 ? [approved / counted] : [];
  });
  if (rates.length < 2) return 0;
  const [lowest, highest] = [Math.min(...rates), Math.max(...rates)];
  return measure === "OPPORTUNITY" ? highest - lowest : highest === 0 ? 0 : 1 - lowest / highest;
}
