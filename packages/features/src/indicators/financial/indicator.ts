import { type Formula, parseFormula } from "./formula.ts";
import type { ItemRef } from "./items.ts";

export const FINANCIAL_GROUPS = [
  "LIQUIDITY",
  "LEVERAGE",
  "PROFITABILITY",
  "ACTIVITY",
  "GROWTH",
  "CASH_FLOW",
  "DISTRESS",
  "DUPONT",
] as const;
export type FinancialGroup = (typeof FINANCIAL_GROUPS)[number];

/** RATIO: of amounts; SHARE: of a whole, as decimal; TIMES: how often covered or turned over; SCORE: a scale of its own. */
export type FinancialUnit = "RATIO" | "SHARE" | "TIMES" | "DAYS" | "SCORE" | "PROBABILITY";

export interface FinancialDefinition {
  name: string;
  title: string;
  unit: FinancialUnit;
  /** In the language of `parseFormula`; this text is what is computed. */
  formula: string;
  source: string;
  /** When it is missing although its items are there, and why; the formula holds the rule itself. */
  denominators: string;
}

export interface FinancialIndicator extends FinancialDefinition {
  group: FinancialGroup;
  /** What it reads. */
  items: readonly ItemRef[];
  open: Formula["open"];
}

/** Sources that many entries share. */
export const SOURCES = {
  textbook: "Penman (2013), Financial Statement Analysis and Security Valuation, 5th ed.",
  cfa: "CFA Institute (2020), International Financial Statement Analysis, 4th ed., chapter 6",
} as const;

/** The rule where a denominator can be zero but not negative: assets, sales, liabilities. */
export const ZERO = "Missing where a denominator is 0.";
/** The rule where a negative denominator would turn the sign of the figure. */
export const ZERO_OR_NEGATIVE = "Missing where the denominator is 0 or negative, since a ratio to it would turn its sign.";

export const defineGroup = (group: FinancialGroup, definitions: readonly FinancialDefinition[]): FinancialIndicator[] =>
  definitions.map((definition) => ({ ...definition, group, ...parseFormula(definition.formula) }));
