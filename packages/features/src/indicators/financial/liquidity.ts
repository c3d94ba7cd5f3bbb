import { defineGroup, SOURCES, ZERO } from "./indicator.ts";

const source = SOURCES.cfa;

/** Can what is due soon be paid from what comes in soon? */
export const liquidity = defineGroup("LIQUIDITY", [
  {
    name: "current_ratio",
    title: "Current ratio",
    unit: "RATIO",
    formula: "current_assets / current_liabilities",
    source,
    denominators: ZERO,
  },
  {
    name: "quick_ratio",
    title: "Quick ratio",
    unit: "RATIO",
    formula: "(cash + short_term_investments + receivables) / current_liabilities",
    source,
    denominators: ZERO,
  },
  {
    name: "cash_ratio",
    title: "Cash ratio",
    unit: "RATIO",
    formula: "(cash + short_term_investments) / current_liabilities",
    source,
    denominators: ZERO,
  },
  {
    name: "defensive_interval",
    title: "Defensive interval",
    unit: "DAYS",
    formula: "(cash + short_term_investments + receivables) / ((cost_of_goods_sold + operating_expenses) / 365)",
    source,
    denominators: ZERO,
  },
  {
    name: "working_capital_to_assets",
    title: "Working capital to assets",
    unit: "RATIO",
    formula: "(current_assets - current_liabilities) / total_assets",
    source: "Altman (1968), Journal of Finance 23(4), variable X1",
    denominators: ZERO,
  },
  {
    name: "working_capital_to_sales",
    title: "Working capital to sales",
    unit: "RATIO",
    formula: "(current_assets - current_liabilities) / sales",
    source,
    denominators: ZERO,
  },
  { name: "cash_to_assets", title: "Cash to assets", unit: "SHARE", formula: "cash / total_assets", source, denominators: ZERO },
]);
