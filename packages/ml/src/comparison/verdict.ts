import type { Baseline, ComparedPair, ComparisonVerdict } from "@plimsoll/schema";
import type { ComparedModels } from "./compare-models.ts";
import type { ComparedMetric } from "./compared-metric.ts";

/** A difference counts where its corrected p-value is below this. */
const LEVEL = 0.05;

export interface VerdictInput {
  compared: ComparedModels;
  metric: ComparedMetric;
  /** Whether a model is a baseline, by its name; all others are networks. */
  isBaseline(name: string): boolean;
  /** Models from the simplest on: of those that cannot be told apart, the first is chosen. */
  simplestFirst: readonly string[];
}

/**
 * What a comparison comes to, in words. A model wins only where its difference from the other is beyond chance after correction; where the
 * best network and the best baseline cannot be told apart, the simplest of all that cannot be told from the best is the one to use.
 */
export function verdictOf({ compared, metric, isBaseline, simplestFirst }: VerdictInput): ComparisonVerdict {
  const { pairs } = compared;
  const sign = metric.better === "higher" ? 1 : -1;
  const ranked = [...compared.models].sort((a, b) => sign * (b.value - a.value)).map(({ name }) => name);
  const best = ranked[0] as string;
  const tied = ranked.filter((name) => name === best || !isBeyondChance(pairOf(pairs, best, name)));
  const simplest = simplestFirst.find((name) => tied.includes(name)) ?? best;
  const baseline = ranked.find(isBaseline);
  const network = ranked.find((name) => !isBaseline(name));
  const higher = metric.better === "higher" ? "higher" : "lower";
  const label = METRIC_WORDS[metric.name] ?? metric.name;
  const told = (pair: ComparedPair, by: string): string =>
    `${number(Math.abs(pair.difference))} (95 % interval ${interval(pair)}, p = ${probability(pair.pCorrected)}${by})`;
  const byPairs = pairs.length > 1 ? ` after correction for ${pairs.length} pairs` : "";

  if (baseline === undefined || network === undefined) {
    const kind = baseline === undefined ? "NO_BASELINE" : "BASELINE_WINS";
    const second = ranked[1] as string;
    const pair = pairOf(pairs, best, second);
    const ahead = `${best} has the ${higher} ${label}: ahead of ${second} by ${told(pair, byPairs)}`;
    const rest =
      tied.length > 1
        ? `. Chance alone may explain it: ${list(tied)} cannot be told apart. Use ${simplest}, the simplest of them.`
        : `. Use ${best}.`;
    const lead =
      baseline === undefined ? "No baseline was compared, so nothing says whether a simpler model would do. " : "No network was compared. ";
    return { kind, choice: simplest, tied, sentence: `${lead}${ahead}${rest}` };
  }
  const pair = pairOf(pairs, baseline, network);
  const baselineAhead = pair.a === baseline;
  if (!isBeyondChance(pair)) {
    const place = baselineAhead ? "behind" : "ahead of";
    const choice = simplest;
    const sentence = `No network can be told from the baselines: the best, ${network}, is ${place} ${baseline} by ${told(pair, byPairs)} in ${label}, which chance alone may explain. Use ${choice}: of those that cannot be told from the best it is the simplest.`;
    return { kind: "NO_DIFFERENCE", choice, tied, sentence };
  }
  if (baselineAhead) {
    const choice = simplestFirst.find((name) => isBaseline(name) && tied.includes(name)) ?? baseline;
    const sentence = `The baseline wins: ${baseline} has the ${higher} ${label}, ahead of the best network, ${network}, by ${told(pair, byPairs)}. Use ${choice}.`;
    return { kind: "BASELINE_WINS", choice, tied, sentence };
  }
  const networks = tied.filter((name) => !isBaseline(name));
  const choice = simplestFirst.find((name) => networks.includes(name)) ?? network;
  const also = networks.length > 1 ? ` ${list(networks)} cannot be told apart; ${choice} is the simplest of them.` : "";
  const sentence = `A network wins: ${network} has the ${higher} ${label}, ahead of the best baseline, ${baseline}, by ${told(pair, byPairs)}.${also} Use ${choice}.`;
  return { kind: "NETWORK_WINS", choice, tied, sentence };
}

/** From what a person can do in the head to what needs a thousand trees. */
const PLAIN: readonly Baseline[] = [
  "MAJORITY",
  "NAIVE",
  "SEASONAL_NAIVE",
  "LINEAR",
  "LOGISTIC",
  "SCORECARD",
  "ISOLATION_FOREST",
  "BOOSTED_TREES",
];

/** Models from the simplest on: the baselines by what they are, then the networks in the order given. */
export const simplestFirst = (models: readonly { name: string; baseline: Baseline | null }[]): string[] =>
  [
    ...models
      .filter(({ baseline }) => baseline)
      .sort((a, b) => PLAIN.indexOf(a.baseline as Baseline) - PLAIN.indexOf(b.baseline as Baseline)),
    ...models.filter(({ baseline }) => !baseline),
  ].map(({ name }) => name);

const METRIC_WORDS: Readonly<Record<string, string>> = {
  auc: "AUC",
  average_precision: "average precision",
  ks: "KS",
  log_loss: "log loss",
  brier: "Brier score",
  rmse: "RMSE",
  mae: "MAE",
};

const isBeyondChance = ({ pCorrected }: ComparedPair): boolean => pCorrected < LEVEL;

function pairOf(pairs: readonly ComparedPair[], one: string, other: string): ComparedPair {
  const found = pairs.find(({ a, b }) => (a === one && b === other) || (a === other && b === one));
  if (!found) throw new Error("Every two models of a comparison are a pair.");
  return found;
}

const number = (value: number): string => String(Number(value.toPrecision(3)));
/** Of the difference as told: positive when the model named first is ahead. */
function interval({ difference, low, high }: ComparedPair): string {
  const [from, to] = difference < 0 ? [-high, -low] : [low, high];
  return `${number(from)} to ${number(to)}`;
}
const probability = (p: number): string => (p < 0.0001 ? "below 0.0001" : String(Number(p.toPrecision(2))));
const list = (names: readonly string[]): string => `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
