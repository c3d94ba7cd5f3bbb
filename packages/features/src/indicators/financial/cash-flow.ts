import { defineGroup, SOURCES, ZERO, ZERO_OR_NEGATIVE } from "./indicator.ts";

const source = SOURCES.cfa;

/** What of the earnings is cash, and what the cash covers. */
export const cashFlow = defineGroup("CASH_FLOW", [
  {
    name: "operating_cash_flow_ratio",
    title: "Operating cash flow ratio",
    unit: "RATIO",
    formula: "operating_cash_flow / current_liabilities",
    source,
    denominators: ZERO,
  },
  {
    name: "cash_flow_to_debt",
    title: "Cash flow to debt",
    unit: "RATIO",
    formula: "operating_cash_flow / total_debt",
    source: "Beaver (1966), Journal of Accounting Research 4",
    denominators: ZERO,
  },
  {
    name: "cash_flow_margin",
    title: "Cash flow margin",
    unit: "SHARE",
    formula: "operating_cash_flow / sales",
    source,
    denominators: ZERO,
  },
  {
    name: "cash_return_on_assets",
    title: "Cash return on assets",
    unit: "SHARE",
    formula: "operating_cash_flow / average(total_assets)",
    source,
    denominators: ZERO,
  },
  {
    name: "free_cash_flow_margin",
    title: "Free cash flow margin",
    unit: "SHARE",
    formula: "(operating_cash_flow - capital_expenditure) / sales",
    source,
    denominators: ZERO,
  },
  {
    name: "capital_expenditure_coverage",
    title: "Capital expenditure coverage",
    unit: "TIMES",
    formula: "operating_cash_flow / positive(capital_expenditure)",
    source,
    denominators: ZERO_OR_NEGATIVE,
  },
  {
    name: "cash_interest_coverage",
    title: "Cash interest coverage",
    unit: "TIMES",
    formula: "(operating_cash_flow + interest_expense + income_tax) / positive(interest_expense)",
    source,
    denominators: ZERO_OR_NEGATIVE,
  },
  {
    name: "dividend_coverage",
    title: "Dividend coverage by cash",
    unit: "TIMES",
    formula: "operating_cash_flow / positive(dividends)",
    source,
    denominators: ZERO_OR_NEGATIVE,
  },
  {
    name: "cash_to_income",
    title: "Cash flow to operating income",
    unit: "RATIO",
    formula: "operating_cash_flow / positive(ebit)",
    source,
    denominators: ZERO_OR_NEGATIVE,
  },
  {
    name: "accruals_ratio",
    title: "Accruals ratio",
    unit: "SHARE",
    formula: "(net_income - operating_cash_flow - investing_cash_flow) / average(total_assets)",
    source: "Sloan (1996), The Accounting Review 71(3), with accruals taken from the cash flow statement",
    denominators: ZERO,
  },
]);
