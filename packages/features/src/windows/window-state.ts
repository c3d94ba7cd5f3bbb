import { AppError } from "@plimsoll/schema";
import { z } from "zod";
import type { Column, NumericColumn, Table } from "../table.ts";
import type { ColumnFacts, EntityColumns } from "./entity-events.ts";
import { type Cell, EntityLog } from "./entity-log.ts";
import { WindowEvaluator } from "./evaluate.ts";
import { type EventSeries, eventSeries } from "./event-series.ts";
import { bitSpan, joinSpans } from "./exact-sums.ts";
import { compareCells } from "./tie-order.ts";
import { type CompiledWindows, compileWindows, WindowSpec, type WindowSpecInput } from "./window-spec.ts";

const CellJson = z.union([z.string(), z.number(), z.null()]);

/** A state as plain JSON. Equal states give equal JSON. */
export const WindowStateJson = z.strictObject({
  version: z.literal(1),
  spec: WindowSpec,
  /** By key; events by time: [time, numbers in the order of `numbers`, cells in the order of `categories`]. */
  numbers: z.array(z.string()),
  categories: z.array(z.string()),
  entities: z.array(
    z.strictObject({
      key: z.array(CellJson).min(1),
      events: z.array(z.tuple([z.number(), z.array(z.number().nullable()), z.array(CellJson)])),
    }),
  ),
});
export type WindowStateJson = z.infer<typeof WindowStateJson>;

/**
 * The past of every entity as far as its windows reach: what an online service holds between two events. Fed event by event, it gives
 * bit for bit the numbers of `windowFeatures` over the history in the same order of arrival. States over disjoint sets of events merge
 * into the state over all of them. An entity takes at most `maxEvents` events; one that stays silent is forgotten by `expire`.
 */
export class WindowState {
  private readonly compiled: CompiledWindows;
  private readonly numberNames: string[];
  private readonly categoryNames: string[];
  private readonly logs = new Map<string, EntityLog>();

  /** @throws AppError INVALID_INPUT as `windowFeatures`. */
  constructor(spec: WindowSpecInput) {
    this.compiled = compileWindows(spec);
    this.numberNames = [...this.compiled.numbers.keys()].sort(compareCells);
    this.categoryNames = [...this.compiled.categories].sort(compareCells);
  }

  get spec(): WindowSpec {
    return this.compiled.spec;
  }

  get entityCount(): number {
    return this.logs.size;
  }

  get eventCount(): number {
    let count = 0;
    for (const log of this.logs.values()) count += log.size;
    return count;
  }

  /** Features of each event, computed before it is added: the rows are events in their order of arrival. */
  observe(events: Table): NumericColumn[] {
    const series = eventSeries(events, this.compiled, "ARRIVING");
    const columns = this.outputs(series.rowCount);
    for (let row = 0; row < series.rowCount; row++) {
      this.readRow(series, row, columns);
      this.addRow(series, row);
    }
    return columns;
  }

  /** Features of decisions by what is known now; nothing is added. */
  read(decisions: Table): NumericColumn[] {
    const role = this.spec.current === "INCLUDED" ? "ARRIVING" : "DECISIONS";
    const series = eventSeries(decisions, this.compiled, role);
    const columns = this.outputs(series.rowCount);
    for (let row = 0; row < series.rowCount; row++) this.readRow(series, row, columns);
    return columns;
  }

  /** Takes events in; those without a key belong to nobody. */
  add(events: Table): void {
    const series = eventSeries(events, this.compiled, "ARRIVING");
    for (let row = 0; row < series.rowCount; row++) this.addRow(series, row);
  }

  /** Takes in a state over other events. @throws AppError INVALID_INPUT when it was made for another spec. */
  merge(other: WindowState): void {
    if (JSON.stringify(other.spec) !== JSON.stringify(this.spec)) {
      throw new AppError("INVALID_INPUT", "input", "The two states belong to different window specs. Merge states of one spec only.", {
        path: ["spec"],
      });
    }
    for (const [key, log] of other.logs) this.logOf(key).addAll(log);
  }

  /**
   * Forgets what no decision at or after `now` - lateness can need, and entities of which nothing is left.
   * @param now milliseconds since 1970.
   */
  expire(now: number): void {
    for (const [key, log] of this.logs) {
      log.forgetBefore(now - this.compiled.horizonMs);
      if (log.size === 0) this.logs.delete(key);
    }
  }

  toJSON(): WindowStateJson {
    const logs = [...this.logs].sort(([a], [b]) => compareCells(a, b));
    return {
      version: 1,
      spec: this.spec,
      numbers: this.numberNames,
      categories: this.categoryNames,
      entities: logs.map(([key, log]) => ({
        key: JSON.parse(key) as Cell[],
        events: [...log.events()].map(({ time, numbers, categories }) => [
          time,
          numbers.map((value) => (Number.isNaN(value) ? null : value)),
          [...categories],
        ]),
      })),
    };
  }

