import type { AnyMarketIndicator, AnyWindowKind, FinancialIndicator } from "@plimsoll/features";

const cell = (text: string): string => text.replaceAll("|", "\\|");

/** What the documents say of a registry's entry: a row of the table, as the registry has it. */
export const financialLine = ({ name, title, unit, formula, source, denominators }: FinancialIndicator): string =>
  `| \`${name}\` | ${title} | ${unit} | \`${formula}\` | ${denominators} | ${source} |`;

export const marketLine = ({ name, title, unit, formula, source }: AnyMarketIndicator): string =>
  `| \`${name}\` | ${title} | ${unit} | \`${cell(formula)}\` | ${cell(source)} |`;

export const windowLine = ({ name, unit, description }: AnyWindowKind): string => `| \`${name}\` | ${unit} | ${cell(description)} |`;
