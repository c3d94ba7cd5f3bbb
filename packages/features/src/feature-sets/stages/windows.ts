import { AppError } from "@plimsoll/schema";
import { type Column, getColumn, type Table } from "../../table.ts";
import { windowFeatures } from "../../windows/window-features.ts";
import { WindowSpec } from "../../windows/window-spec.ts";
import { defineStage } from "../stage.ts";

const WindowStage = WindowSpec.extend({
  /** The events' table; null = the spine itself, whose rows then are events and decisions at once. */
  table: WindowSpec.shape.time.nullish(),
  /** What the entity's columns are called in the events' table; the same when nothing is said. */
  tableEntity: WindowSpec.shape.entity.nullish(),
  /** What the time is called there; the same when nothing is said. */
  tableTime: WindowSpec.shape.time.nullish(),
});

export const windows = defineStage({
  type: "windows",
  title: "Windows over past events",
  description: "Counts, sums, means, times since and more over each entity's last hours or days, strictly before the row.",
  spec: WindowStage,
  reads: ({ table }) => (table ? [table] : []),
  compute(spine, tables, { table, tableEntity, tableTime, ...spec }) {
    const source = table ? tables.get(table) : undefined;
    const events = source ? namedAlike(source, { ...spec, tableEntity, tableTime }) : undefined;
    const { columns, nCapped, nClipped } = events ? windowFeatures(events, spec, spine) : windowFeatures(spine, spec);
    const notes = [
      ...(nCapped > 0 ? [`${nCapped} rows saw only the latest ${spec.maxEvents} events of their window`] : []),
      ...(nClipped > 0 ? [`${nClipped} rows came later than '${spec.lateness}' allows`] : []),
    ];
    return { columns, notes };
  },
});

type Names = Pick<typeof WindowStage._output, "entity" | "time" | "tableEntity" | "tableTime">;

/** The events with entity and time called as in the spine. A column of theirs that has such a name already gives way. */
function namedAlike(events: Table, { entity, time, tableEntity, tableTime }: Names): Table {
  if (tableEntity && tableEntity.length !== entity.length) {
    throw new AppError(
      "INVALID_INPUT",
      "input",
      `'tableEntity' names ${tableEntity.length} columns and 'entity' ${entity.length}; each is the other's name in the events' table.`,
      { path: ["tableEntity"] },
    );
  }
  const names = new Map<string, string>((tableEntity ?? []).map((name, at) => [name, entity[at] as string]));
  if (tableTime) names.set(tableTime, time);
  const renamed = [...names].map(([from, to]): Column => ({ ...getColumn(events, from), name: to }));
  const taken = new Set(renamed.map(({ name }) => name));
  const kept = events.columns.filter(({ name }) => !taken.has(name));
  return { rowCount: events.rowCount, columns: [...kept, ...renamed] };
}
