import type { DiscretePolicy, Mask } from "../policies/policy.ts";

export interface DeclineReason {
  feature: string;
  /** The code from the approved list. */
  code: string;
  /** How much less likely a decline would be with the reference value in place of the applicant's. */
  contribution: number;
}

export interface DeclineReasonOptions {
  /** Actions that decline. */
  declines: readonly number[];
  /** [observations] values of an applicant nobody would decline, or means. */
  reference: ArrayLike<number>;
  /** The code of each feature that may be named. */
  approved: ReadonlyMap<string, string>;
  /** [observations] the feature that each observation comes from, where a feature is encoded as several; its own name unless given. */
  features?: readonly string[];
  top?: number;
}

/**
 * Why a policy declines, by the features of the approved list that count most: each is put to its reference value in turn, with all the
 * observations that it is encoded as, and the chance of a decline falls by its contribution. Features that do not lower it give no reason.
 */
export function declineReasons(
  policy: DiscretePolicy,
  obs: ArrayLike<number>,
  mask: Mask,
  { declines, reference, approved, features = policy.schema.observationNames, top = 4 }: DeclineReasonOptions,
): DeclineReason[] {
  const chance = (values: ArrayLike<number>) => {
    const chances = policy.distribution(values, mask);
    return declines.reduce((sum, a) => sum + (chances[a] as number), 0);
  };
  const now = chance(obs);
  return [...new Set(features)]
    .flatMap((feature) => {
      const code = approved.get(feature);
      if (code === undefined) return [];
      const changed = Float64Array.from(obs);
      features.forEach((own, k) => {
        if (own === feature) changed[k] = reference[k] as number;
      });
      return [{ feature, code, contribution: now - chance(changed) }];
    })
    .filter(({ contribution }) => contribution > 0)
    .sort((a, b) => b.contribution - a.contribution)
    .slice(0, top);
}
