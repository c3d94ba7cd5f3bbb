import { defineGroup, SOURCES, ZERO_OR_NEGATIVE } from "./indicator.ts";

const source = SOURCES.textbook;
const denominators = "Missing where last year's figure is 0 or negative: growth from there has no meaning.";

/** Change since the year before, as a share of it. */
export const growth = defineGroup("GROWTH", [
  {
    name: "sales_growth",
    title: "Sales growth",
    unit: "SHARE",
    formula: "(sales - prior.sales) / positive(prior.sales)",
    source,
    denominators,
  },
  { name: "ebit_growth", title: "EBIT growth", unit: "SHARE", formula: "(ebit - prior.ebit) / positive(prior.ebit)", source, denominators },
  {
    name: "net_income_growth",
    title: "Net income growth",
    unit: "SHARE",
    formula: "(net_income - prior.net_income) / positive(prior.net_income)",
    source,
    denominators,
  },
  {
    name: "asset_growth",
    title: "Asset growth",
    unit: "SHARE",
    formula: "(total_assets - prior.total_assets) / positive(prior.total_assets)",
    source,
    denominators,
  },
  {
    name: "equity_growth",
    title: "Equity growth",
    unit: "SHARE",
    formula: "(equity - prior.equity) / positive(prior.equity)",
    source,
    denominators,
  },
  {
    name: "operating_cash_flow_growth",
    title: "Operating cash flow growth",
    unit: "SHARE",
    formula: "(operating_cash_flow - prior.operating_cash_flow) / positive(prior.operating_cash_flow)",
    source,
    denominators,
  },
  {
    name: "sustainable_growth",
    title: "Sustainable growth",
    unit: "SHARE",
    formula: "(net_income - dividends) / positive(average(equity))",
    source,
    denominators: ZERO_OR_NEGATIVE,
  },
]);