  /** @throws AppError INVALID_INPUT when it is no state, or one of columns that its spec does not read. */
  static fromJSON(json: unknown): WindowState {
    const parsed = WindowStateJson.safeParse(json);
    if (!parsed.success) throw damaged(parsed.error.issues[0]?.message ?? "unknown");
    const { spec, numbers, categories, entities } = parsed.data;
    const state = new WindowState(spec);
    const isSame = (a: readonly string[], b: readonly string[]): boolean => JSON.stringify(a) === JSON.stringify(b);
    if (!isSame(numbers, state.numberNames) || !isSame(categories, state.categoryNames))
      throw damaged("its columns are not those of its spec");
    for (const { key, events } of entities) {
      const log = state.logOf(JSON.stringify(key));
      for (const [time, values, cells] of events) {
        if (values.length !== numbers.length || cells.length !== categories.length) throw damaged("an event has too few or too many cells");
        log.add({ time, numbers: values.map((value) => value ?? Number.NaN), categories: cells });
      }
    }
    return state;
  }

  private outputs(rowCount: number): NumericColumn[] {
    return this.compiled.features.map(({ name }) => ({ name, type: "FLOAT", values: new Float64Array(rowCount) }));
  }

  private logOf(key: string): EntityLog {
    let log = this.logs.get(key);
    if (!log) {
      const { horizonMs, spec } = this.compiled;
      log = new EntityLog(this.numberNames, this.categoryNames, { horizonMs, maxEvents: spec.maxEvents });
      this.logs.set(key, log);
    }
    return log;
  }

  private addRow(series: EventSeries, row: number): void {
    const key = keyOf(series, row);
    if (key === null) return;
    this.logOf(key).add({
      time: series.times[row] as number,
      numbers: this.numberNames.map((name) => series.numbers.get(name)?.values[row] ?? Number.NaN),
      categories: this.categoryNames.map((name) => cellOf(series.categories.get(name), row)),
    });
  }

  private readRow(series: EventSeries, row: number, columns: readonly NumericColumn[]): void {
    const key = keyOf(series, row);
    if (key === null) {
      for (const { values } of columns) values[row] = Number.NaN;
      return;
    }
    const { compiled } = this;
    const time = series.times[row] as number;
    const codes = new Map(this.categoryNames.map((name) => [name, new Map<Cell, number>()]));
    const codeOf = (name: string, cell: Cell): number => {
      const known = codes.get(name);
      if (cell === null || !known) return -1;
      const code = known.get(cell);
      if (code !== undefined) return code;
      known.set(cell, known.size);
      return known.size - 1;
    };
    const empty = new EntityLog(this.numberNames, this.categoryNames, { horizonMs: 0, maxEvents: 1 });
    const events = (this.logs.get(key) ?? empty).between(time - compiled.longestMs, time, codeOf);
    const decision: EntityColumns = {
      times: Float64Array.of(time),
      numbers: new Map([...series.numbers].map(([name, { values }]) => [name, values.subarray(row, row + 1)])),
      categories: new Map([...series.categories].map(([name, column]) => [name, Int32Array.of(codeOf(name, cellOf(column, row)))])),
    };
    const out = columns.map(({ values }) => values.subarray(row, row + 1));
    new WindowEvaluator(compiled, factsOf(events, decision, codes)).evaluate(events, decision, null, out);
  }
}

const NOTHING = new Float64Array(0);

function factsOf(events: EntityColumns, decision: EntityColumns, codes: ReadonlyMap<string, ReadonlyMap<Cell, number>>): ColumnFacts {
  return {
    spans: new Map(
      [...events.numbers].map(([name, values]) => [name, joinSpans(bitSpan(values), bitSpan(decision.numbers.get(name) ?? NOTHING))]),
    ),
    codeCounts: new Map([...codes].map(([name, known]) => [name, known.size])),
    maxEvents: events.times.length,
  };
}

/** The key's cells as JSON, or null where one is missing. */
function keyOf({ keys }: EventSeries, row: number): string | null {
  const cells = keys.map((column) => cellOf(column, row));
  return cells.includes(null) ? null : JSON.stringify(cells);
}

function cellOf(column: Column | undefined, row: number): Cell {
  if (column === undefined) return null;
  if (column.type === "STRING") return column.dictionary[column.codes[row] ?? -1] ?? null;
  const value = (column.values[row] ?? Number.NaN) + 0;
  return Number.isNaN(value) ? null : value;
}

const damaged = (why: string): AppError =>
  new AppError("INVALID_INPUT", "input", `This is no state of window features: ${why}. Give what toJSON returned, unchanged.`);
