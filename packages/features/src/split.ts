import { AppError, type SplitSpec, type Task } from "@plimsoll/schema";
import { type ClassRows, checkLearned, classRowsOf, hasTwo, keysOf } from "./class-rows.ts";
import { createRng, type Rng } from "./random.ts";
import { allRows, type Column, cellText, getColumn, type Table } from "./table.ts";

export interface SplitRequest {
  split: SplitSpec;
  table: Table;
  task: Task;
  /** The target's column; classes are kept in proportion in random parts. Null where there is none. */
  target: string | null;
}

/** Row indices of the three parts, ascending, without overlap; together they are all rows. */
export interface RowSplit {
  train: Int32Array;
  validation: Int32Array;
  test: Int32Array;
}

/**
 * Train, validation and test rows. RANDOM is stratified by class and seeded. TIME tests on the latest rows, and rows of one moment
 * stay together. GROUP keeps every group whole. COLUMN takes the rows marked 1 as the test. The validation rows are cut out of the
 * training part in the same manner (COLUMN: at random).
 * @throws AppError INVALID_INPUT (bad split column, too few rows, missing targets), DEGENERATE_TARGET (no target at all; training or test
 * rows of one class; a class of a MULTICLASS target without training rows).
 */
export function splitRows(request: SplitRequest): RowSplit {
  const parts = cutParts(request);
  checkParts(request, parts);
  return parts;
}

/** The parts of `splitRows` before anyone has looked whether they are of use. @throws AppError of the columns that it reads. */
export function cutParts({ split, table, task, target }: SplitRequest): RowSplit {
  const rng = createRng(split.seed);
  const strata = classRowsOf(table, task, target)?.keys ?? null;
  const rows = allRows(table.rowCount);
  const atRandom = (part: Int32Array, fraction: number) => cutRandom(part, fraction, strata, rng);
  switch (split.method) {
    case "RANDOM":
      return twice(rows, split, atRandom);
    case "TIME": {
      const column = splitColumn(table, split.timeColumn, "timeColumn");
      if (column.type === "STRING" || column.type === "BOOLEAN") {
        throw invalid(
          "timeColumn",
          `'${column.name}' is ${column.type}; a TIME split needs DATE, TIMESTAMP or a number. Ingest the file with a type for it.`,
        );
      }
      return twice(rows, split, (part, fraction) => cutLatest(part, fraction, column.values, column.name));
    }
    case "GROUP": {
      const column = splitColumn(table, split.groupColumn, "groupColumn");
      return twice(rows, split, (part, fraction) => cutGroups(part, fraction, keysOf(column), rng, column.name));
    }
    case "COLUMN": {
      const [rest, test] = cutMarked(rows, splitColumn(table, split.testColumn, "testColumn"));
      const [train, validation] = split.validationFraction > 0 ? atRandom(rest, split.validationFraction) : [rest, new Int32Array(0)];
      return { train, validation, test };
    }
  }
}

/** @throws AppError of parts that are empty, or in which there is nothing to tell apart. */
export function checkParts({ split, table, task, target }: SplitRequest, parts: RowSplit): void {
  for (const [name, rows] of [
    ["training", parts.train],
    ["test", parts.test],
  ] as const) {
    if (rows.length === 0)
      throw tooFew(`The ${name} part is empty: ${table.rowCount} rows are too few for this split. Give more rows or other fractions.`);
  }
  if (split.validationFraction > 0 && parts.validation.length === 0) {
    throw tooFew("The validation part is empty. Give more rows, a larger validationFraction, or 0 for none.");
  }
  const classes = classRowsOf(table, task, target);
  if (classes) checkClasses(parts, classes);
}

type Cut = (rows: Int32Array, fraction: number) => [rest: Int32Array, part: Int32Array];

function twice(rows: Int32Array, split: SplitSpec, cut: Cut): RowSplit {
  const [rest, test] = cut(rows, split.testFraction);
  const [train, validation] =
    split.validationFraction > 0 && rest.length > 0 ? cut(rest, split.validationFraction) : [rest, new Int32Array(0)];
  return { train, validation, test };
}

/**
 * Share of each class, by largest remainder, so that the part has round(n * fraction) rows. A class gives its last row away only where no
 * other has one to give: in the rest it can be learned.
 */
export function cutRandom(rows: Int32Array, fraction: number, strata: ArrayLike<number> | null, rng: Rng): [Int32Array, Int32Array] {
  const classes = new Map<number, number[]>();
  for (const row of rows) {
    const key = strata ? (strata[row] as number) : 0;
    const members = classes.get(key);
    if (members) members.push(row);
    else classes.set(key, [row]);
  }
  const groups = [...classes.entries()].sort(([a], [b]) => a - b).map(([, members]) => rng.shuffle(members));
  const taken = groups.map((members) => Math.floor(members.length * fraction));
  const remainders = groups.map((members, index) => ({
    index,
    part: members.length * fraction - (taken[index] as number),
  }));
  let left = Math.round(rows.length * fraction) - taken.reduce((sum, count) => sum + count, 0);
  const isLast = ({ index }: { index: number }) => Number((taken[index] as number) + 1 === groups[index]?.length);
  for (const { index } of remainders.sort((a, b) => isLast(a) - isLast(b) || b.part - a.part || a.index - b.index)) {
    if (left-- <= 0) break;
    taken[index] = (taken[index] as number) + 1;
  }
  const part = groups.flatMap((members, index) => members.slice(0, taken[index]));
  const rest = groups.flatMap((members, index) => members.slice(taken[index]));
  return [sorted(rest), sorted(part)];
}

