import { type Performance, performanceOf, wealthOf } from "../../portfolio/performance.ts";
import type { Panel } from "./panel.ts";
import { type SharpeSignificance, sharpeSignificance } from "./sharpe-significance.ts";

/** Weights wanted after a day, by asset: decided with what is known at that day's close. Their sizes add up to at most one. */
export type Decision = ReadonlyMap<number, number>;

export interface StrategyRequest {
  name: string;
  /** By day of the panel; a day without a decision keeps what is held. */
  decisions: ReadonlyMap<number, Decision>;
  /** Days [from, to] over which returns are counted. */
  from: number;
  to: number;
  /** Cost of a trade as a share of what is traded, such as 0.0005. */
  cost: number;
  /** Sharpe ratios of this many strategies were looked at. */
  nTrials: number;
}

export interface StrategyResult {
  name: string;
  /** [days] of the panel, from the second on. */
  days: Int32Array;
  /** [days] net of costs. */
  returns: Float64Array;
  /** [days] wealth of one unit. */
  wealth: Float64Array;
  performance: Performance;
  significance: SharpeSignificance;
  /** Mean share of wealth traded a day, both sides counted. */
  turnover: number;
  /** Costs over the whole stretch, as a share of wealth when they fell due, added up. */
  costs: number;
  /** Mean size of what was held, 0 to 1. */
  exposure: number;
}

export interface YearConvention {
  periodsPerYear: number;
  /** A year, decimal. */
  riskFreeRate: number;
}

/**
 * Wealth of a strategy day by day. A decision of day t is traded at the close of day t + lag; until the next one positions drift with their
 * prices. What is not invested earns nothing. Each trade costs its share. An asset without a price on a day keeps its value that day.
 */
export function backtestStrategy(panel: Panel, request: StrategyRequest, convention: YearConvention): StrategyResult {
  const { name, decisions, from, to, cost, nTrials } = request;
  const changes = dailyChanges(panel);
  const held = new Float64Array(panel.assets.length);
  const days: number[] = [];
  const returns: number[] = [];
  let [traded, paid, exposure] = [0, 0, 0];
  for (let day = from; day <= to; day++) {
    let gain = 0;
    panel.assets.forEach((_, asset) => {
      gain += (held[asset] as number) * (changes[asset]?.[day] as number);
    });
    // Weights of what is held after the day's move, in shares of the wealth after it.
    panel.assets.forEach((_, asset) => {
      held[asset] = ((held[asset] as number) * (1 + (changes[asset]?.[day] as number))) / Math.max(1 + gain, 1e-12);
    });
    const decision = decisions.get(day - panel.lag);
    let fee = 0;
    if (decision) {
      let turnover = 0;
      panel.assets.forEach((_, asset) => {
        const wanted = decision.get(asset) ?? 0;
        turnover += Math.abs(wanted - (held[asset] as number));
        held[asset] = wanted;
      });
      fee = cost * turnover;
      traded += turnover;
      paid += fee;
    }
    days.push(day);
    // Ruin ends at zero.
    returns.push(Math.max(-1, (1 + gain) * (1 - fee) - 1));
    exposure += held.reduce((sum, weight) => sum + Math.abs(weight), 0);
  }
  const net = Float64Array.from(returns);
  return {
    name,
    days: Int32Array.from(days),
    returns: net,
    wealth: wealthOf(net),
    performance: performanceOf(net, convention),
    significance: sharpeSignificance(net, nTrials),
    turnover: traded / days.length,
    costs: paid,
    exposure: exposure / days.length,
  };
}

/** Each asset's simple return on each day of the panel, 0 where it has no price that day or none before. */
function dailyChanges(panel: Panel): Float64Array[] {
  return panel.assets.map(({ day, close }) => {
    const out = new Float64Array(panel.days.length);
    for (let t = 1; t < day.length; t++) out[day[t] as number] = (close[t] as number) / (close[t - 1] as number) - 1;
    return out;
  });
}
