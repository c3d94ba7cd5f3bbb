import { type LucideIcon, PieChart, Siren } from "lucide-react";

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
];
