import type { ClassesDetails } from "@plimsoll/schema";
import { checkSameLength, type Values } from "../inputs.ts";
import { auc } from "../ranking.ts";

/** Which class is taken for which: the confusion table and, of each class, precision = right / given, recall = right / there,
 *  f1 = 2 right / (given + there), AUC against all others. The predicted class is the one of highest probability, the lowest index on a draw.
 *  @param y [n] class index. @param score [n, k] row-major probabilities. @param labels [k].
 *  @throws AppError "INVALID_INPUT" if lengths differ. */
export function classesDetails(y: Values, score: Values, labels: readonly string[]): ClassesDetails {
  const k = labels.length;
  const n = y.length;
  checkSameLength("score", score.length, "y times classes", n * k);
  const confusion = labels.map(() => new Array<number>(k).fill(0));
  for (let i = 0; i < n; i += 1) {
    let predicted = 0;
    for (let c = 1; c < k; c += 1) if ((score[i * k + c] as number) > (score[i * k + predicted] as number)) predicted = c;
    const line = confusion[y[i] as number] as number[];
    line[predicted] = (line[predicted] as number) + 1;
  }
  const classes = labels.map((label, c) => {
    const line = confusion[c] as number[];
    const nRows = line.reduce((sum, count) => sum + count, 0);
    const nPredicted = confusion.reduce((sum, other) => sum + (other[c] as number), 0);
    const right = line[c] as number;
    return {
      label,
      nRows,
      nPredicted,
      precision: nPredicted === 0 ? null : right / nPredicted,
      recall: nRows === 0 ? null : right / nRows,
      f1: nRows + nPredicted === 0 ? null : (2 * right) / (nRows + nPredicted),
      auc: nRows === 0 || nRows === n ? null : aucOf(y, score, c, k),
    };
  });
  return { labels: [...labels], confusion, classes };
}

function aucOf(y: Values, score: Values, c: number, k: number): number {
  const own = Uint8Array.from({ length: y.length }, (_, i) => (y[i] === c ? 1 : 0));
  return auc(
    own,
    Float64Array.from({ length: y.length }, (_, i) => score[i * k + c] as number),
  );
}
