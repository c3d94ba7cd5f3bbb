import { keysOf } from "../class-rows.ts";
import { createRng } from "../random.ts";
import { cutGroups } from "../split.ts";
import { getColumn } from "../table.ts";
import { type Fold, type FoldInput, type FoldScheme, invalidValidation, without } from "./fold.ts";

interface Group {
  rows: number[];
  /** Rows of each class, in the order of the classes. */
  counts: number[];
}

/**
 * Whole groups in each fold. The largest group first, each goes to the fold that it brings nearest to its share of every class (of rows,
 * where there are no classes); groups of one size come in random order.
 */
export const groupKFold: FoldScheme = {
  method: "GROUP_K_FOLD",
  cut({ validation: { folds, seed, groupColumn }, table, rows, classes }: FoldInput): Fold[] {
    const { name, groups, classSizes } = gather(table, rows, groupColumn ?? "", classes);
    if (groups.length < folds) {
      throw groups.length < 2
        ? invalidValidation(
            "groupColumn",
            `'${name}' has one group in all ${rows.length} rows; folds need at least two. Use another column.`,
          )
        : invalidValidation(
            "folds",
            `'${name}' has ${groups.length} groups, fewer than ${folds} folds. Use at most ${groups.length} folds, or another column.`,
          );
    }
    const order = createRng(seed).shuffle(groups.map((_, at) => at));
    order.sort((a, b) => sizeOf(groups[b]) - sizeOf(groups[a]));
    const hands = Array.from({ length: folds }, () => ({ rows: [] as number[], counts: classSizes.map(() => 0) }));
    const ideal = classSizes.map((size) => size / folds);
    for (const at of order) {
      const group = groups[at] as Group;
      let best = hands[0] as Group;
      let least = Number.POSITIVE_INFINITY;
      for (const hand of hands) {
        // The change of the sum over classes of ((count - ideal) / ideal)^2 when the group joins.
        const cost = group.counts.reduce((sum, count, k) => {
          const [have, want] = [hand.counts[k] as number, ideal[k] as number];
          return sum + (count * (2 * (have - want) + count)) / want ** 2;
        }, 0);
        if (cost < least || (cost === least && hand.rows.length < best.rows.length)) {
          least = cost;
          best = hand;
        }
      }
      best.rows.push(...group.rows);
      best.counts = best.counts.map((have, k) => have + (group.counts[k] as number));
    }
    return hands.map((hand) => {
      const test = Int32Array.from(hand.rows).sort();
      return { train: without(rows, test), test };
    });
  },
  carve({ validation, table, rows }, fraction) {
    const column = getColumn(table, validation.groupColumn ?? "");
    return cutGroups(rows, fraction, keysOf(column), createRng(validation.seed), column.name);
  },
};

const sizeOf = (group: Group | undefined): number => group?.rows.length ?? 0;

function gather(table: FoldInput["table"], rows: Int32Array, groupColumn: string, classes: ArrayLike<number> | null) {
  const column = getColumn(table, groupColumn);
  const keys = keysOf(column);
  const names = classes ? [...new Set(Array.from(rows, (row) => classes[row] as number))].sort((a, b) => a - b) : [0];
  const place = new Map(names.map((name, at) => [name, at]));
  const classSizes = names.map(() => 0);
  const byKey = new Map<number, Group>();
  for (const row of rows) {
    const key = keys[row] as number;
    if (Number.isNaN(key) || key === Number.NEGATIVE_INFINITY) {
      throw invalidValidation(
        "groupColumn",
        `'${column.name}' is missing in row ${row}; GROUP_K_FOLD needs a group in each. Fill it or leave the row out.`,
      );
    }
    let group = byKey.get(key);
    if (!group) {
      group = { rows: [], counts: names.map(() => 0) };
      byKey.set(key, group);
    }
    const k = classes ? (place.get(classes[row] as number) ?? 0) : 0;
    group.rows.push(row);
    group.counts[k] = (group.counts[k] as number) + 1;
    classSizes[k] = (classSizes[k] as number) + 1;
  }
  const groups = [...byKey.keys()].sort((a, b) => a - b).map((key) => byKey.get(key) as Group);
  return { name: column.name, groups, classSizes };
}
