import { type BitSpan, ExactSums } from "./exact-sums.ts";

/** Columns of one entity's events, or of its decisions, in time order. */
export interface EntityColumns {
  /** [n] milliseconds since 1970, ascending. */
  times: Float64Array;
  /** [n] each; NaN = missing. */
  numbers: ReadonlyMap<string, Float64Array>;
  /** [n] each: equal codes for equal cells; -1 = missing. */
  categories: ReadonlyMap<string, Int32Array>;
}

/** What is known of the columns beforehand, for all entities that will be entered. */
export interface ColumnFacts {
  /** Of each number column, over events and decisions. */
  spans: ReadonlyMap<string, BitSpan | null>;
  /** Codes of each category are below this. */
  codeCounts: ReadonlyMap<string, number>;
  /** Most events of one entity. */
  maxEvents: number;
}

interface Cached<T> {
  value: T;
  entered: number;
}

/**
 * The events of one entity at a time, with sums and counts from which any stretch of them can be read at once. They are made when a
 * feature first asks for them and shared by all features of the column.
 */
export class EntityEvents {
  n = 0;
  times: Float64Array = new Float64Array(0);
  private columns: EntityColumns = { times: this.times, numbers: new Map(), categories: new Map() };
  private entered = 0;
  private readonly facts: ColumnFacts;
  private readonly values = new Map<string, Cached<ExactSums>>();
  private readonly squares = new Map<string, Cached<ExactSums>>();
  private readonly counts = new Map<string, Cached<Int32Array>>();

  constructor(facts: ColumnFacts) {
    this.facts = facts;
  }

  /** Goes on to the next entity. */
  enter(columns: EntityColumns): void {
    this.columns = columns;
    this.times = columns.times;
    this.n = columns.times.length;
    this.entered += 1;
  }

  number(name: string): Float64Array {
    return columnOf(this.columns.numbers, name);
  }

  category(name: string): Int32Array {
    return columnOf(this.columns.categories, name);
  }

  codeCount(name: string): number {
    return this.facts.codeCounts.get(name) ?? 0;
  }

  /** Exact sums of the column's values. */
  sumsOf(name: string): ExactSums {
    return this.sums(this.values, "VALUES", name);
  }

  /** Exact sums of the column's squares. */
  squaresOf(name: string): ExactSums {
    return this.sums(this.squares, "SQUARES", name);
  }

  /** [n + 1] how many of the first i values are present. */
  presentCounts(name: string): Int32Array {
    const found = this.counts.get(name);
    if (found?.entered === this.entered) return found.value;
    const values = this.number(name);
    const counts = found && found.value.length > this.n ? found.value : new Int32Array(this.n + 1);
    for (let i = 0; i < values.length; i++) {
      const value = values[i] as number;
      counts[i + 1] = (counts[i] as number) + (Number.isNaN(value) ? 0 : 1);
    }
    this.counts.set(name, { value: counts, entered: this.entered });
    return counts;
  }

  private sums(cache: Map<string, Cached<ExactSums>>, kind: "VALUES" | "SQUARES", name: string): ExactSums {
    let found = cache.get(name);
    if (!found) {
      found = { value: new ExactSums(kind), entered: -1 };
      found.value.setSpan(this.facts.spans.get(name) ?? null, this.facts.maxEvents + 1);
      cache.set(name, found);
    }
    if (found.entered !== this.entered) {
      found.value.build(this.number(name));
      found.entered = this.entered;
    }
    return found.value;
  }
}

/** Events lo[d] <= i < hi[d] are those of the window before decision d. Both never fall from one decision to the next. */
export interface Stretch {
  lo: Int32Array;
  hi: Int32Array;
}

/** Decisions of one entity, in time order. */
export class EntityDecisions {
  readonly n: number;
  readonly times: Float64Array;
  /** Whether the decision's own event counts as the latest of its window. */
  readonly included: boolean;
  private readonly columns: EntityColumns;
  private readonly stretches: ReadonlyMap<string, Stretch>;

  constructor(columns: EntityColumns, stretches: ReadonlyMap<string, Stretch>, included: boolean) {
    this.columns = columns;
    this.n = columns.times.length;
    this.times = columns.times;
    this.stretches = stretches;
    this.included = included;
  }

  stretch(window: string): Stretch {
    return columnOf(this.stretches, window);
  }

  /** The decision's own cells. */
  number(name: string): Float64Array {
    return columnOf(this.columns.numbers, name);
  }

  /** The decision's own cells, or null where they do not count. */
  ownNumber(name: string): Float64Array | null {
    return this.included ? this.number(name) : null;
  }

  category(name: string): Int32Array {
    return columnOf(this.columns.categories, name);
  }
}

function columnOf<T>(columns: ReadonlyMap<string, T>, name: string): T {
  const found = columns.get(name);
  if (found === undefined) throw new RangeError(`'${name}' was not declared as read.`);
  return found;
}
