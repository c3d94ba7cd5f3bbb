import { windowFeatures } from "@plimsoll/features";
import { median } from "../contestant.ts";
import type { Bench } from "../run.ts";
import { type Peer, startPeer } from "./peer.ts";
import { shareTable } from "./shared-table.ts";
import { transactions } from "./transactions.ts";

const N_EVENTS = 5_000_000;
const N_CARDS = 50_000;
const WINDOWS = ["1h", "1d", "7d", "30d"];
const AGGREGATES = ["count", "sum", "mean", "std", "max"];
const MEASURED = 3;
/** pandas takes minutes: it runs once. */
const ONCE = new Set(["pandas", "polars_group"]);

const featuresOf = (types: readonly string[]) =>
  types.flatMap((type) =>
    WINDOWS.map((window) => {
      const column = type === "count-distinct" ? "merchant" : "amount";
      const params = { window, ...(type === "count" ? {} : { column }), ...(type === "percentile" ? { p: 0.95 } : {}) };
      return { name: `${type}_${window}`, type, params };
    }),
  );

/**
 * Part 2. 20 aggregates over four windows of 5,000,000 transactions of 50,000 cards, each window strictly before its transaction: ours
 * against polars' rolling group-by, polars' rolling expressions over the card and pandas' rolling group-by. Beside them median, 95th
 * percentile and distinct merchants, each of the four windows. The peers' figures are compared with ours before any time counts.
 */
export const benchWindows: Bench = async (log) => {
  const table = transactions(N_EVENTS, N_CARDS, 21);
  const shared = await shareTable(table);
  const peer = await startPeer("windows_peer.py", log);
  if ("skipped" in peer) log(`polars and pandas are skipped: ${peer.skipped}.`);
  const times: Record<string, number[]> = {};
  const note = (side: string, ms: number): void => {
    times[side] = [...(times[side] ?? []), ms];
  };
  const ours = (types: readonly string[]): { ms: number; sums: Record<string, number> } => {
    const start = performance.now();
    const { columns } = windowFeatures(table, { entity: ["card"], time: "time", features: featuresOf(types) });
    const ms = performance.now() - start;
    return {
      ms,
      sums: Object.fromEntries(
        columns.map(({ name, values }) => [name, values.reduce((sum, value) => (Number.isNaN(value) ? sum : sum + value), 0)]),
      ),
    };
  };
  const theirs = async (running: Peer, side: string): Promise<Record<string, number>> =>
    running.ask({ columns: shared.columns, windows: WINDOWS, side });

  for (let round = 0; round <= MEASURED; round += 1) {
    const { ms, sums } = ours(AGGREGATES);
    if (round > 0) note("windows_ours", ms);
    if ("skipped" in peer) continue;
    for (const side of ["polars_over", ...(round === 1 ? ONCE : [])]) {
      const { ms: peerMs, ...found } = await theirs(peer, side);
      compare(side, sums, found);
      if (round > 0) note(`windows_${side}`, peerMs as number);
    }
  }
  for (const [type, side] of [
    ["median", "polars_median"],
    ["percentile", "polars_percentile"],
    ["count-distinct", "polars_distinct"],
  ] as const) {
    const { ms } = ours([type]);
    note(`windows_${side.replace("polars_", "")}_ours`, ms);
    if ("skipped" in peer) continue;
    const { ms: peerMs } = await theirs(peer, side);
    note(`windows_${side.replace("polars_", "")}_polars`, peerMs as number);
  }
  if (!("skipped" in peer)) peer.stop();
  await shared.remove();
  for (const [side, measured] of Object.entries(times)) log(`${side}: ${measured.map((value) => value.toFixed(0)).join(" ")} ms`);
  const ms = Object.fromEntries(Object.entries(times).map(([side, measured]) => [side, median(measured)]));
  ms.windows_peak_memory_mib = process.resourceUsage().maxRSS / 1024;
  return { ratios: ratiosOf(ms), ms };
};

function ratiosOf(ms: Record<string, number>): Record<string, number> {
  const pairs = [
    ["windows_ours", "windows_polars_group", "windows_against_polars_group_by"],
    ["windows_ours", "windows_polars_over", "windows_against_polars_expressions"],
    ["windows_ours", "windows_pandas", "windows_against_pandas"],
    ["windows_median_ours", "windows_median_polars", "windows_median_against_polars"],
    ["windows_percentile_ours", "windows_percentile_polars", "windows_percentile_against_polars"],
    ["windows_distinct_ours", "windows_distinct_polars", "windows_distinct_against_polars"],
  ] as const;
  return Object.fromEntries(pairs.flatMap(([ours, peer, name]) => (ms[peer] ? [[name, (ms[ours] as number) / ms[peer]]] : [])));
}

/** The same work was done when the sums over all rows agree to 1e-9. */
function compare(side: string, ours: Record<string, number>, theirs: Record<string, number>): void {
  for (const [name, value] of Object.entries(theirs)) {
    const own = ours[name] ?? Number.NaN;
    if (!(Math.abs(own - value) <= 1e-9 * Math.abs(value))) throw new Error(`${side} gives ${value} in all for ${name}, we give ${own}.`);
  }
}
