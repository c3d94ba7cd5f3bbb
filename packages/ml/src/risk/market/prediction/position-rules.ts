import { invalidInput } from "../../../evaluation/inputs.ts";
import type { ScoredRow } from "./information-coefficient.ts";
import type { Decision } from "./strategy-backtest.ts";

/** How scores become weights. */
export interface PositionRule {
  name: string;
  title: string;
  description: string;
  /** Fewest assets a day. */
  leastAssets: number;
  /** Weights of a day, sizes adding up to at most one. @param share of the assets on each side. */
  weights(scores: readonly { asset: number; score: number }[], share: number): Decision;
}

const bySign: PositionRule = {
  name: "sign",
  title: "Long or short by sign",
  description: "Each asset long where its score is positive, short where negative, all of one size.",
  leastAssets: 1,
  weights: (scores) => new Map(scores.map(({ asset, score }) => [asset, Math.sign(score) / scores.length])),
};

const longOnly: PositionRule = {
  name: "long-flat",
  title: "Long or nothing",
  description: "Each asset held where its score is positive, cash else.",
  leastAssets: 1,
  weights: (scores) => new Map(scores.map(({ asset, score }) => [asset, score > 0 ? 1 / scores.length : 0])),
};

const longShort: PositionRule = {
  name: "long-short",
  title: "Best against worst",
  description: "The assets with the highest scores long, as many with the lowest short, half of the wealth on each side.",
  leastAssets: 4,
  weights(scores, share) {
    const ranked = scores.toSorted((a, b) => b.score - a.score || a.asset - b.asset);
    const k = Math.max(1, Math.floor(share * ranked.length));
    const decision = new Map<number, number>();
    ranked.slice(0, k).forEach(({ asset }) => {
      decision.set(asset, 0.5 / k);
    });
    ranked.slice(-k).forEach(({ asset }) => {
      decision.set(asset, -0.5 / k);
    });
    return decision;
  },
};

const top: PositionRule = {
  name: "top",
  title: "Best only",
  description: "The assets with the highest scores, equally weighted, fully invested.",
  leastAssets: 2,
  weights(scores, share) {
    const ranked = scores.toSorted((a, b) => b.score - a.score || a.asset - b.asset);
    const k = Math.max(1, Math.floor(share * ranked.length));
    return new Map(ranked.slice(0, k).map(({ asset }) => [asset, 1 / k]));
  },
};

/** Every rule, one line each. */
export const positionRules: readonly PositionRule[] = [bySign, longOnly, longShort, top];

/**
 * Decisions of a rule on the days that have scores, every `every` days.
 * @throws AppError "INVALID_INPUT" for a rule that does not exist or needs more assets than there are.
 */
export function decisionsOf(
  rows: readonly ScoredRow[],
  ruleName: string,
  share: number,
  every: number,
  nAssets: number,
): Map<number, Decision> {
  const rule = positionRules.find(({ name }) => name === ruleName);
  if (!rule)
    throw invalidInput(`Position rule '${ruleName}' does not exist. Choose one of: ${positionRules.map(({ name }) => name).join(", ")}.`);
  if (nAssets < rule.leastAssets)
    throw invalidInput(`Position rule '${ruleName}' needs at least ${rule.leastAssets} assets. There are ${nAssets}.`);
  const byDay = new Map<number, { asset: number; score: number }[]>();
  for (const { day, asset, score } of rows) {
    const own = byDay.get(day);
    if (own) own.push({ asset, score });
    else byDay.set(day, [{ asset, score }]);
  }
  const decisions = new Map<number, Decision>();
  [...byDay.keys()]
    .sort((a, b) => a - b)
    .forEach((day, at) => {
      if (at % every === 0) decisions.set(day, rule.weights(byDay.get(day) ?? [], share));
    });
  return decisions;
}
