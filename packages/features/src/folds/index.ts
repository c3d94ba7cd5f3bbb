import { AppError, type SplitSpec, type ValidationSpec } from "@plimsoll/schema";
import { type ClassRows, checkLearned, classRowsOf, hasTwo, rarestOf } from "../class-rows.ts";
import { checkParts, cutParts, type RowSplit, splitRows } from "../split.ts";
import { allRows, cellText } from "../table.ts";
import { type Fold, type FoldInput, type FoldRequest, type FoldScheme, invalidValidation } from "./fold.ts";
import { groupKFold } from "./group-k-fold.ts";
import { kFold } from "./k-fold.ts";
import { purged } from "./purged.ts";
import { timeSeries } from "./time-series.ts";

export type { Fold, FoldRequest } from "./fold.ts";

/** Every way to cut rows into folds, one line each. */
export const foldSchemes: readonly FoldScheme[] = [kFold, groupKFold, timeSeries, purged];

/**
 * Cuts rows into folds. The same request gives the same folds.
 * @throws AppError INVALID_INPUT (fewer rows, groups or times than folds, a bad column, missing targets, nothing left to train on),
 * DEGENERATE_TARGET (no target at all; a fold's training or test rows hold one class of a BINARY target, or its training rows lack a class
 * of a MULTICLASS one).
 */
export function cutFolds(request: FoldRequest): Fold[] {
  const { validation, table, task, target } = request;
  const rows = request.rows ?? allRows(table.rowCount);
  const classes = classRowsOf(table, task, target);
  checkEnough(validation, rows, table.rowCount, classes);
  const folds = schemeOf(validation).cut({ validation, table, rows, classes: classes?.keys ?? null });
  for (const [at, { train, test }] of folds.entries()) {
    if (train.length === 0 || test.length === 0) throw emptyFold(validation, `Fold ${at + 1} of ${folds.length}`, train.length === 0);
    if (!classes) continue;
    if (classes.task === "BINARY") checkClasses(classes, folds, at);
    checkLearned(classes, rows, train, { part: `The training rows of fold ${at + 1} of ${folds.length}`, path: ["validation", "folds"] });
  }
  return folds;
}

/**
 * The folds that a training, or the search for one, is judged on: the validation part of the split under HOLD_OUT, else folds of all rows
 * that are not kept for the test.
 * @throws AppError of `splitRows` and `cutFolds`; INVALID_INPUT if HOLD_OUT has no validation rows.
 */
export function validationFolds(request: FoldRequest & { split: SplitSpec }): { split: RowSplit; folds: Fold[] } {
  if (request.validation.method === "HOLD_OUT") {
    const split = splitRows(request);
    if (split.validation.length === 0) {
      throw new AppError(
        "INVALID_INPUT",
        "input",
        "There are no validation rows to judge on: raise split.validationFraction, or choose another validation method.",
        { path: ["split", "validationFraction"] },
      );
    }
    return { split, folds: [{ train: split.train, test: split.validation }] };
  }
  const split = cutParts(request);
  const rows = Int32Array.from([...split.train, ...split.validation]).sort();
  // The folds first: where rows are too few for them, a part of the split that is too small as well is not what to mend.
  const folds = cutFolds({ ...request, rows });
  checkParts(request, split);
  return { split, folds };
}

/** @throws AppError for more folds than rows, or, where rows are dealt class by class, than the rarer class has rows. */
function checkEnough({ folds, method }: ValidationSpec, rows: Int32Array, nAll: number, classes: ClassRows | null): void {
  const there = rows.length < nAll ? `${rows.length} of ${nAll} rows are left when the test part is kept` : `There are ${rows.length} rows`;
  if (folds > rows.length) {
    const advice = rows.length < 2 ? "Give more rows." : `Use at most ${rows.length} folds, or give more rows.`;
    throw invalidValidation("folds", `${there}, fewer than ${folds} folds. ${advice}`);
  }
  if (method !== "K_FOLD" || classes?.task !== "BINARY" || !hasTwo(classes, rows)) return;
  const { name, count } = rarestOf(classes, rows);
  if (folds <= count) return;
  const advice = count < 2 ? "Give more rows of it, or use HOLD_OUT." : `Use at most ${count} folds, or give more rows of it.`;
  throw new AppError(
    "DEGENERATE_TARGET",
    "data",
    `${there}, and class '${name}' of target '${classes.column.name}' has ${count} of them, fewer than ${folds} folds, each of which is tested on both classes. ${advice}`,
    { path: ["validation", "folds"], columns: [classes.column.name] },
  );
}

function emptyFold({ horizon, embargo }: ValidationSpec, fold: string, isTraining: boolean): AppError {
  if (!isTraining || !(horizon || embargo))
    return invalidValidation("folds", `${fold} has no ${isTraining ? "training" : "test"} rows. Use fewer folds, or give more rows.`);
  const reach = embargo ? `a horizon of ${horizon ?? 0} and an embargo of ${embargo}` : `a horizon of ${horizon}`;
  return invalidValidation(
    (embargo ?? 0) > (horizon ?? 0) ? "embargo" : "horizon",
    `${fold} has no training rows: ${reach} leave none outside the tested block. Make them shorter, or give a longer series.`,
  );
}

/**
 * Takes a share of a fold's training rows away to stop early by, in the manner of the validation.
 * @returns the rest and the part. @throws AppError INVALID_INPUT if one of them would be empty.
 */
export function carveValidation(request: Required<FoldRequest>, fraction: number): [rest: Int32Array, part: Int32Array] {
  const { validation, table, task, target, rows } = request;
  const classes = classRowsOf(table, task, target);
  const input: FoldInput = { validation, table, rows, classes: classes?.keys ?? null };
  const [rest, part] = (validation.method === "HOLD_OUT" ? kFold : schemeOf(validation)).carve(input, fraction);
  if (rest.length > 0 && part.length > 0) {
    if (classes)
      checkLearned(classes, rows, rest, {
        part: "The training rows of a fold without those it stops by",
        path: ["split", "validationFraction"],
      });
    return [rest, part];
  }
  throw invalidValidation("folds", `${rows.length} training rows of a fold are too few to keep some for early stopping. Give more rows.`);
}

function schemeOf({ method }: ValidationSpec): FoldScheme {
  const found = foldSchemes.find((scheme) => scheme.method === method);
  if (!found)
    throw invalidValidation("method", `Validation ${method} cuts no folds. Choose ${foldSchemes.map((s) => s.method).join(", ")}.`);
  return found;
}

function checkClasses({ column, keys, task }: ClassRows, folds: readonly Fold[], at: number): void {
  const { train, test } = folds[at] as Fold;
  for (const [part, rows] of [
    ["training", train],
    ["test", test],
  ] as const) {
    if (hasTwo({ column, keys, task }, rows)) continue;
    throw new AppError(
      "DEGENERATE_TARGET",
      "data",
      `The ${part} rows of fold ${at + 1} of ${folds.length} all have '${column.name}' = ${cellText(column, rows[0] as number)}. Use fewer folds, K_FOLD (which keeps the classes in proportion), or more rows of the rarer class.`,
      { path: ["validation", "folds"], columns: [column.name] },
    );
  }
}
