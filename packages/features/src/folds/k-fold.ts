import { createRng } from "../random.ts";
import { cutRandom } from "../split.ts";
import { type Fold, type FoldInput, type FoldScheme, without } from "./fold.ts";

/** Rows dealt at random, class by class, so that the sizes of the folds and their counts of each class differ by one row at most. */
export const kFold: FoldScheme = {
  method: "K_FOLD",
  cut({ validation: { folds, seed }, rows, classes }: FoldInput): Fold[] {
    const rng = createRng(seed);
    const members = new Map<number, number[]>();
    for (const row of rows) {
      const key = classes ? (classes[row] as number) : 0;
      const known = members.get(key);
      if (known) known.push(row);
      else members.set(key, [row]);
    }
    const hands: number[][] = Array.from({ length: folds }, () => []);
    // Each class goes on where the one before it stopped: the folds' sizes stay within a row of each other.
    let next = 0;
    for (const key of [...members.keys()].sort((a, b) => a - b)) {
      for (const row of rng.shuffle(members.get(key) ?? [])) hands[next++ % folds]?.push(row);
    }
    return hands.map((hand) => {
      const test = Int32Array.from(hand).sort();
      return { train: without(rows, test), test };
    });
  },
  carve: ({ validation, rows, classes }, fraction) => cutRandom(rows, fraction, classes, createRng(validation.seed)),
};
