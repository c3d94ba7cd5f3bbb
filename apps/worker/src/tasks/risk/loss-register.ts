import { readTable } from "@plimsoll/features/files";
import {
  BUSINESS_LINES,
  dayText,
  EVENT_TYPES,
  importLosses,
  type LossImport,
  type LossRegister,
  lossMatrix,
  parseLossMapping,
  yearlyLosses,
} from "@plimsoll/ml";
import { type LargeLoss, LOSS_DATE_NAMES, type LossSummary } from "@plimsoll/schema";
import type { LossImportTask, LossSource } from "../../messages/risk.ts";
import type { TaskIo } from "../task-io.ts";
import { type CsvColumn, writeCsv } from "./csv.ts";

const DAY_MS = 86_400_000;
const LARGEST = 50;

/** Reads a register as its import did: the same rows, the same checks, the same moment. */
export async function readRegister({ datasetPath, columns, mapping, now }: LossSource): Promise<LossImport> {
  const parsed = parseLossMapping(mapping);
  const cells = [parsed.eventType, parsed.businessLine, parsed.currency].flatMap((source) =>
    source && "column" in source ? [source.column] : [],
  );
  const { id, occurred, discovered, accounted, gross, recovery, insuranceRecovery, net } = parsed;
  const names = new Set([...cells, id, occurred, discovered, accounted, gross, recovery, insuranceRecovery, net]);
  const table = await readTable(
    datasetPath,
    columns.filter(({ name }) => names.has(name)),
  );
  return importLosses(table, parsed, { now: Date.parse(now) });
}

/** A loss register out of a data set: its summary, what was wrong with which row, and the register as a file. */
export async function importTask(task: LossImportTask, io: TaskIo) {
  io.progress("Reading", 0.1);
  const { register, issues, counts, nRows, nRefused } = await readRegister(task);
  io.progress("Summing up", 0.5);
  const rowCount = await writeCsv(task.outputPath, registerColumns(register));
  return {
    summary: summaryOf(register),
    issues,
    counts: Object.entries(counts).map(([code, count]) => ({ code, count })),
    nRows,
    nRefused,
    rowCount,
  };
}

const eventType = (register: LossRegister, i: number): string => EVENT_TYPES[register.eventType[i] as number]?.code ?? "";
const businessLine = (register: LossRegister, i: number): string | null => BUSINESS_LINES[register.businessLine[i] as number]?.code ?? null;
const dateOf = (moment: number): string | null => (Number.isNaN(moment) ? null : dayText(Math.floor(moment / DAY_MS) * DAY_MS));
const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);

function summaryOf(register: LossRegister): LossSummary {
  const { currency, threshold, nLosses, gross, net } = register;
  return {
    currency,
    threshold,
    nLosses,
    gross: sumOf(gross),
    net: sumOf(net),
    matrix: lossMatrix(register),
    years: LOSS_DATE_NAMES.flatMap((date) => {
      const years = yearlyLosses(register, date.toLowerCase() as Lowercase<typeof date>);
      return years.length > 0 ? [{ date, years }] : [];
    }),
    largest: largestOf(register),
  };
}

function largestOf(register: LossRegister): LargeLoss[] {
  const { gross, net, ids, row, occurred, discovered, accounted } = register;
  return Array.from(gross, (_, i) => i)
    .sort((a, b) => (gross[b] as number) - (gross[a] as number))
    .slice(0, LARGEST)
    .map((i) => ({
      row: row[i] as number,
      id: ids[i] ?? null,
      eventType: eventType(register, i),
      businessLine: businessLine(register, i),
      day: dateOf(occurred[i] as number) ?? dateOf(discovered[i] as number) ?? dateOf(accounted[i] as number),
      gross: gross[i] as number,
      net: net[i] as number,
    }));
}

/** The register in the platform's own words, whatever the data set called them. */
function registerColumns(register: LossRegister): CsvColumn[] {
  const n = register.nLosses;
  const texts = (name: string, value: (i: number) => string | null): CsvColumn => ({
    name,
    texts: Array.from({ length: n }, (_, i) => value(i)),
  });
  return [
    { name: "row", numbers: register.row },
    texts("id", (i) => register.ids[i] ?? null),
    texts("event_type", (i) => eventType(register, i)),
    texts("business_line", (i) => businessLine(register, i)),
    ...(["occurred", "discovered", "accounted"] as const).map((name) => texts(name, (i) => dateOf(register[name][i] as number))),
    { name: "gross", numbers: register.gross },
    { name: "recovery", numbers: register.recovery },
    { name: "insurance_recovery", numbers: register.insuranceRecovery },
    { name: "net", numbers: register.net },
    texts("currency", () => register.currency),
  ];
}