/** The latest rows; the border lies between two different moments, at the nearest to the wished share. */
export function cutLatest(rows: Int32Array, fraction: number, times: Float64Array, name: string): [Int32Array, Int32Array] {
  const missing = rows.reduce((count, row) => count + Number(Number.isNaN(times[row])), 0);
  if (missing > 0)
    throw invalid(
      "timeColumn",
      `'${name}' is missing in ${missing} rows; a TIME split needs a time in each. Fill them or leave those rows out.`,
    );
  const ordered = Float64Array.from(rows, (row) => times[row] as number).sort();
  const n = ordered.length;
  const wished = n - Math.round(n * fraction);
  let before = Math.min(Math.max(wished, 0), n);
  while (before > 0 && ordered[before - 1] === ordered[before]) before--;
  let after = Math.min(Math.max(wished, 0), n);
  while (after < n && after > 0 && ordered[after - 1] === ordered[after]) after++;
  const canBefore = before > 0 && before < n;
  const canAfter = after > 0 && after < n;
  if (!canBefore && !canAfter) {
    throw invalid(
      "timeColumn",
      `'${name}' has too few different times to cut off the latest ${fraction} of ${n} rows. Take another column or fraction.`,
    );
  }
  const start = canBefore && (!canAfter || wished - before <= after - wished) ? before : after;
  const border = ordered[start] as number;
  return [rows.filter((row) => (times[row] as number) < border), rows.filter((row) => (times[row] as number) >= border)];
}

/** Whole groups in random order until the part holds its share of rows. */
export function cutGroups(rows: Int32Array, fraction: number, keys: ArrayLike<number>, rng: Rng, name: string): [Int32Array, Int32Array] {
  const sizes = new Map<number, number>();
  for (const row of rows) {
    const key = keys[row] as number;
    if (Number.isNaN(key) || key === -Infinity)
      throw invalid(
        "groupColumn",
        `'${name}' is missing in row ${row}; a GROUP split needs a group in each. Fill it or leave the row out.`,
      );
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  if (sizes.size < 2)
    throw invalid(
      "groupColumn",
      `'${name}' has ${sizes.size} group in the part to cut; at least 2 are needed for each cut. Take another column.`,
    );
  const wished = rows.length * fraction;
  const chosen = new Set<number>();
  let count = 0;
  for (const key of rng.shuffle([...sizes.keys()].sort((a, b) => a - b))) {
    const size = sizes.get(key) ?? 0;
    if (chosen.size > 0 && (chosen.size === sizes.size - 1 || count + size - wished > wished - count)) break;
    chosen.add(key);
    count += size;
    if (count >= wished) break;
  }
  return [rows.filter((row) => !chosen.has(keys[row] as number)), rows.filter((row) => chosen.has(keys[row] as number))];
}

function cutMarked(rows: Int32Array, column: Column): [Int32Array, Int32Array] {
  const test: number[] = [];
  const rest: number[] = [];
  for (const row of rows) {
    const mark = column.type === "STRING" ? column.dictionary[column.codes[row] as number] : column.values[row];
    if (mark === 1 || mark === "1") test.push(row);
    else if (mark === 0 || mark === "0") rest.push(row);
    else {
      throw invalid(
        "testColumn",
        `'${column.name}' must be 1 for the test rows and 0 for the others. Row ${row} has ${cellText(column, row) ?? "no value"}.`,
      );
    }
  }
  return [Int32Array.from(rest), Int32Array.from(test)];
}

function checkClasses(parts: RowSplit, classes: ClassRows): void {
  const { column, keys } = classes;
  const all = allRows(keys.length);
  if (!hasTwo(classes, all)) {
    throw new AppError(
      "DEGENERATE_TARGET",
      "data",
      `Target '${column.name}' holds one class only in all ${keys.length} rows. There is nothing to tell apart: check the target's name, or give rows of the other class.`,
      { path: ["target"], columns: [column.name] },
    );
  }
  checkLearned(classes, all, parts.train, { part: "The training rows of the split", path: ["split"] });
  for (const [name, rows] of [
    ["training", parts.train],
    ["validation", parts.validation],
    ["test", parts.test],
  ] as const) {
    // What is only watched may be small where there are many classes.
    if (rows.length === 0 || hasTwo(classes, rows) || (name === "validation" && classes.task === "MULTICLASS")) continue;
    throw new AppError(
      "DEGENERATE_TARGET",
      "data",
      `The ${name} part (${rows.length} rows) holds one class only of target '${column.name}'. Give more rows, other fractions, or a RANDOM split, which keeps the classes in proportion.`,
      { path: ["split"], columns: [column.name] },
    );
  }
}

function splitColumn(table: Table, name: string | null | undefined, field: string): Column {
  if (!name) throw invalid(field, `The split needs ${field}.`);
  return getColumn(table, name);
}

const sorted = (rows: number[]): Int32Array => Int32Array.from(rows).sort();

const invalid = (field: string, message: string): AppError => new AppError("INVALID_INPUT", "input", message, { path: ["split", field] });

const tooFew = (message: string): AppError => new AppError("INVALID_INPUT", "input", message, { path: ["split"] });
