import { defineGroup, SOURCES, ZERO, ZERO_OR_NEGATIVE } from "./indicator.ts";

const source = `${SOURCES.cfa}: five-part DuPont analysis`;

/** The parts whose product is the return on equity: tax burden * interest burden * EBIT margin * asset turnover * leverage. */
export const dupont = defineGroup("DUPONT", [
  { name: "dupont_tax_burden", title: "Tax burden", unit: "RATIO", formula: "net_income / pretax_income", source, denominators: ZERO },
  { name: "dupont_interest_burden", title: "Interest burden", unit: "RATIO", formula: "pretax_income / ebit", source, denominators: ZERO },
  { name: "dupont_ebit_margin", title: "EBIT margin", unit: "SHARE", formula: "ebit / sales", source, denominators: ZERO },
  {
    name: "dupont_asset_turnover",
    title: "Asset turnover",
    unit: "TIMES",
    formula: "sales / average(total_assets)",
    source,
    denominators: ZERO,
  },
  {
    name: "dupont_equity_multiplier",
    title: "Equity multiplier",
    unit: "RATIO",
    formula: "average(total_assets) / positive(average(equity))",
    source,
    denominators: ZERO_OR_NEGATIVE,
  },
  {
    name: "dupont_return_on_equity",
    title: "Return on equity by DuPont",
    unit: "SHARE",
    formula:
      "net_income / pretax_income * (pretax_income / ebit) * (ebit / sales) * (sales / average(total_assets)) * (average(total_assets) / positive(average(equity)))",
    source,
    denominators: "Missing where one of its parts is.",
  },
]);
