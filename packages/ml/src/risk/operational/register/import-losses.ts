import { type Column, cellText, getColumn, type NumericColumn, type Table } from "@plimsoll/features";
import { AppError } from "@plimsoll/schema";
import { BUSINESS_LINES, categoryReader, EVENT_TYPES } from "../taxonomy.ts";
import { type CellSource, type LossMapping, parseLossMapping } from "./loss-mapping.ts";
import { LOSS_DATES, type LossDate, type LossRegister, NO_LINE } from "./loss-register.ts";

export const LOSS_ISSUES = [
  "MISSING_AMOUNT",
  "NOT_POSITIVE",
  "NEGATIVE_RECOVERY",
  "RECOVERY_ABOVE_GROSS",
  "NET_MISMATCH",
  "UNKNOWN_EVENT_TYPE",
  "UNKNOWN_BUSINESS_LINE",
  "UNKNOWN_CURRENCY",
  "MISSING_DATE",
  "DATES_OUT_OF_ORDER",
  "FUTURE_DATE",
  "DUPLICATE_ID",
  "BELOW_THRESHOLD",
  "POSSIBLE_DUPLICATE",
] as const;
export type LossIssueCode = (typeof LOSS_ISSUES)[number];

export interface LossIssue {
  /** Row of the data set, from 0. */
  row: number;
  column: string | null;
  code: LossIssueCode;
  /** An ERROR keeps the row out of the register, a WARNING does not. */
  level: "ERROR" | "WARNING";
  message: string;
}

export interface LossImport {
  register: LossRegister;
  /** In order of rows, at most `maxIssues`. */
  issues: LossIssue[];
  /** All issues by code, those beyond the limit included. */
  counts: Partial<Record<LossIssueCode, number>>;
  nRows: number;
  nRefused: number;
}

/** Net amounts may be rounded to this share of the gross one, or to a cent. */
const ROUNDING = 1e-6;
const CENT = 0.011;

/**
 * A loss register from a data set: every row is checked, a row with an error is left out and said, nothing is repaired.
 * @param now milliseconds since 1970: later dates are errors. @param maxIssues issues listed one by one.
 * @throws AppError "INVALID_INPUT" (mapping), "UNKNOWN_COLUMN", "TYPE_MISMATCH" for a column of the wrong type.
 */
export function importLosses(table: Table, mapping: unknown, { now, maxIssues = 1000 }: { now: number; maxIssues?: number }): LossImport {
  const parsed = parseLossMapping(mapping);
  const read = rowReader(table, parsed);
  const kept: ReadRow[] = [];
  const issues: LossIssue[] = [];
  const counts: LossImport["counts"] = {};
  const seen = { ids: new Set<string>(), likes: new Set<string>() };
  for (let row = 0; row < table.rowCount; row++) {
    const loss = read(row);
    const found = [...loss.issues, ...rowIssues(loss, parsed, now), ...repeated(loss, seen, parsed)];
    for (const issue of found) {
      counts[issue.code] = (counts[issue.code] ?? 0) + 1;
      if (issues.length < maxIssues) issues.push(issue);
    }
    if (!found.some(({ level }) => level === "ERROR")) kept.push(loss);
  }
  return { register: registerOf(kept, parsed), issues, counts, nRows: table.rowCount, nRefused: table.rowCount - kept.length };
}

interface ReadRow {
  row: number;
  id: string | null;
  eventType: number;
  businessLine: number;
  dates: Record<LossDate, number>;
  gross: number;
  recovery: number;
  insuranceRecovery: number;
  net: number;
  issues: LossIssue[];
}

