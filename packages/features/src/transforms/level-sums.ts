import type { StringColumn } from "../table.ts";

/** Sums of a target by level over several columns taken as one; level 0 is missing, level k + 1 is `texts[k]`. */
export interface LevelSums {
  texts: string[];
  /** For each column, the level (without the shift by one) of each code of its dictionary; -1 = no row has it. */
  levelOf: Int32Array[];
  counts: Float64Array;
  sums: Float64Array;
  squaresOf: Float64Array;
  n: number;
  sum: number;
  squares: number;
  /** The same for the rows of each fold alone, [fold * nLevels + level]. */
  folds: { counts: Float64Array; sums: Float64Array; squaresOf: Float64Array } | null;
}

/** @param target [n]. @param fold the fold of each row; null where rows are not held out. */
export function levelSums(columns: readonly StringColumn[], target: Float64Array, fold: { of: Uint8Array; n: number } | null): LevelSums {
  const { texts, levelOf } = commonLevels(columns);
  const nLevels = texts.length + 1;
  const nFolds = fold?.n ?? 1;
  const by = {
    counts: new Float64Array(nLevels * nFolds),
    sums: new Float64Array(nLevels * nFolds),
    squaresOf: new Float64Array(nLevels * nFolds),
  };
  columns.forEach(({ codes }, at) => {
    const levels = levelOf[at] as Int32Array;
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row] as number;
      const slot = (fold ? (fold.of[row] as number) * nLevels : 0) + (code === -1 ? 0 : (levels[code] as number) + 1);
      const y = target[row] as number;
      by.counts[slot] = (by.counts[slot] as number) + 1;
      by.sums[slot] = (by.sums[slot] as number) + y;
      by.squaresOf[slot] = (by.squaresOf[slot] as number) + y * y;
    }
  });
  const whole = { counts: overFolds(by.counts, nLevels), sums: overFolds(by.sums, nLevels), squaresOf: overFolds(by.squaresOf, nLevels) };
  return { texts, levelOf, ...whole, ...totals(whole), folds: fold ? by : null };
}

/** The sums over the rows of all other folds. */
export function withoutFold(sums: LevelSums, fold: number): LevelSums {
  const { folds } = sums;
  if (!folds) return sums;
  const nLevels = sums.counts.length;
  const minus = (all: Float64Array, parts: Float64Array): Float64Array =>
    all.map((value, level) => value - (parts[fold * nLevels + level] as number));
  const rest = {
    counts: minus(sums.counts, folds.counts),
    sums: minus(sums.sums, folds.sums),
    squaresOf: minus(sums.squaresOf, folds.squaresOf),
  };
  return { ...sums, ...rest, ...totals(rest), folds: null };
}

function commonLevels(columns: readonly StringColumn[]): { texts: string[]; levelOf: Int32Array[] } {
  const texts: string[] = [];
  const known = new Map<string, number>();
  const levelOf = columns.map(({ codes, dictionary }) => {
    const used = new Uint8Array(dictionary.length);
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row] as number;
      if (code >= 0) used[code] = 1;
    }
    return Int32Array.from(dictionary, (text, code) => {
      if (!used[code]) return -1;
      let level = known.get(text);
      if (level === undefined) {
        level = texts.push(text) - 1;
        known.set(text, level);
      }
      return level;
    });
  });
  return { texts, levelOf };
}

function overFolds(parts: Float64Array, nLevels: number): Float64Array {
  const out = new Float64Array(nLevels);
  for (let at = 0; at < parts.length; at++) out[at % nLevels] = (out[at % nLevels] as number) + (parts[at] as number);
  return out;
}

function totals({ counts, sums, squaresOf }: Pick<LevelSums, "counts" | "sums" | "squaresOf">): Pick<LevelSums, "n" | "sum" | "squares"> {
  const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
  return { n: total(counts), sum: total(sums), squares: total(squaresOf) };
}
