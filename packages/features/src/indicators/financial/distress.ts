import { defineGroup, ZERO } from "./indicator.ts";

const X = {
  workingCapital: "(current_assets - current_liabilities) / total_assets",
  retained: "retained_earnings / total_assets",
  ebit: "ebit / total_assets",
  marketEquity: "market_equity / total_liabilities",
  bookEquity: "equity / total_liabilities",
  sales: "sales / total_assets",
};

const zmijewski =
  "-4.336 - 4.513 * net_income / total_assets + 5.679 * total_liabilities / total_assets + 0.004 * current_assets / current_liabilities";

const ohlson = [
  "-1.32 - 0.407 * ln(total_assets / gnp_price_index) + 6.03 * total_liabilities / total_assets",
  "- 1.43 * (current_assets - current_liabilities) / total_assets + 0.0757 * current_liabilities / current_assets",
  "- 1.72 * (total_liabilities > total_assets) - 2.37 * net_income / total_assets - 1.83 * funds_from_operations / total_liabilities",
  "+ 0.285 * (net_income < 0) * (prior.net_income < 0)",
  "- 0.521 * (net_income - prior.net_income) / (abs(net_income) + abs(prior.net_income))",
].join(" ");

/** Nine signals of one point each, with assets at the beginning of each year as Piotroski takes them. */
const piotroski = [
  "(net_income > 0) + (operating_cash_flow > 0)",
  "+ (net_income / prior.total_assets > prior.net_income / prior2.total_assets) + (operating_cash_flow > net_income)",
  "+ (long_term_debt / average(total_assets) < prior.long_term_debt / ((prior.total_assets + prior2.total_assets) / 2))",
  "+ (current_assets / current_liabilities > prior.current_assets / prior.current_liabilities)",
  "+ 1 - (shares_outstanding > prior.shares_outstanding)",
  "+ (gross_profit / sales > prior.gross_profit / prior.sales) + (sales / prior.total_assets > prior.sales / prior2.total_assets)",
].join(" ");

/** Scores of distress and of health, with the coefficients of their papers. */
export const distress = defineGroup("DISTRESS", [
  {
    name: "altman_z",
    title: "Altman Z (listed manufacturers)",
    unit: "SCORE",
    formula: `1.2 * ${X.workingCapital} + 1.4 * ${X.retained} + 3.3 * ${X.ebit} + 0.6 * ${X.marketEquity} + 0.999 * ${X.sales}`,
    source: "Altman (1968), Journal of Finance 23(4): distress below 1.81, safe above 2.99",
    denominators: ZERO,
  },
  {
    name: "altman_z_private",
    title: "Altman Z' (private firms)",
    unit: "SCORE",
    formula: `0.717 * ${X.workingCapital} + 0.847 * ${X.retained} + 3.107 * ${X.ebit} + 0.420 * ${X.bookEquity} + 0.998 * ${X.sales}`,
    source: "Altman (1983), Corporate Financial Distress: distress below 1.23, safe above 2.90",
    denominators: ZERO,
  },
  {
    name: "altman_z_non_manufacturer",
    title: "Altman Z'' (non-manufacturers)",
    unit: "SCORE",
    formula: `6.56 * ${X.workingCapital} + 3.26 * ${X.retained} + 6.72 * ${X.ebit} + 1.05 * ${X.bookEquity}`,
    source: "Altman (1983), Corporate Financial Distress: distress below 1.10, safe above 2.60; the emerging-market score adds 3.25",
    denominators: ZERO,
  },
  {
    name: "ohlson_o",
    title: "Ohlson O",
    unit: "SCORE",
    formula: ohlson,
    source: "Ohlson (1980), Journal of Accounting Research 18(1), model 1 (within one year); total assets in US dollars",
    denominators: "Missing where assets, current assets, liabilities or the index are 0, assets negative, or net income 0 in both years.",
  },
  {
    name: "ohlson_probability",
    title: "Ohlson probability of bankruptcy",
    unit: "PROBABILITY",
    formula: `1 / (1 + exp(-(${ohlson})))`,
    source: "Ohlson (1980), Journal of Accounting Research 18(1), model 1: logistic function of O",
    denominators: "As ohlson_o.",
  },
  {
    name: "zmijewski",
    title: "Zmijewski score",
    unit: "SCORE",
    formula: zmijewski,
    source: "Zmijewski (1984), Journal of Accounting Research 22: weighted probit, higher = nearer to distress",
    denominators: ZERO,
  },
  {
    name: "piotroski_f",
    title: "Piotroski F",
    unit: "SCORE",
    formula: piotroski,
    source: "Piotroski (2000), Journal of Accounting Research 38: nine signals, 0 weak to 9 strong; new shares count as an issue of equity",
    denominators: ZERO,
  },
]);
