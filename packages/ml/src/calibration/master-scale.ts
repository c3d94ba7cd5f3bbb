import { z } from "zod";
import { checkBinary, checkProbabilities, invalidInput, requireBothClasses, type Values } from "../evaluation/inputs.ts";

/** A rating grade: PDs in [from, to), the last one closed; `pd` is what the grade stands for. */
export const RatingGrade = z.strictObject({
  name: z.string().min(1).max(32),
  from: z.number().min(0).max(1),
  to: z.number().min(0).max(1),
  pd: z.number().min(0).max(1),
});
export type RatingGrade = z.infer<typeof RatingGrade>;

/** Grades from the best to the worst that together cover [0, 1]. Plain JSON: kept beside a model, or one for a whole bank. */
export const MasterScale = z
  .strictObject({ grades: z.array(RatingGrade).min(2).max(100) })
  .refine(({ grades }) => grades[0]?.from === 0 && grades.at(-1)?.to === 1, { message: "the grades must cover 0 to 1" })
  .refine(({ grades }) => grades.every(({ from }, at) => at === 0 || from === grades[at - 1]?.to), {
    message: "each grade must begin where the one before ends",
  })
  .refine(({ grades }) => grades.every(({ from, to, pd }) => from < to && pd >= from && pd <= to), {
    message: "each grade needs from < to and a pd between them",
  })
  .refine(({ grades }) => new Set(grades.map(({ name }) => name)).size === grades.length, { message: "the grades' names must differ" });
export type MasterScale = z.infer<typeof MasterScale>;

/** A scale that somebody gives. @throws AppError "INVALID_INPUT" saying what is wrong with it. */
export function parseMasterScale(scale: unknown): MasterScale {
  const parsed = MasterScale.safeParse(scale);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw invalidInput(`The master scale is refused: ${issue?.path.join(".") || "it"}: ${issue?.message}.`, { path: ["masterScale"] });
}

export interface MasterScaleOptions {
  /** Grades wanted, 10 unless given; fewer come where rows or events are too few. */
  grades?: number;
  /** Share of the rows in a grade at least; 0.01 unless given. */
  minShare?: number;
  /** Events in a grade at least; 5 unless given, so that its default rate can be tested at all. */
  minEvents?: number;
}

/** Where the evenly spaced bounds begin and end: of the sorted PDs, so that a few extreme rows do not stretch the scale. */
const INNER = [0.005, 0.995] as const;

/**
 * A master scale from calibrated PDs: bounds evenly spaced in log-odds, so that from one grade to the next the odds of default grow by about
 * the same factor, then neighbours joined, the thinnest first, until each grade has enough rows and events. A grade's pd is the mean PD
 * of its rows.
 * @param y [n] labels 0 or 1. @param pd [n] calibrated, in [0, 1]. @returns grades "1" (best) to at most "10".
 * @throws AppError "INVALID_INPUT" for values or options out of range, or PDs that are all equal; "DEGENERATE_TARGET" if one class only.
 */
export function buildMasterScale(
  y: Values,
  pd: Values,
  { grades = 10, minShare = 0.01, minEvents = 5 }: MasterScaleOptions = {},
): MasterScale {
  requireBothClasses(y.length, checkBinary(y, pd));
  checkProbabilities("pd", pd);
  if (!Number.isInteger(grades) || grades < 2 || grades > 100)
    throw invalidInput(`'grades' must be a whole number from 2 to 100. Got ${grades}.`);
  if (!(minShare >= 0 && minShare <= 0.5)) throw invalidInput(`'minShare' must be in [0, 0.5]. Got ${minShare}.`);
  const sorted = Float64Array.from(pd).sort();
  const [low, high] = INNER.map((share) => logOdds(sorted[Math.round(share * (sorted.length - 1))] as number)) as [number, number];
  if (!(low < high)) throw invalidInput("A master scale needs PDs that differ; nearly all rows have the same one.");
  const bounds = Array.from({ length: grades - 1 }, (_bound, k) => rounded(1 / (1 + Math.exp(-(low + ((k + 1) / grades) * (high - low))))));
  const cells = countCells([...new Set(bounds)], y, pd);
  joinThin(cells, Math.max(1, Math.ceil(minShare * y.length)), minEvents);
  if (cells.length < 2)
    throw invalidInput(`These rows carry one grade only: too few events (${minEvents} a grade are asked for). Give more rows.`);
  return parseMasterScale({
    grades: cells.map(({ from, to, count, sum }, at) => ({
      name: String(at + 1),
      from,
      to,
      pd: Math.min(to, Math.max(from, sum / count)),
    })),
  });
}

/** The index of the grade of a PD. */
export function gradeOf({ grades }: MasterScale, pd: number): number {
  const found = grades.findIndex(({ to }) => pd < to);
  return found === -1 ? grades.length - 1 : found;
}

interface Cell {
  from: number;
  to: number;
  count: number;
  events: number;
  sum: number;
}

function countCells(bounds: readonly number[], y: Values, pd: Values): Cell[] {
  const cells: Cell[] = [0, ...bounds].map((from, at) => ({ from, to: bounds[at] ?? 1, count: 0, events: 0, sum: 0 }));
  for (let i = 0; i < y.length; i++) {
    const p = pd[i] as number;
    const cell = cells.find(({ to }) => p < to) ?? (cells.at(-1) as Cell);
    cell.count++;
    cell.events += y[i] as number;
    cell.sum += p;
  }
  return cells;
}

/** Joins the thinnest cell with its thinner neighbour until none lacks rows or events. */
function joinThin(cells: Cell[], minRows: number, minEvents: number): void {
  const isThin = ({ count, events }: Cell) => count < minRows || events < minEvents;
  while (cells.length > 1 && cells.some(isThin)) {
    const at = cells.reduce((thinnest, cell, k) => {
      const best = cells[thinnest] as Cell;
      if (isThin(cell) !== isThin(best)) return isThin(cell) ? k : thinnest;
      return cell.count < best.count ? k : thinnest;
    }, 0);
    const [left, right] = [cells[at - 1], cells[at + 1]];
    const first = !right || (left && left.count <= right.count) ? at - 1 : at;
    const [a, b] = cells.splice(first, 2) as [Cell, Cell];
    cells.splice(first, 0, { from: a.from, to: b.to, count: a.count + b.count, events: a.events + b.events, sum: a.sum + b.sum });
  }
}

/** PDs of 0 and 1 are read as one in ten thousand away from them: a bank's best grade starts at a few hundredths of a percent. */
function logOdds(p: number): number {
  const inside = Math.min(1 - 1e-4, Math.max(1e-4, p));
  return Math.log(inside / (1 - inside));
}

/** Four significant digits, as people write a scale down. */
const rounded = (value: number): number => Number(value.toPrecision(4));
