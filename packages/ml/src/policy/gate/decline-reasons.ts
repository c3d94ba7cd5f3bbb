import type { DiscretePolicy, Mask } from "../policies/policy.ts";

export interface DeclineReason {
  feature: string;
  /** The code from the approved list. */
  code: string;
  /** How much less likely a decline would be with the reference value in place of the applicant's. */
  contribution: number;
}

/**
 * Why a policy declines, by the features of the approved list that count most: each is put to its reference value in turn, and the chance
 * of a decline falls by its contribution. Features that do not lower it give no reason.
 * @param reference [observations] values of an applicant nobody would decline, or means. @param approved code of each feature that may be named.
 */
export function declineReasons(
  policy: DiscretePolicy,
  obs: ArrayLike<number>,
  mask: Mask,
  {
    declines,
    reference,
    approved,
    top = 4,
  }: { declines: readonly number[]; reference: ArrayLike<number>; approved: ReadonlyMap<string, string>; top?: number },
): DeclineReason[] {
  const chance = (values: ArrayLike<number>) => {
    const chances = policy.distribution(values, mask);
    return declines.reduce((sum, a) => sum + (chances[a] as number), 0);
  };
  const now = chance(obs);
  return policy.schema.observationNames
    .flatMap((feature, k) => {
      const code = approved.get(feature);
      if (code === undefined) return [];
      const changed = Float64Array.from(obs);
      changed[k] = reference[k] as number;
      return [{ feature, code, contribution: now - chance(changed) }];
    })
    .filter(({ contribution }) => contribution > 0)
    .sort((a, b) => b.contribution - a.contribution)
    .slice(0, top);
}