function rowReader(table: Table, mapping: LossMapping): (row: number) => ReadRow {
  const text = (source: CellSource | null) => {
    if (source === null) return () => null;
    if ("value" in source) return () => source.value;
    const column = getColumn(table, source.column);
    return (row: number) => cellText(column, row);
  };
  const number = (name: string | null) => (name === null ? null : numeric(getColumn(table, name), ["INTEGER", "FLOAT"], "numbers"));
  const date = (name: string | null) => (name === null ? null : numeric(getColumn(table, name), ["DATE", "TIMESTAMP"], "dates"));
  const id = text(mapping.id === null ? null : { column: mapping.id });
  const [typeText, lineText, currencyText] = [text(mapping.eventType), text(mapping.businessLine), text(mapping.currency)];
  const typeOf = categoryReader(EVENT_TYPES, mapping.eventTypeWords);
  const lineOf = categoryReader(BUSINESS_LINES, mapping.businessLineWords);
  const rates = new Map([...mapping.rates.map(({ currency, rate }) => [currency, rate] as const), [mapping.reportingCurrency, 1] as const]);
  const amounts = {
    gross: number(mapping.gross),
    recovery: number(mapping.recovery),
    insuranceRecovery: number(mapping.insuranceRecovery),
    net: number(mapping.net),
  };
  const dates = { occurred: date(mapping.occurred), discovered: date(mapping.discovered), accounted: date(mapping.accounted) };
  const nameOf = (source: CellSource | null) => (source && "column" in source ? source.column : null);

  return (row) => {
    const issues: LossIssue[] = [];
    const error = (code: LossIssueCode, column: string | null, message: string) =>
      void issues.push({ row, column, code, level: "ERROR", message });
    const [type, line, currency] = [typeText(row), lineText(row), currencyText(row) ?? mapping.reportingCurrency];
    const [typeCode, lineCode] = [type === null ? null : typeOf(type), line === null ? null : lineOf(line)];
    const rate = rates.get(currency);
    if (typeCode === null)
      error(
        "UNKNOWN_EVENT_TYPE",
        nameOf(mapping.eventType),
        type === null ? "The event type is missing." : `'${type}' is no event type of Basel's seven. Add it to 'eventTypeWords'.`,
      );
    if (line !== null && lineCode === null)
      error(
        "UNKNOWN_BUSINESS_LINE",
        nameOf(mapping.businessLine),
        `'${line}' is no business line of Basel's eight. Add it to 'businessLineWords'.`,
      );
    if (rate === undefined)
      error("UNKNOWN_CURRENCY", nameOf(mapping.currency), `There is no exchange rate for '${currency}'. Add it to 'rates'.`);
    const amount = (column: NumericColumn | null) => (column ? (column.values[row] as number) : Number.NaN) * (rate ?? Number.NaN);
    const orNone = (value: number) => (Number.isNaN(value) ? 0 : value);
    return {
      row,
      id: id(row),
      eventType: EVENT_TYPES.findIndex(({ code }) => code === typeCode),
      businessLine: lineCode === null ? NO_LINE : BUSINESS_LINES.findIndex(({ code }) => code === lineCode),
      dates: {
        occurred: dates.occurred?.values[row] ?? Number.NaN,
        discovered: dates.discovered?.values[row] ?? Number.NaN,
        accounted: dates.accounted?.values[row] ?? Number.NaN,
      },
      gross: amount(amounts.gross),
      recovery: orNone(amount(amounts.recovery)),
      insuranceRecovery: orNone(amount(amounts.insuranceRecovery)),
      net: amount(amounts.net),
      issues,
    };
  };
}

function numeric(column: Column, types: readonly string[], what: string): NumericColumn {
  if (column.type !== "STRING" && types.includes(column.type)) return column;
  throw new AppError(
    "TYPE_MISMATCH",
    "input",
    `Column '${column.name}' is ${column.type}, but ${what} are needed (${types.join(" or ")}). Name its type when the data set is made.`,
    {
      column: column.name,
    },
  );
}

