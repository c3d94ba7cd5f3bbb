import { bootstrapIntervals, type Interval } from "../../evaluation/bootstrap.ts";
import type { Labels } from "../logs/decision-log.ts";
import { refuse } from "../refuse.ts";

export interface GroupApproval {
  group: string;
  n: number;
  /** Mean chance of approval. */
  rate: number;
  /** Rate over that of the group approved most, with its 95 % interval. */
  impactRatio: number;
  impactInterval: Interval;
  /** Approval among those who would have turned out well, less that of the group with the highest; null without outcomes. */
  opportunityGap: number | null;
  opportunityInterval: Interval | null;
}

export interface FairnessReport {
  reference: string;
  groups: GroupApproval[];
}

/**
 * Approval by protected group under a policy's chances: adverse impact ratio and equal-opportunity gap, each with a bootstrap interval over rows.
 * @param approval [n] chance of approval. @param groups [n] protected group; rows without one are left out. @param qualified [n] 1 = would have
 * turned out well, 0 = not, NaN = not known; null leaves the gap out.
 * @throws AppError "INVALID_INPUT" if fewer than two groups are there.
 */
export function fairnessReport(approval: Float64Array, groups: Labels, qualified: Float64Array | null, seed = 1): FairnessReport {
  const nGroups = groups.names.length;
  const sizes = new Float64Array(nGroups);
  for (const code of groups.codes) if (code >= 0) sizes[code] = (sizes[code] as number) + 1;
  if (sizes.filter((size) => size > 0).length < 2)
    throw refuse("Fairness needs at least two protected groups in the log. Name the column that holds them.", ["group"]);
  const rates = (counts: ArrayLike<number> | null, onlyQualified: boolean): Float64Array => {
    const [sum, weight] = [new Float64Array(nGroups), new Float64Array(nGroups)];
    for (let i = 0; i < approval.length; i++) {
      const code = groups.codes[i] as number;
      if (code < 0 || (onlyQualified && qualified?.[i] !== 1)) continue;
      const times = counts ? (counts[i] as number) : 1;
      sum[code] = (sum[code] as number) + times * (approval[i] as number);
      weight[code] = (weight[code] as number) + times;
    }
    return sum.map((value, g) => value / (weight[g] as number));
  };
  const all = rates(null, false);
  const reference = indexOfLargest(all);
  const good = qualified ? rates(null, true) : null;
  const goodReference = good ? indexOfLargest(good) : 0;
  const intervals = bootstrapIntervals(
    approval.length,
    2 * nGroups,
    (counts, out) => {
      const own = rates(counts, false);
      const ownGood = good ? rates(counts, true) : null;
      for (let g = 0; g < nGroups; g++) {
        out[g] = (own[g] as number) / (own[reference] as number);
        out[nGroups + g] = ownGood ? (ownGood[g] as number) - (ownGood[goodReference] as number) : 0;
      }
      return out.every((value, g) => Number.isFinite(value) || sizes[g % nGroups] === 0);
    },
    { replicates: 200, seed },
  );
  return {
    reference: groups.names[reference] ?? "",
    groups: groups.names.flatMap((group, g) =>
      sizes[g] === 0
        ? []
        : [
            {
              group,
              n: sizes[g] as number,
              rate: all[g] as number,
              impactRatio: (all[g] as number) / (all[reference] as number),
              impactInterval: intervals[g] as Interval,
              opportunityGap: good ? (good[g] as number) - (good[goodReference] as number) : null,
              opportunityInterval: good ? (intervals[nGroups + g] as Interval) : null,
            },
          ],
    ),
  };
}

function indexOfLargest(values: Float64Array): number {
  let best = 0;
  for (let g = 0; g < values.length; g++) if (!((values[best] as number) >= (values[g] as number)) && !Number.isNaN(values[g])) best = g;
  return best;
}
