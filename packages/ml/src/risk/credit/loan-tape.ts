import { cellText, getColumn, type Table } from "@plimsoll/features";
import { CREDIT_CLASSES, type CreditClass, type CreditPortfolioSpec } from "@plimsoll/schema";
import { invalidInput } from "../../evaluation/inputs.ts";
import type { EclLoan } from "./ecl-portfolio.ts";
import type { IrbExposure } from "./irb.ts";
import type { Stage } from "./staging.ts";

/** One row of a tape, as capital and allowances read it. */
export interface TapeLoan {
  id: string;
  segment: string | null;
  exposure: IrbExposure;
  ecl: EclLoan;
}

const RETAIL: readonly CreditClass[] = ["MORTGAGE", "QRRE", "OTHER_RETAIL"];

/**
 * Loans out of a table. The hazard of a period is that of a constant one-year PD: 1 - (1 - PD)^(1 / periodsPerYear). Effective maturity of capital is the
 * remaining life within 1 and 5 years (CRE32.44). A loan in default enters capital with PD 1 and its LGD as the best estimate of the loss.
 * @throws AppError "INVALID_INPUT" naming the loan and the column of a value that is missing or out of range, or an id that comes twice;
 * "UNKNOWN_COLUMN", "TYPE_MISMATCH".
 */
export function loanTape(table: Table, spec: CreditPortfolioSpec): TapeLoan[] {
  const { columns } = spec;
  const text = (name: string | null) => {
    const column = name === null ? null : getColumn(table, name);
    return (row: number) => (column ? cellText(column, row) : null);
  };
  const [idOf, classOf, segmentOf, defaultOf] = [
    text(columns.id),
    text(columns.assetClass),
    text(columns.segment),
    text(columns.defaulted),
  ];
  const seen = new Set<string>();
  const read = { pd: numbers(table, columns.pd), lgd: numbers(table, columns.lgd), ead: numbers(table, columns.ead) };
  const origination = numbers(table, columns.pdAtOrigination);
  const [maturity, rate] = [numbers(table, columns.maturityYears), numbers(table, columns.effectiveRate)];
  const sales = numbers(table, columns.salesMillions);
  const [pastDue, previous] = [numbers(table, columns.daysPastDue), numbers(table, columns.previousStage)];
  return Array.from({ length: table.rowCount }, (_, row): TapeLoan => {
    const id = idOf(row) ?? String(row);
    if (seen.has(id)) throw invalidInput(`Loan '${id}' is there twice, again in row ${row}. A tape has one row a loan.`, { row });
    seen.add(id);
    const inRange = (values: Float64Array | null, column: string | null, fallback: number, [low, high]: [number, number]) =>
      ranged(id, column, values ? (values[row] as number) : fallback, low, high);
    const isDefault = isTrue(id, columns.defaulted, defaultOf(row));
    const pd = isDefault ? 1 : inRange(read.pd, columns.pd, 0, [Number.MIN_VALUE, 1 - 1e-9]);
    const lgd = inRange(read.lgd, columns.lgd, 0, [0, 1]);
    const ead = inRange(read.ead, columns.ead, 0, [0, 1e15]);
    const years = inRange(maturity, columns.maturityYears, 1, [1 / 365, 60]);
    const assetClass = classNamed(id, columns.assetClass, classOf(row), spec.assetClass);
    // A default that has happened has no hazard: its allowance is that of stage 3.
    const hazard = hazardsOf(isDefault ? 0 : pd, years, spec.periodsPerYear);
    const before =
      origination && !isDefault ? inRange(origination, columns.pdAtOrigination, 0, [Number.MIN_VALUE, 1 - 1e-9]) : isDefault ? 0 : pd;
    const stage = previous ? (previous[row] as number) : Number.NaN;
    return {
      id,
      segment: segmentOf(row),
      exposure: {
        assetClass,
        pd,
        lgd,
        ead,
        ...(RETAIL.includes(assetClass) ? {} : { maturityYears: Math.min(5, Math.max(1, years)) }),
        ...(assetClass === "SME_CORPORATE" ? { salesMillions: salesOf(id, columns.salesMillions, sales?.[row] ?? Number.NaN) } : {}),
        ...(isDefault ? { bestEstimateLoss: lgd } : {}),
      },
      ecl: {
        id,
        hazard,
        hazardAtOrigination: hazardsOf(before, years, spec.periodsPerYear),
        ead: exposures(ead, hazard.length, spec.repayment),
        lgd,
        effectiveRate: inRange(rate, columns.effectiveRate, spec.effectiveRate, [-0.99, 10]),
        periodsPerYear: spec.periodsPerYear,
        daysPastDue: inRange(pastDue, columns.daysPastDue, 0, [0, 36_500]),
        defaulted: isDefault,
        previousStage: Number.isNaN(stage) ? null : (ranged(id, columns.previousStage, stage, 1, 3) as Stage),
      },
    };
  });
}

function numbers(table: Table, name: string | null): Float64Array | null {
  if (name === null) return null;
  const column = getColumn(table, name);
  if (column.type === "INTEGER" || column.type === "FLOAT") return column.values;
  throw invalidInput(`Column '${name}' is ${column.type}; numbers are needed.`, { columns: [name] });
}

function ranged(id: string, column: string | null, value: number, low: number, high: number): number {
  if (value >= low && value <= high) return value;
  const range =
    low === Number.MIN_VALUE
      ? `above 0 and below 1: apply the floor of your rule book first, and mark defaults as such`
      : `in [${low}, ${high}]`;
  throw invalidInput(`Loan '${id}': '${column}' must be ${range}. Got ${Number.isNaN(value) ? "nothing" : value}.`, {
    loan: id,
    columns: [column],
  });
}

/** Annual sales within 5 and 50 million: smaller firms enter as 5 (CRE31.9), larger ones have no discount. */
const salesOf = (id: string, column: string | null, value: number): number =>
  Math.min(50, Math.max(5, ranged(id, column ?? "salesMillions", value, 0, 1e9)));

function isTrue(id: string, column: string | null, text: string | null): boolean {
  if (column === null) return false;
  const word = text?.toLowerCase() ?? "";
  if (word === "1" || word === "true") return true;
  if (word === "0" || word === "false") return false;
  throw invalidInput(`Loan '${id}': '${column}' must be 1, 0, true or false. Got ${text === null ? "nothing" : `'${text}'`}.`, {
    loan: id,
  });
}

function classNamed(id: string, column: string | null, text: string | null, fallback: CreditClass): CreditClass {
  if (column === null) return fallback;
  const found = CREDIT_CLASSES.find((name) => name === text?.toUpperCase().replaceAll(" ", "_"));
  if (found) return found;
  throw invalidInput(
    `Loan '${id}': '${column}' must be one of ${CREDIT_CLASSES.join(", ")}. Got ${text === null ? "nothing" : `'${text}'`}.`,
    { loan: id },
  );
}

function hazardsOf(pd: number, years: number, periodsPerYear: number): Float64Array {
  return new Float64Array(Math.max(1, Math.ceil(years * periodsPerYear - 1e-9))).fill(-Math.expm1(Math.log1p(-pd) / periodsPerYear));
}

const exposures = (ead: number, n: number, repayment: CreditPortfolioSpec["repayment"]): Float64Array =>
  Float64Array.from({ length: n }, (_, t) => (repayment === "LINEAR" ? ead * (1 - t / n) : ead));
