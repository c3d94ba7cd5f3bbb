import { type ColumnFacts, type EntityColumns, EntityDecisions, EntityEvents, type Stretch } from "./entity-events.ts";
import type { CompiledWindows } from "./window-spec.ts";

/** Runs the features of a spec for one entity after the other: the only place where a window is laid over events. */
export class WindowEvaluator {
  private readonly compiled: CompiledWindows;
  private readonly events: EntityEvents;
  /** After `evaluate` with `visible`: 1 for each decision that had events in its longest window which `visible` hid. */
  hidden = new Uint8Array(0);
  private hi = new Int32Array(0);
  private readonly stretches = new Map<string, Stretch>();

  constructor(compiled: CompiledWindows, facts: ColumnFacts) {
    this.compiled = compiled;
    this.events = new EntityEvents(facts);
  }

  /**
   * @param events of the entity, times ascending. @param decisions of the same entity, times ascending.
   * @param visible [n decisions] how many of the latest events before each decision may be seen; null = all. The first of them must not
   * lie before that of an earlier decision.
   * @param out one [n decisions] for each feature, filled.
   */
  evaluate(events: EntityColumns, decisions: EntityColumns, visible: Int32Array | null, out: readonly Float64Array[]): void {
    const { compiled } = this;
    this.layOut(events.times, decisions.times, visible);
    this.events.enter(events);
    const asked = new EntityDecisions(decisions, this.stretches, compiled.spec.current === "INCLUDED");
    compiled.features.forEach((feature, f) => {
      feature.run(this.events, asked, out[f] as Float64Array);
    });
  }

  /** Stretches of all windows: t - w <= time < t. */
  private layOut(times: Float64Array, decisions: Float64Array, visible: Int32Array | null): void {
    const n = times.length;
    const m = decisions.length;
    if (this.hi.length < m) {
      this.hi = new Int32Array(2 * m);
      this.stretches.clear();
    }
    const hi = this.hi;
    let before = 0;
    for (let d = 0; d < m; d++) {
      const t = decisions[d] as number;
      while (before < n && (times[before] as number) < t) before++;
      hi[d] = before;
    }
    if (visible) this.hidden = new Uint8Array(m);
    for (const { text, ms } of this.compiled.windows) {
      let stretch = this.stretches.get(text);
      if (!stretch) {
        stretch = { lo: new Int32Array(hi.length), hi };
        this.stretches.set(text, stretch);
      }
      const { lo } = stretch;
      let first = 0;
      for (let d = 0; d < m; d++) {
        const start = (decisions[d] as number) - ms;
        while (first < n && (times[first] as number) < start) first++;
        lo[d] = first;
      }
      if (visible) this.hide(lo, visible);
    }
  }

  private hide(lo: Int32Array, visible: Int32Array): void {
    const { hidden, hi } = this;
    for (let d = 0; d < hidden.length; d++) {
      const first = (hi[d] as number) - (visible[d] as number);
      // The last window that is laid out is the longest: what it says stays.
      hidden[d] = first > (lo[d] as number) ? 1 : 0;
      if (first > (lo[d] as number)) lo[d] = first;
    }
  }
}
