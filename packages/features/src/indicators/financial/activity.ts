import { defineGroup, SOURCES, ZERO } from "./indicator.ts";

const source = SOURCES.cfa;

/** How fast assets turn into sales and sales into cash. */
export const activity = defineGroup("ACTIVITY", [
  { name: "asset_turnover", title: "Asset turnover", unit: "TIMES", formula: "sales / average(total_assets)", source, denominators: ZERO },
  {
    name: "fixed_asset_turnover",
    title: "Fixed asset turnover",
    unit: "TIMES",
    formula: "sales / average(fixed_assets)",
    source,
    denominators: ZERO,
  },
  {
    name: "working_capital_turnover",
    title: "Working capital turnover",
    unit: "TIMES",
    formula: "sales / positive(average(current_assets) - average(current_liabilities))",
    source,
    denominators: "Missing where average working capital is 0 or negative.",
  },
  {
    name: "receivables_turnover",
    title: "Receivables turnover",
    unit: "TIMES",
    formula: "sales / average(receivables)",
    source,
    denominators: ZERO,
  },
  {
    name: "days_sales_outstanding",
    title: "Days sales outstanding",
    unit: "DAYS",
    formula: "365 * average(receivables) / sales",
    source,
    denominators: ZERO,
  },
  {
    name: "inventory_turnover",
    title: "Inventory turnover",
    unit: "TIMES",
    formula: "cost_of_goods_sold / average(inventory)",
    source,
    denominators: ZERO,
  },
  {
    name: "days_inventory",
    title: "Days of inventory",
    unit: "DAYS",
    formula: "365 * average(inventory) / cost_of_goods_sold",
    source,
    denominators: ZERO,
  },
  {
    name: "payables_turnover",
    title: "Payables turnover",
    unit: "TIMES",
    formula: "cost_of_goods_sold / average(payables)",
    source,
    denominators: ZERO,
  },
  {
    name: "days_payables",
    title: "Days of payables",
    unit: "DAYS",
    formula: "365 * average(payables) / cost_of_goods_sold",
    source,
    denominators: ZERO,
  },
  {
    name: "cash_conversion_cycle",
    title: "Cash conversion cycle",
    unit: "DAYS",
    formula: "365 * average(receivables) / sales + 365 * (average(inventory) - average(payables)) / cost_of_goods_sold",
    source,
    denominators: ZERO,
  },
]);
