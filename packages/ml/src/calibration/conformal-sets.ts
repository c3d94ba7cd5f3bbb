import { checkProbabilities, checkSameLength, invalidInput, type Values } from "../evaluation/inputs.ts";
import { conformalQuantile } from "./conformal.ts";

export const SET_KINDS = ["LEAST_AMBIGUOUS", "ADAPTIVE"] as const;
/**
 * LEAST_AMBIGUOUS: score 1 - p of the label: the smallest sets on average. ADAPTIVE: the mass of the labels more
 * probable than this one: sets grow for hard rows and shrink for easy ones, and hold the likeliest label always.
 */
export type SetKind = (typeof SET_KINDS)[number];

/** What a set of labels is made by: a label is in where its score is at most the limit of its class. Plain JSON. */
export interface SetRule {
  kind: SetKind;
  level: number;
  /** [classes] one limit each; all the same unless fitted by class. */
  limits: number[];
}

export interface SetInput {
  /** [n * classes] row-major, rows that sum to 1. */
  probabilities: Values;
  /** [n] index of the class. */
  y: Values;
  classes: number;
  /** Share of new rows whose set must hold their label, in (0, 1). */
  level: number;
  kind?: SetKind;
  /** Hold the level within each class, as rare events need; unless given over all rows together. */
  byClass?: boolean;
}

/**
 * Split-conformal sets of labels: a new row's set holds its label with probability >= level.
 * @param input rows held out from training and calibration. @returns limits for `predictionSets`.
 * @throws AppError "INVALID_INPUT" for sizes or values, or fewer rows (of a class) than the level needs.
 * Source: Sadinle, Lei and Wasserman (2019); Romano, Sesia and Candes (2020), without its randomisation: sets are a little large.
 */
export function fitPredictionSets({ probabilities, y, classes, level, kind = "LEAST_AMBIGUOUS", byClass = false }: SetInput): SetRule {
  checkRows(probabilities, y.length, classes);
  const scores = Float64Array.from(y, (label, row) => {
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw invalidInput(`Labels must be class indices from 0 to ${classes - 1}. Row ${row} is ${label}.`, { row });
    return scoreOf(kind, probabilities, row, classes, label);
  });
  const limits = byClass
    ? Array.from({ length: classes }, (_class, c) =>
        conformalQuantile(
          scores.filter((_score, row) => y[row] === c),
          level,
        ),
      )
    : new Array<number>(classes).fill(conformalQuantile(scores, level));
  return { kind, level, limits };
}

/** The labels of every row's set, most probable first; LEAST_AMBIGUOUS may leave a row without any: it resembles no class. */
export function predictionSets({ kind, limits }: SetRule, probabilities: Values, n: number): number[][] {
  const classes = limits.length;
  checkRows(probabilities, n, classes);
  return Array.from({ length: n }, (_set, row) =>
    limits
      .flatMap((limit, c) => (scoreOf(kind, probabilities, row, classes, c) <= limit + 1e-12 ? [c] : []))
      .sort((a, b) => (probabilities[row * classes + b] as number) - (probabilities[row * classes + a] as number) || a - b),
  );
}

function scoreOf(kind: SetKind, probabilities: Values, row: number, classes: number, label: number): number {
  const own = probabilities[row * classes + label] as number;
  if (kind === "LEAST_AMBIGUOUS") return 1 - own;
  // The mass strictly above the label: 0 for the likeliest one, which therefore is in every set.
  let above = 0;
  for (let c = 0; c < classes; c++) {
    const p = probabilities[row * classes + c] as number;
    if (p > own || (p === own && c < label)) above += p;
  }
  return above;
}

function checkRows(probabilities: Values, n: number, classes: number): void {
  if (!Number.isInteger(classes) || classes < 2) throw invalidInput(`'classes' must be at least 2. Got ${classes}.`);
  checkSameLength("probabilities", probabilities.length, "n times classes", n * classes);
  checkProbabilities("probabilities", probabilities);
}
