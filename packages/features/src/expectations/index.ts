import { AppError } from "@plimsoll/schema";
import { nearest } from "../suggest.ts";
import { categoryShare } from "./columns/category-share.ts";
import { distinctCount } from "./columns/distinct-count.ts";
import { maxBetween, meanBetween, minBetween, quantileBetween, stdBetween, sumBetween } from "./columns/figures.ts";
import { holdsAll } from "./columns/holds-all.ts";
import { missingShare } from "./columns/missing-share.ts";
import { topShare } from "./columns/top-share.ts";
import type { ExpectationKind } from "./expectation.ts";
import { meanShift } from "./reference/mean-shift.ts";
import { missingShift } from "./reference/missing-shift.ts";
import { noNewValues } from "./reference/no-new-values.ts";
import { rowCountChange } from "./reference/row-count-change.ts";
import { sameDistribution } from "./reference/same-distribution.ts";
import { stabilityIndex } from "./reference/stability-index.ts";
import { dateBetween } from "./rows/date-between.ts";
import { equalPair } from "./rows/equal-pair.ts";
import { inRange } from "./rows/in-range.ts";
import { inSet } from "./rows/in-set.ts";
import { increasing } from "./rows/increasing.ts";
import { matchesPattern } from "./rows/matches-pattern.ts";
import { multipleOf } from "./rows/multiple-of.ts";
import { notInFuture } from "./rows/not-in-future.ts";
import { notInSet } from "./rows/not-in-set.ts";
import { notNull } from "./rows/not-null.ts";
import { notOutlier } from "./rows/not-outlier.ts";
import { orderedPair } from "./rows/ordered-pair.ts";
import { requiredIf } from "./rows/required-if.ts";
import { sumOfColumns } from "./rows/sum-of-columns.ts";
import { textLength } from "./rows/text-length.ts";
import { unique } from "./rows/unique.ts";
import { duplicateShare } from "./tables/duplicate-share.ts";
import { freshness } from "./tables/freshness.ts";
import { hasColumns } from "./tables/has-columns.ts";
import { largestGap } from "./tables/largest-gap.ts";
import { rowCount } from "./tables/row-count.ts";

/** Every kind of expectation: a file here and a line in this list. */
export const expectationKinds: readonly ExpectationKind[] = [
  notNull,
  inRange,
  dateBetween,
  notInFuture,
  inSet,
  notInSet,
  matchesPattern,
  textLength,
  multipleOf,
  orderedPair,
  equalPair,
  sumOfColumns,
  requiredIf,
  notOutlier,
  increasing,
  unique,
  missingShare,
  distinctCount,
  holdsAll,
  topShare,
  categoryShare,
  meanBetween,
  stdBetween,
  sumBetween,
  minBetween,
  maxBetween,
  quantileBetween,
  rowCount,
  hasColumns,
  duplicateShare,
  freshness,
  largestGap,
  stabilityIndex,
  sameDistribution,
  meanShift,
  noNewValues,
  missingShift,
  rowCountChange,
];

/** @throws AppError INVALID_INPUT naming the nearest kind. */
export function expectationKind(name: string, path: string[] = ["expectations"]): ExpectationKind {
  const found = expectationKinds.find(({ kind }) => kind === name);
  if (found) return found;
  const names = expectationKinds.map(({ kind }) => kind);
  const near = nearest(name, names);
  throw new AppError(
    "INVALID_INPUT",
    "input",
    `There is no expectation '${name}'${near ? ` (did you mean '${near}'?)` : ""}. Known: ${names.join(", ")}.`,
    { path },
  );
}
