import { AppError, type SplitSpec, type ValidationSpec } from "@plimsoll/schema";
import { keysOf, type RowSplit, splitRows } from "../split.ts";
import { allRows, type Column, cellText, getColumn } from "../table.ts";
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
 * @throws AppError INVALID_INPUT (fewer rows, groups or times than folds, a bad column, nothing left to train on), DEGENERATE_TARGET (a
 * fold's training or test rows hold one class of a BINARY target only).
 */
export function cutFolds(request: FoldRequest): Fold[] {
  const { validation, table, task, target } = request;
  const rows = request.rows ?? allRows(table.rowCount);
  const labels = target !== null && (task === "BINARY" || task === "MULTICLASS") ? getColumn(table, target) : null;
  if (rows.length < validation.folds) {
    throw invalidValidation(
      "folds",
      `${rows.length} rows are fewer than ${validation.folds} folds. Use at most ${rows.length} folds, or give more rows.`,
    );
  }
  const folds = schemeOf(validation).cut({ validation, table, rows, classes: labels && keysOf(labels) });
  for (const [at, { train, test }] of folds.entries()) {
    if (train.length === 0 || test.length === 0) {
      const part = train.length === 0 ? "training" : "test";
      throw invalidValidation(
        "folds",
        `Fold ${at + 1} of ${folds.length} has no ${part} rows. Use fewer folds, a shorter horizon or embargo, or give more rows.`,
      );
    }
    if (task === "BINARY" && labels) checkClasses(labels, folds, at);
  }
  return folds;
}

/**
 * The folds that a training, or the search for one, is judged on: the validation part of the split under HOLD_OUT, else folds of all rows
 * that are not kept for the test.
 * @throws AppError of `splitRows` and `cutFolds`; INVALID_INPUT if HOLD_OUT has no validation rows.
 */
export function validationFolds(request: FoldRequest & { split: SplitSpec }): { split: RowSplit; folds: Fold[] } {
  const split = splitRows(request as Parameters<typeof splitRows>[0]);
  if (request.validation.method === "HOLD_OUT") {
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
  const rows = Int32Array.from([...split.train, ...split.validation]).sort();
  return { split, folds: cutFolds({ ...request, rows }) };
}

/**
 * Takes a share of a fold's training rows away to stop early by, in the manner of the validation.
 * @returns the rest and the part. @throws AppError INVALID_INPUT if one of them would be empty.
 */
export function carveValidation(request: Required<FoldRequest>, fraction: number): [rest: Int32Array, part: Int32Array] {
  const { validation, table, task, target, rows } = request;
  const labels = target !== null && (task === "BINARY" || task === "MULTICLASS") ? getColumn(table, target) : null;
  const input: FoldInput = { validation, table, rows, classes: labels && keysOf(labels) };
  const [rest, part] = (validation.method === "HOLD_OUT" ? kFold : schemeOf(validation)).carve(input, fraction);
  if (rest.length > 0 && part.length > 0) return [rest, part];
  throw invalidValidation("folds", `${rows.length} training rows of a fold are too few to keep some for early stopping. Give more rows.`);
}

function schemeOf({ method }: ValidationSpec): FoldScheme {
  const found = foldSchemes.find((scheme) => scheme.method === method);
  if (!found)
    throw invalidValidation("method", `Validation ${method} cuts no folds. Choose ${foldSchemes.map((s) => s.method).join(", ")}.`);
  return found;
}

function checkClasses(column: Column, folds: readonly Fold[], at: number): void {
  const keys = keysOf(column);
  const { train, test } = folds[at] as Fold;
  for (const [part, rows] of [
    ["training", train],
    ["test", test],
  ] as const) {
    const first = keys[rows[0] as number];
    if (rows.some((row) => keys[row] !== first)) continue;
    throw new AppError(
      "DEGENERATE_TARGET",
      "data",
      `The ${part} rows of fold ${at + 1} of ${folds.length} all have '${column.name}' = ${cellText(column, rows[0] as number)}. Use fewer folds, K_FOLD (which keeps the classes in proportion), or more rows of the rarer class.`,
      { path: ["validation", "folds"], columns: [column.name] },
    );
  }
}
