import { cellText, getColumn } from "@plimsoll/features";
import { readTable } from "@plimsoll/features/files";
import { AppError, type KriImportResult } from "@plimsoll/schema";
import type { KriImportTask } from "../../messages/risk.ts";
import type { TaskIo } from "../task-io.ts";

/** One value of an indicator, ready to be kept. */
export interface ReadKriValue {
  kriId: string;
  /** Milliseconds since 1970. */
  time: number;
  value: number;
}

const MOST_ISSUES = 200;

/** Values of indicators out of a data set; a row that cannot be read is refused and said. */
export async function kriTask(task: KriImportTask, io: TaskIo) {
  const { spec, columns, indicators } = task;
  io.progress("Reading", 0.1);
  const { timeColumn, valueColumn, nameColumn } = spec;
  const names = new Set([timeColumn, valueColumn, nameColumn]);
  const table = await readTable(
    task.datasetPath,
    columns.filter(({ name }) => names.has(name)),
  );
  const time = numbers(table, timeColumn, ["DATE", "TIMESTAMP"]);
  const value = numbers(table, valueColumn, ["INTEGER", "FLOAT"]);
  const nameOf = nameColumn === null ? null : getColumn(table, nameColumn);
  const idOf = new Map(indicators.map(({ id, name }) => [name, id]));
  const now = Date.parse(spec.now);
  const values: ReadKriValue[] = [];
  const issues: KriImportResult["issues"] = [];
  const seen = new Set<string>();
  let nRefused = 0;
  for (let row = 0; row < table.rowCount; row++) {
    const name = nameOf ? cellText(nameOf, row) : null;
    const read = {
      kriId: (nameOf ? idOf.get(name ?? "") : spec.kriId) ?? null,
      name,
      time: time[row] as number,
      value: value[row] as number,
    };
    const found = issueOf(read, now, seen);
    if (read.kriId !== null && !found) values.push({ kriId: read.kriId, time: read.time, value: read.value });
    else {
      nRefused++;
      if (found && issues.length < MOST_ISSUES) issues.push({ row, ...found });
    }
  }
  return { nRows: table.rowCount, nRefused, issues, values };
}

/** Why a row is refused; null where it is good, and then its moment is taken. */
function issueOf(
  { kriId, name, time, value }: Omit<ReadKriValue, "kriId"> & { kriId: string | null; name: string | null },
  now: number,
  seen: Set<string>,
): { code: string; message: string } | null {
  if (kriId === null)
    return { code: "UNKNOWN_INDICATOR", message: name === null ? "The indicator's name is missing." : `There is no indicator '${name}'.` };
  if (Number.isNaN(time)) return { code: "MISSING_TIME", message: "The value has no time." };
  if (time > now) return { code: "FUTURE_TIME", message: "The value is dated after the time of the import." };
  if (Number.isNaN(value)) return { code: "MISSING_VALUE", message: "The value is missing." };
  const key = `${kriId} ${time}`;
  if (seen.has(key)) return { code: "DUPLICATE_TIME", message: "An earlier row has the same indicator and time." };
  seen.add(key);
  return null;
}

function numbers(table: Parameters<typeof getColumn>[0], name: string, types: readonly string[]): Float64Array {
  const column = getColumn(table, name);
  if (column.type !== "STRING" && types.includes(column.type)) return column.values;
  throw new AppError("TYPE_MISMATCH", "input", `Column '${name}' is ${column.type}; ${types.join(" or ")} is needed.`, { columns: [name] });
}
