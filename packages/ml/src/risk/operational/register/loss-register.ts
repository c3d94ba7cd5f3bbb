import { invalidInput } from "../../../evaluation/inputs.ts";
import { BUSINESS_LINES, type BusinessLine, EVENT_TYPES, type EventType } from "../taxonomy.ts";

/** Index of a row without a business line. */
export const NO_LINE = 255;

/** Losses as columns, in the order of their rows; amounts in one currency, times in milliseconds since 1970, UTC, NaN where unknown. */
export interface LossRegister {
  currency: string;
  /** Gross amount from which losses are complete. */
  threshold: number;
  nLosses: number;
  /** [n] row of the data set. */
  row: Uint32Array;
  ids: readonly (string | null)[];
  /** [n] index into EVENT_TYPES; into BUSINESS_LINES or NO_LINE. */
  eventType: Uint8Array;
  businessLine: Uint8Array;
  occurred: Float64Array;
  discovered: Float64Array;
  accounted: Float64Array;
  gross: Float64Array;
  /** [n] all recoveries, insurance included; net = gross - recovery. */
  recovery: Float64Array;
  insuranceRecovery: Float64Array;
  net: Float64Array;
}

export const LOSS_DATES = ["occurred", "discovered", "accounted"] as const;
export type LossDate = (typeof LOSS_DATES)[number];

/** Which losses, counted by which date, over which whole years; years mean nothing where no date counts. */
export interface LossSelection {
  /** None = all. */
  eventType?: EventType | null;
  businessLine?: BusinessLine | null;
  /** Null: losses without dates; there are no yearly counts then. */
  date?: LossDate | null;
  fromYear?: number;
  /** Included. */
  toYear?: number;
  /** GROSS, or NET of recoveries. */
  amount?: "GROSS" | "NET";
  /** Losses of a gross amount below it are left out; the register's own threshold at least. */
  threshold?: number;
}

export interface CellLosses {
  /** [years] losses in each year, years without losses included. */
  counts: Float64Array;
  /** [n] amounts, in the order of the register. */
  losses: Float64Array;
  threshold: number;
  nYears: number;
  /** Losses of the selection that have no such date, or a net amount of zero and below, and are in neither. */
  nLeftOut: number;
}

export interface MatrixCell {
  eventType: EventType;
  businessLine: BusinessLine | null;
  count: number;
  gross: number;
  net: number;
  largest: number;
}

/** Count and amounts of each event type and business line that has losses; a line of null = not assigned. */
export function lossMatrix(register: LossRegister): MatrixCell[] {
  const cells = new Map<number, MatrixCell>();
  for (let i = 0; i < register.nLosses; i++) {
    const [type, line] = [register.eventType[i] as number, register.businessLine[i] as number];
    const key = type * 256 + line;
    const empty = {
      eventType: (EVENT_TYPES[type] as (typeof EVENT_TYPES)[number]).code,
      businessLine: BUSINESS_LINES[line]?.code ?? null,
      count: 0,
      gross: 0,
      net: 0,
      largest: 0,
    };
    const cell = cells.get(key) ?? empty;
    cells.set(key, cell);
    cell.count++;
    cell.gross += register.gross[i] as number;
    cell.net += register.net[i] as number;
    cell.largest = Math.max(cell.largest, register.gross[i] as number);
  }
  return [...cells].sort(([a], [b]) => a - b).map(([, cell]) => cell);
}

export interface YearlyLosses {
  year: number;
  count: number;
  gross: number;
  net: number;
}

/** Count and amounts of each calendar year (UTC) from the first loss to the last, years without losses included; losses without that date are left out. */
export function yearlyLosses(register: LossRegister, date: LossDate): YearlyLosses[] {
  const years = Array.from(register[date], (time) => (Number.isNaN(time) ? null : new Date(time).getUTCFullYear()));
  const dated = years.filter((year) => year !== null);
  if (dated.length === 0) return [];
  const [first, last] = dated.reduce(([low, high], year) => [Math.min(low, year), Math.max(high, year)], [dated[0], dated[0]] as [
    number,
    number,
  ]);
  const out = Array.from({ length: last - first + 1 }, (_, k): YearlyLosses => ({ year: first + k, count: 0, gross: 0, net: 0 }));
  years.forEach((year, i) => {
    const entry = year === null ? undefined : out[year - first];
    if (!entry) return;
    entry.count++;
    entry.gross += register.gross[i] as number;
    entry.net += register.net[i] as number;
  });
  return out;
}

/**
 * Yearly counts and amounts of one cell, ready to fit. The threshold is on gross amounts: a loss that was recovered later was reported all the same.
 * @throws AppError "INVALID_INPUT" for years in the wrong order, or a threshold below the register's own.
 */
export function cellLosses(register: LossRegister, selection: LossSelection): CellLosses {
  const {
    eventType = null,
    businessLine = null,
    date = "occurred",
    fromYear = Number.NaN,
    toYear = Number.NaN,
    amount = "GROSS",
    threshold = register.threshold,
  } = selection;
  if (date !== null && !(Number.isInteger(fromYear) && Number.isInteger(toYear) && toYear >= fromYear))
    throw invalidInput(`A selection needs whole years, first to last. Got ${fromYear} to ${toYear}.`, { path: ["fromYear"] });
  if (!(threshold >= register.threshold))
    throw invalidInput(`The register is complete from ${register.threshold} only. Got the threshold ${threshold}.`, {
      path: ["threshold"],
    });
  const type = eventType === null ? null : EVENT_TYPES.findIndex(({ code }) => code === eventType);
  const line = businessLine === null ? null : BUSINESS_LINES.findIndex(({ code }) => code === businessLine);
  const nYears = date === null ? 0 : toYear - fromYear + 1;
  const counts = new Float64Array(nYears);
  const losses: number[] = [];
  let nLeftOut = 0;
  for (let i = 0; i < register.nLosses; i++) {
    if ((type !== null && register.eventType[i] !== type) || (line !== null && register.businessLine[i] !== line)) continue;
    if ((register.gross[i] as number) < threshold) continue;
    const time = date === null ? 0 : (register[date][i] as number);
    const value = (amount === "GROSS" ? register.gross : register.net)[i] as number;
    if (Number.isNaN(time) || !(value > 0)) {
      nLeftOut++;
      continue;
    }
    if (date !== null) {
      const year = new Date(time).getUTCFullYear() - fromYear;
      if (year < 0 || year >= nYears) continue;
      counts[year] = (counts[year] as number) + 1;
    }
    losses.push(value);
  }
  return { counts, losses: Float64Array.from(losses), threshold, nYears, nLeftOut };
}
