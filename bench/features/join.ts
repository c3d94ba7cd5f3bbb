import { pointInTimeJoin, type Table } from "@plimsoll/features";
import { median } from "../contestant.ts";
import type { Bench } from "../run.ts";
import { startPeer } from "./peer.ts";
import { shareTable } from "./shared-table.ts";
import { transactions, withTextCards } from "./transactions.ts";

const N_DECISIONS = 1_000_000;
const N_EVENTS = 5_000_000;
const N_CARDS = 50_000;
/** pandas takes ten seconds for text. */
const MEASURED = { numbers: 9, text: 3 };

/**
 * Part 3. For 1,000,000 decisions the latest of 5,000,000 earlier events of their card: ours against pandas' merge_asof, with cards as
 * whole numbers and as text, in turn. Each side's first round is not counted.
 */
export const benchJoin: Bench = async (log) => {
  const events = pick(transactions(N_EVENTS, N_CARDS, 22), ["card", "time", "amount"]);
  const decisions = pick(transactions(N_DECISIONS, N_CARDS, 23), ["card", "time"]);
  const peer = await startPeer("join_peer.py", log);
  if ("skipped" in peer) log(`pandas is skipped: ${peer.skipped}.`);
  const ms: Record<string, number> = {};
  const ratios: Record<string, number> = {};
  for (const [kind, left, right] of [
    ["numbers", decisions, events],
    ["text", withTextCards(decisions), withTextCards(events)],
  ] as const) {
    const shared = [await shareTable(left), await shareTable(right)] as const;
    const times: { ours: number[]; pandas: number[] } = { ours: [], pandas: [] };
    for (let round = 0; round <= MEASURED[kind]; round += 1) {
      const start = performance.now();
      const { table } = pointInTimeJoin(left, new Map([["events", right]]), {
        time: "time",
        tables: [{ table: "events", key: ["card"], time: "time" }],
      });
      const own = performance.now() - start;
      if (round > 0) times.ours.push(own);
      if ("skipped" in peer) continue;
      const answer = await peer.ask({ decisions: shared[0].columns, events: shared[1].columns });
      const sum = amountOf(table);
      if (!(Math.abs(sum - (answer.sum as number)) <= 1e-9 * sum)) throw new Error(`pandas gives ${answer.sum} in all, we give ${sum}.`);
      if (round > 0) times.pandas.push(answer.ms as number);
    }
    for (const each of shared) await each.remove();
    log(
      `join by ${kind}: ours ${times.ours.map((value) => value.toFixed(0)).join(" ")} ms, pandas ${times.pandas.map((value) => value.toFixed(0)).join(" ")} ms`,
    );
    ms[`join_${kind}_ours`] = median(times.ours);
    if (times.pandas.length === 0) continue;
    ms[`join_${kind}_pandas`] = median(times.pandas);
    ratios[`join_${kind}_against_pandas`] = median(times.ours) / median(times.pandas);
  }
  if (!("skipped" in peer)) peer.stop();
  return { ratios, ms };
};

const pick = ({ rowCount, columns }: Table, names: readonly string[]): Table => ({
  rowCount,
  columns: columns.filter(({ name }) => names.includes(name)),
});

function amountOf(table: Table): number {
  const amount = table.columns.find(({ name }) => name === "amount");
  if (!amount || amount.type === "STRING") throw new Error("The join gave no amounts.");
  return amount.values.reduce((sum, value) => (Number.isNaN(value) ? sum : sum + value), 0);
}
