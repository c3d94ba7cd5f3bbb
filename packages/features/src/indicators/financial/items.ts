/** Where an item stands. */
export type Statement = "BALANCE_SHEET" | "INCOME" | "CASH_FLOW" | "OTHER";

export interface StatementItem {
  title: string;
  statement: Statement;
  /** What exactly is meant, where the name leaves doubt. */
  meaning: string;
}

const balance = (title: string, meaning = ""): StatementItem => ({ title, statement: "BALANCE_SHEET", meaning });
const income = (title: string, meaning = ""): StatementItem => ({ title, statement: "INCOME", meaning });
const cash = (title: string, meaning = ""): StatementItem => ({ title, statement: "CASH_FLOW", meaning });
const other = (title: string, meaning = ""): StatementItem => ({ title, statement: "OTHER", meaning });

/**
 * The items of a company's statements that indicators are made of: amounts of one currency, costs and outflows positive unless said
 * otherwise, flows over one year, stocks at its end.
 */
export const STATEMENT_ITEMS = {
  total_assets: balance("Total assets"),
  current_assets: balance("Current assets"),
  cash: balance("Cash and equivalents"),
  short_term_investments: balance("Short-term investments", "Marketable securities held as current assets."),
  receivables: balance("Trade receivables"),
  inventory: balance("Inventory"),
  fixed_assets: balance("Fixed assets", "Property, plant and equipment after depreciation."),
  total_liabilities: balance("Total liabilities"),
  current_liabilities: balance("Current liabilities"),
  payables: balance("Trade payables"),
  short_term_debt: balance("Short-term debt", "Interest-bearing, due within a year, with the current part of long-term debt."),
  long_term_debt: balance("Long-term debt", "Interest-bearing, due after a year."),
  total_debt: balance("Total debt", "All interest-bearing debt."),
  equity: balance("Equity", "Book value of the shareholders' equity; negative when liabilities exceed assets."),
  retained_earnings: balance("Retained earnings"),
  sales: income("Sales", "Net revenue."),
  cost_of_goods_sold: income("Cost of goods sold"),
  gross_profit: income("Gross profit"),
  ebitda: income("EBITDA", "Earnings before interest, tax, depreciation and amortisation."),
  ebit: income("EBIT", "Earnings before interest and tax."),
  interest_expense: income("Interest expense"),
  pretax_income: income("Income before tax"),
  income_tax: income("Income tax"),
  net_income: income("Net income", "After tax; negative for a loss."),
  depreciation: income("Depreciation and amortisation"),
  operating_expenses: income("Operating expenses", "Without the cost of goods sold, depreciation and amortisation."),
  operating_cash_flow: cash("Operating cash flow", "Net cash from operating activities."),
  capital_expenditure: cash("Capital expenditure", "Cash spent on fixed assets, positive."),
  investing_cash_flow: cash("Investing cash flow", "Net cash from investing activities: negative when spent."),
  dividends: cash("Dividends paid", "Positive."),
  debt_service: cash("Debt service", "Interest and principal due in the year, positive."),
  funds_from_operations: cash("Funds from operations", "Net income plus depreciation and other charges that move no cash."),
  market_equity: other("Market value of equity", "Price times shares outstanding at the end of the year."),
  shares_outstanding: other("Shares outstanding"),
  gnp_price_index: other("GNP price-level index", "1968 = 100, for the year before the statement's, as in Ohlson (1980)."),
} as const satisfies Record<string, StatementItem>;

export type ItemName = keyof typeof STATEMENT_ITEMS;

/** The item of the year itself, of the year before (`prior.`) or of the year before that (`prior2.`). */
export type ItemRef = ItemName | `prior.${ItemName}` | `prior2.${ItemName}`;

export const isItemRef = (text: string): text is ItemRef => Object.hasOwn(STATEMENT_ITEMS, text.replace(/^prior2?\./, ""));
