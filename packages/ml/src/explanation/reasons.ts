import type { Attributions } from "./attributions.ts";
import type { ExplainedFeature } from "./features.ts";

/** A feature that moved a score, and by how much. */
export interface PrincipalReason {
  feature: ExplainedFeature;
  /** Part of the margin: positive raises it. */
  contribution: number;
}

/** Reasons of one row at most: what adverse-action notices are advised to name. */
export const MOST_REASONS = 4;
/** A feature that moves the score by less than this share of the strongest one is no principal reason. */
const NEGLIGIBLE = 0.02;

/**
 * The features that did most for a row's score, strongest first.
 * @param direction RAISING: only those that raised the margin, the reasons of a decline; EITHER: by size alone.
 * @returns at most `most`, fewer where fewer moved the score by more than 2 % of what the strongest one did; ties in the features' order.
 */
export function principalReasons(
  { features, values }: Pick<Attributions, "features" | "values">,
  row: number,
  direction: "RAISING" | "EITHER",
  most = MOST_REASONS,
): PrincipalReason[] {
  const own = features.map((feature, at) => ({ feature, contribution: values[row * features.length + at] as number }));
  const sizeOf = ({ contribution }: PrincipalReason): number => (direction === "RAISING" ? contribution : Math.abs(contribution));
  const ranked = own.filter((reason) => sizeOf(reason) > 0).sort((a, b) => sizeOf(b) - sizeOf(a));
  const strongest = ranked[0] ? sizeOf(ranked[0]) : 0;
  return ranked.filter((reason) => sizeOf(reason) >= NEGLIGIBLE * strongest).slice(0, most);
}
