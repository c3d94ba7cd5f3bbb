import { ChartCandlestick, Landmark, type LucideIcon, PieChart, Siren, TrendingDown, Waves } from "lucide-react";

export interface Desk {
  title: string;
  href: string;
  Icon: LucideIcon;
  /** The question that brings somebody here. */
  question: string;
  /** What the desk can do. */
  does: readonly string[];
  action: { label: string; href: string };
}

/** The risk desks, one entry each: navigation and landing page are drawn from it. */
export const DESKS: readonly Desk[] = [
  {
    title: "Volatility",
    href: "/risk/volatility",
    Icon: Waves,
    question: "How wild will the coming days be?",
    does: [
      "EWMA, ARCH, GARCH, GJR, EGARCH, HAR and networks walked through a series with a schedule of refits",
      "QLIKE and MSE at several horizons, Diebold and Mariano's test, the model confidence set",
      "The best registered, and asked about the days ahead by a daily schedule",
    ],
    action: { label: "New study", href: "/risk/volatility/new" },
  },
  {
    title: "VaR and ES",
    href: "/risk/var",
    Icon: TrendingDown,
    question: "What can be lost, and did the figure hold?",
    does: [
      "Historical, filtered, parametric, GARCH, extreme-value and network methods at any level and horizon",
      "Every backtest with its size at that number of days, never Kupiec alone, and the traffic light with both ladders",
      "Each day's loss under the VaR that had been forecast for it",
    ],
    action: { label: "New backtest", href: "/risk/var/new" },
  },
  {
    title: "Market prediction",
    href: "/risk/prediction",
    Icon: ChartCandlestick,
    question: "Is there anything to be foreseen, after costs?",
    does: [
      "Direction or return from indicators, by purged and embargoed walk-forward",
      "IC, rank IC, ICIR and hit rate beside the more frequent sign",
      "Wealth net of costs beside buy and hold, equal weight and a naive forecast, with deflated Sharpe ratios",
    ],
    action: { label: "New prediction", href: "/risk/prediction/new" },
  },
  {
    title: "Portfolio",
    href: "/risk/portfolio",
    Icon: PieChart,
    question: "How should the money be spread, and what can it lose?",
    does: [
      "Weights by nine methods under bounds, groups, turnover and leverage, with the efficient frontier",
      "Methods compared over time, net of costs, with intervals against equal weight",
      "VaR and ES of positions with each asset's component, marginal and incremental part",
      "Stress by days that were and by shocks, and the worst stretches of the history",
    ],
    action: { label: "New analysis", href: "/risk/portfolio/new" },
  },
  {
    title: "Operational risk",
    href: "/risk/operational",
    Icon: Siren,
    question: "What do fraud, failures and claims cost in the worst year of a thousand?",
    does: [
      "Loss registers by Basel's 7 event types and 8 business lines, every row checked on import",
      "Frequency and severity laws fitted and tested, with the plots that say where a tail begins",
      "A year's loss simulated with dependence, insurance and caps: capital, its interval, each cell's part",
      "Scenarios of experts, key risk indicators with breaches, and the standardised approach",
    ],
    action: { label: "Import losses", href: "/risk/operational/import" },
  },
  {
    title: "Credit portfolio",
    href: "/risk/credit",
    Icon: Landmark,
    question: "How much capital and allowance do the loans need?",
    does: [
      "Basel risk weights and capital of every loan by its asset class",
      "IFRS 9 stages with their reasons, or CECL, weighted over scenarios",
      "Totals by segment, migration between stages, the allowance under each scenario alone",
    ],
    action: { label: "New report", href: "/risk/credit/new" },
  },
];
