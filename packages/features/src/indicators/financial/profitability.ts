import { defineGroup, SOURCES, ZERO, ZERO_OR_NEGATIVE } from "./indicator.ts";

const source = SOURCES.cfa;

/** What is earned, of sales and of what was put in. */
export const profitability = defineGroup("PROFITABILITY", [
  { name: "gross_margin", title: "Gross margin", unit: "SHARE", formula: "gross_profit / sales", source, denominators: ZERO },
  { name: "ebitda_margin", title: "EBITDA margin", unit: "SHARE", formula: "ebitda / sales", source, denominators: ZERO },
  { name: "operating_margin", title: "Operating margin", unit: "SHARE", formula: "ebit / sales", source, denominators: ZERO },
  { name: "pretax_margin", title: "Pretax margin", unit: "SHARE", formula: "pretax_income / sales", source, denominators: ZERO },
  { name: "net_margin", title: "Net margin", unit: "SHARE", formula: "net_income / sales", source, denominators: ZERO },
  {
    name: "return_on_assets",
    title: "Return on assets",
    unit: "SHARE",
    formula: "net_income / average(total_assets)",
    source,
    denominators: ZERO,
  },
  {
    name: "return_on_equity",
    title: "Return on equity",
    unit: "SHARE",
    formula: "net_income / positive(average(equity))",
    source,
    denominators: ZERO_OR_NEGATIVE,
  },
  {
    name: "return_on_capital_employed",
    title: "Return on capital employed",
    unit: "SHARE",
    formula: "ebit / positive(total_assets - current_liabilities)",
    source,
    denominators: ZERO_OR_NEGATIVE,
  },
  {
    name: "basic_earning_power",
    title: "Basic earning power",
    unit: "SHARE",
    formula: "ebit / total_assets",
    source: "Altman (1968), Journal of Finance 23(4), variable X3",
    denominators: ZERO,
  },
  {
    name: "retained_earnings_to_assets",
    title: "Retained earnings to assets",
    unit: "RATIO",
    formula: "retained_earnings / total_assets",
    source: "Altman (1968), Journal of Finance 23(4), variable X2",
    denominators: ZERO,
  },
  {
    name: "effective_tax_rate",
    title: "Effective tax rate",
    unit: "SHARE",
    formula: "income_tax / positive(pretax_income)",
    source,
    denominators: ZERO_OR_NEGATIVE,
  },
]);
