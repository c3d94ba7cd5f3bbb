import type { DecisionLog } from "../logs/decision-log.ts";
import { labelAt } from "../logs/decision-log.ts";

/** How far the log can speak about a policy at all. */
export interface SupportReport {
  /** Share of the policy's decisions that the log cannot speak about: actions the past policy had no chance to take there. */
  unsupportedShare: number;
  /** BEHAVIOUR: from all chances of the past policy. SEGMENT: actions that the log never took in the segment. */
  method: "BEHAVIOUR" | "SEGMENT";
  /** Share of all weight on decisions whose propensity is below one percent: what a model's extrapolation would have to carry. */
  rareWeightShare: number;
  smallestPropensity: number;
  /** Actions that the policy wants and the log has not, by segment: the largest shares first, at most 20. */
  gaps: { segment: string; action: string; share: number }[];
}

const RARE = 0.01;
const MAX_GAPS = 20;

/**
 * @param target [n, actions] chances of the evaluated policy. @param behaviour [n, actions] chances of the past policy, or null where only
 * the taken action's is known: then an action counts as supported in a segment if the log took it there at least once.
 */
export function supportReport(log: DecisionLog, target: Float64Array, behaviour: Float64Array | null): SupportReport {
  const { n, actionNames, action, propensity, segment } = log;
  const k = actionNames.length;
  const nSegments = segment.names.length + 1;
  const seen = new Uint8Array(nSegments * k);
  const codeOf = (i: number) => (segment.codes[i] as number) + 1;
  for (let i = 0; i < n; i++) seen[codeOf(i) * k + (action[i] as number)] = 1;
  const missing = new Float64Array(nSegments * k);
  let [unsupported, rare, all, smallest] = [0, 0, 0, 1];
  for (let i = 0; i < n; i++) {
    for (let a = 0; a < k; a++) {
      const at = i * k + a;
      const supported = behaviour ? (behaviour[at] as number) > 0 : seen[codeOf(i) * k + a] === 1;
      if (supported) continue;
      unsupported += target[at] as number;
      const slot = codeOf(i) * k + a;
      missing[slot] = (missing[slot] as number) + (target[at] as number) / n;
    }
    const p = propensity[i] as number;
    const w = (target[i * k + (action[i] as number)] as number) / p;
    all += w;
    if (p < RARE) rare += w;
    smallest = Math.min(smallest, p);
  }
  const gaps = [...missing]
    .map((share, slot) => ({ share, slot }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, MAX_GAPS)
    .map(({ share, slot }) => ({
      segment: segment.names[Math.floor(slot / k) - 1] ?? "",
      action: actionNames[slot % k] ?? "",
      share,
    }));
  return {
    unsupportedShare: unsupported / n,
    method: behaviour ? "BEHAVIOUR" : "SEGMENT",
    rareWeightShare: all > 0 ? rare / all : 0,
    smallestPropensity: smallest,
    gaps,
  };
}

/** Number of decisions, actions taken and mean reward of each segment, for tables beside a report. */
export function segmentTable(log: DecisionLog): { segment: string; n: number; meanReward: number; actions: number[] }[] {
  const rows = new Map<string, { n: number; sum: number; actions: number[] }>();
  for (let i = 0; i < log.n; i++) {
    const name = labelAt(log.segment, i) ?? "";
    const row = rows.get(name) ?? { n: 0, sum: 0, actions: new Array<number>(log.actionNames.length).fill(0) };
    row.n++;
    row.sum += log.reward[i] as number;
    const a = log.action[i] as number;
    row.actions[a] = (row.actions[a] as number) + 1;
    rows.set(name, row);
  }
  return [...rows]
    .map(([segment, { n, sum, actions }]) => ({ segment, n, meanReward: sum / n, actions }))
    .sort((a, b) => (a.segment < b.segment ? -1 : 1));
}
