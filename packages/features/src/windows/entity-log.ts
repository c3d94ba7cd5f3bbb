import type { EntityColumns } from "./entity-events.ts";
import { compareCells, compareNumbers } from "./tie-order.ts";

export type Cell = string | number | null;

/** One event as it is kept. */
export interface LoggedEvent {
  time: number;
  /** In the order of the log's number columns. NaN = missing. */
  numbers: readonly number[];
  /** In the order of the log's category columns. */
  categories: readonly Cell[];
}

/** What is kept: the latest `maxEvents` of the events within `horizonMs` of the youngest. */
export interface Retention {
  horizonMs: number;
  maxEvents: number;
}

/** Dropped events are cleared away when they are this many, or as many as those that are kept. */
const SLACK = 64;

/**
 * The kept events of one entity by time and, within one moment, by content, so that the same events make the same log in whatever order
 * they come. Columns are named in ascending order.
 */
export class EntityLog {
  readonly numberNames: readonly string[];
  readonly categoryNames: readonly string[];
  private readonly retention: Retention;
  private times: number[] = [];
  private numbers: number[][];
  private categories: Cell[][];

  constructor(numberNames: readonly string[], categoryNames: readonly string[], retention: Retention) {
    this.numberNames = numberNames;
    this.categoryNames = categoryNames;
    this.retention = retention;
    this.numbers = numberNames.map(() => []);
    this.categories = categoryNames.map(() => []);
  }

  get size(): number {
    return this.times.length - this.firstKept();
  }

  add(event: LoggedEvent): void {
    let place = this.times.length;
    while (place > 0 && this.isAfter(place - 1, event)) place--;
    insert(this.times, place, event.time);
    this.numbers.forEach((values, c) => {
      insert(values, place, event.numbers[c] ?? Number.NaN);
    });
    this.categories.forEach((cells, c) => {
      insert(cells, place, event.categories[c] ?? null);
    });
    const dropped = this.firstKept();
    if (dropped > SLACK && dropped * 2 > this.times.length) this.drop(dropped);
  }

  /** Takes in what another log keeps. */
  addAll(other: EntityLog): void {
    for (const event of other.events()) this.add(event);
  }

  /** Forgets the events before a time. */
  forgetBefore(time: number): void {
    const first = Math.max(this.firstKept(), this.firstAtOrAfter(time));
    if (first > 0) this.drop(first);
  }

  *events(): Generator<LoggedEvent> {
    for (let i = this.firstKept(); i < this.times.length; i++) {
      yield {
        time: this.times[i] as number,
        numbers: this.numbers.map((values) => values[i] as number),
        categories: this.categories.map((cells) => cells[i] as Cell),
      };
    }
  }

  /** The kept events with from <= time < to. @param codeOf gives equal cells of a category equal codes, missing ones -1. */
  between(from: number, to: number, codeOf: (name: string, cell: Cell) => number): EntityColumns {
    const first = Math.max(this.firstKept(), this.firstAtOrAfter(from));
    const end = Math.max(first, this.firstAtOrAfter(to));
    const slice = (values: readonly number[]): Float64Array =>
      Float64Array.from({ length: end - first }, (_, i) => values[first + i] as number);
    return {
      times: slice(this.times),
      numbers: new Map(this.numberNames.map((name, c) => [name, slice(this.numbers[c] ?? [])])),
      categories: new Map(
        this.categoryNames.map((name, c) => {
          const cells = this.categories[c] ?? [];
          return [name, Int32Array.from({ length: end - first }, (_, i) => codeOf(name, cells[first + i] ?? null))];
        }),
      ),
    };
  }

  private firstKept(): number {
    const { times, retention } = this;
    const youngest = times[times.length - 1];
    if (youngest === undefined) return 0;
    return Math.max(times.length - retention.maxEvents, this.firstAtOrAfter(youngest - retention.horizonMs));
  }

  private firstAtOrAfter(time: number): number {
    let low = 0;
    let high = this.times.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.times[middle] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private isAfter(index: number, event: LoggedEvent): boolean {
    const time = this.times[index] as number;
    if (time !== event.time) return time > event.time;
    for (const [c, values] of this.numbers.entries()) {
      const order = compareNumbers(values[index] as number, event.numbers[c] ?? Number.NaN);
      if (order !== 0) return order > 0;
    }
    for (const [c, cells] of this.categories.entries()) {
      const order = compareOptional(cells[index] ?? null, event.categories[c] ?? null);
      if (order !== 0) return order > 0;
    }
    return false;
  }

  private drop(count: number): void {
    this.times = this.times.slice(count);
    this.numbers = this.numbers.map((values) => values.slice(count));
    this.categories = this.categories.map((cells) => cells.slice(count));
  }
}

function insert<T>(items: T[], place: number, item: T): void {
  if (place === items.length) items.push(item);
  else items.splice(place, 0, item);
}

/** Missing before everything. A column's cells are all texts or all numbers. */
function compareOptional(a: Cell, b: Cell): number {
  if (a === null || b === null) return Number(b === null) - Number(a === null);
  return compareCells(a, b);
}