function rowIssues(loss: ReadRow, mapping: LossMapping, now: number): LossIssue[] {
  const issues: LossIssue[] = [];
  const add = (level: LossIssue["level"], code: LossIssueCode, column: string | null, message: string) =>
    void issues.push({ row: loss.row, column, code, level, message });
  const { gross, recovery, insuranceRecovery, net, dates } = loss;
  const hasRate = !loss.issues.some(({ code }) => code === "UNKNOWN_CURRENCY");
  if (hasRate) {
    if (Number.isNaN(gross)) add("ERROR", "MISSING_AMOUNT", mapping.gross, "The gross loss is missing.");
    else if (!(gross > 0))
      add(
        "ERROR",
        "NOT_POSITIVE",
        mapping.gross,
        `The gross loss must be above zero. It is ${gross}: enter recoveries in their own column.`,
      );
    else if (gross < mapping.threshold)
      add(
        "WARNING",
        "BELOW_THRESHOLD",
        mapping.gross,
        `The gross loss ${gross} is below the reporting threshold ${mapping.threshold}; fits leave it out.`,
      );
    if (recovery < 0) add("ERROR", "NEGATIVE_RECOVERY", mapping.recovery, `A recovery must not be negative. It is ${recovery}.`);
    if (insuranceRecovery < 0)
      add("ERROR", "NEGATIVE_RECOVERY", mapping.insuranceRecovery, `A recovery must not be negative. It is ${insuranceRecovery}.`);
    const slack = Math.max(CENT, ROUNDING * gross);
    if (recovery + insuranceRecovery > gross + slack)
      add(
        "ERROR",
        "RECOVERY_ABOVE_GROSS",
        mapping.recovery ?? mapping.insuranceRecovery,
        `Recoveries of ${recovery + insuranceRecovery} exceed the gross loss ${gross}.`,
      );
    else if (Math.abs(gross - recovery - insuranceRecovery - net) > slack)
      add(
        "ERROR",
        "NET_MISMATCH",
        mapping.net,
        `The net loss ${net} is not gross less recoveries, ${gross - recovery - insuranceRecovery}.`,
      );
  }
  const mapped = LOSS_DATES.filter((name) => mapping[name] !== null);
  if (mapped.length > 0 && mapped.every((name) => Number.isNaN(dates[name])))
    add("ERROR", "MISSING_DATE", mapping[mapped[0] as LossDate], "The loss has no date.");
  for (const name of mapped)
    if (dates[name] > now) add("ERROR", "FUTURE_DATE", mapping[name], `The loss was ${name} after the time of the import.`);
  if (dates.discovered < dates.occurred)
    add("ERROR", "DATES_OUT_OF_ORDER", mapping.discovered, "The loss was discovered before it occurred.");
  if (dates.accounted < dates.occurred) add("ERROR", "DATES_OUT_OF_ORDER", mapping.accounted, "The loss was accounted before it occurred.");
  else if (dates.accounted < dates.discovered)
    add("WARNING", "DATES_OUT_OF_ORDER", mapping.accounted, "The loss was accounted before it was discovered.");
  return issues;
}

/** An id that was there before is an error; without ids, rows alike in type, line, date and amount are said. */
function repeated(loss: ReadRow, seen: { ids: Set<string>; likes: Set<string> }, mapping: LossMapping): LossIssue[] {
  if (loss.id !== null) {
    if (!seen.ids.has(loss.id)) {
      seen.ids.add(loss.id);
      return [];
    }
    return [
      {
        row: loss.row,
        column: mapping.id,
        code: "DUPLICATE_ID",
        level: "ERROR",
        message: `The event id '${loss.id}' is used by an earlier row.`,
      },
    ];
  }
  const { occurred, discovered, accounted } = loss.dates;
  // Without any date, equal amounts are no sign: registers round.
  if ([occurred, discovered, accounted].every(Number.isNaN)) return [];
  const like = [loss.eventType, loss.businessLine, occurred, discovered, accounted, loss.gross].join(" ");
  if (!seen.likes.has(like)) {
    seen.likes.add(like);
    return [];
  }
  return [
    {
      row: loss.row,
      column: null,
      code: "POSSIBLE_DUPLICATE",
      level: "WARNING",
      message: "An earlier row has the same type, line, dates and gross loss.",
    },
  ];
}

function registerOf(rows: readonly ReadRow[], { reportingCurrency, threshold }: LossMapping): LossRegister {
  const numbers = (pick: (row: ReadRow) => number) => Float64Array.from(rows, pick);
  const recovery = numbers((row) => row.recovery + row.insuranceRecovery);
  const gross = numbers((row) => row.gross);
  return {
    currency: reportingCurrency,
    threshold,
    nLosses: rows.length,
    row: Uint32Array.from(rows, ({ row }) => row),
    ids: rows.map(({ id }) => id),
    eventType: Uint8Array.from(rows, ({ eventType }) => eventType),
    businessLine: Uint8Array.from(rows, ({ businessLine }) => businessLine),
    occurred: numbers(({ dates }) => dates.occurred),
    discovered: numbers(({ dates }) => dates.discovered),
    accounted: numbers(({ dates }) => dates.accounted),
    gross,
    recovery,
    insuranceRecovery: numbers((row) => row.insuranceRecovery),
    net: gross.map((value, i) => value - (recovery[i] as number)),
  };
}
