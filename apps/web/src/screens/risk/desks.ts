import { type LucideIcon, PieChart } from "lucide-react";

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
];
