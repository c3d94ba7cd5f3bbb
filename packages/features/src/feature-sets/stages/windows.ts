import { windowFeatures } from "../../windows/window-features.ts";
import { WindowSpec } from "../../windows/window-spec.ts";
import { defineStage } from "../stage.ts";

export const windows = defineStage({
  type: "windows",
  title: "Windows over past events",
  description: "Counts, sums, means, times since and more over each entity's last hours or days, strictly before the row.",
  spec: WindowSpec.extend({
    /** The events' table; null = the spine itself, whose rows then are events and decisions at once. */
    table: WindowSpec.shape.time.nullish(),
  }),
  reads: ({ table }) => (table ? [table] : []),
  compute(spine, tables, { table, ...spec }) {
    const events = table ? tables.get(table) : undefined;
    const { columns, nCapped, nClipped } = events ? windowFeatures(events, spec, spine) : windowFeatures(spine, spec);
    const notes = [
      ...(nCapped > 0 ? [`${nCapped} rows saw only the latest ${spec.maxEvents} events of their window`] : []),
      ...(nClipped > 0 ? [`${nClipped} rows came later than '${spec.lateness}' allows`] : []),
    ];
    return { columns, notes };
  },
});
