import { AppError } from "@plimsoll/schema";

/** Numbers in row order: a typed array or a plain list. */
export type Values = ArrayLike<number>;

/** An error about what a caller passed: what was given, what was expected, how to mend it. */
export function invalidInput(message: string, context: Record<string, unknown> = {}): AppError {
  return new AppError("INVALID_INPUT", "input", message, context);
}

/** An error about data on which a metric has no value, such as a test part with one class only. */
export function degenerateTarget(message: string, context: Record<string, unknown> = {}): AppError {
  return new AppError("DEGENERATE_TARGET", "data", message, context);
}

/** Refuses an empty series or a value that is NaN or infinite, naming its row. */
export function checkFinite(name: string, values: Values): void {
  if (values.length === 0) throw invalidInput(`'${name}' has no rows; pass at least one.`);
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) {
      throw invalidInput(
        `'${name}' must be finite. Row ${i} is ${value}; a model that gives such values has diverged: train it again or drop the row.`,
        {
          row: i,
        },
      );
    }
  }
}

export function checkSameLength(nameA: string, lengthA: number, nameB: string, lengthB: number): void {
  if (lengthA !== lengthB) {
    throw invalidInput(`'${nameA}' and '${nameB}' must have one value a row. Got ${lengthA} and ${lengthB}; pass both for the same rows.`);
  }
}

/** Refuses labels other than 0 and 1 and returns how many are 1. */
export function countPositives(y: Values): number {
  let nPositive = 0;
  for (let i = 0; i < y.length; i += 1) {
    const label = y[i] as number;
    if (label !== 0 && label !== 1) {
      throw invalidInput(`Labels must be 0 or 1. Row ${i} is ${label}; encode the positive class as 1 and the other as 0.`, { row: i });
    }
    nPositive += label;
  }
  return nPositive;
}

/** Refuses a score outside [0, 1], naming its row: for metrics that read a score as a probability. */
export function checkProbabilities(name: string, values: Values): void {
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] as number;
    if (!(value >= 0 && value <= 1)) {
      throw invalidInput(
        `'${name}' must be probabilities in [0, 1]. Row ${i} is ${value}; pass the model's probability, not its raw output.`,
        { row: i },
      );
    }
  }
}

/** The checks that every binary metric makes; returns how many rows are positive. */
export function checkBinary(y: Values, score: Values): number {
  checkSameLength("y", y.length, "score", score.length);
  checkFinite("score", score);
  return countPositives(y);
}

/** Refuses labels of one class only, where a ranking is undefined. */
export function requireBothClasses(n: number, nPositive: number): void {
  if (nPositive === 0 || nPositive === n) {
    throw degenerateTarget(
      `Ranking metrics need both classes: all ${n} rows are ${nPositive === 0 ? "negative" : "positive"}. Use more rows or another split.`,
      { nRows: n, nPositive },
    );
  }
}
