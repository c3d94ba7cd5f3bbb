import { AppError } from "@plimsoll/schema";
import { nearest } from "../../suggest.ts";
import { activity } from "./activity.ts";
import { cashFlow } from "./cash-flow.ts";
import { distress } from "./distress.ts";
import { dupont } from "./dupont.ts";
import { growth } from "./growth.ts";
import type { FinancialIndicator } from "./indicator.ts";
import { leverage } from "./leverage.ts";
import { liquidity } from "./liquidity.ts";
import { profitability } from "./profitability.ts";

/** Every indicator of a company's statements: an entry in the file of its group. */
export const financialIndicators: readonly FinancialIndicator[] = [
  ...liquidity,
  ...leverage,
  ...profitability,
  ...activity,
  ...growth,
  ...cashFlow,
  ...distress,
  ...dupont,
];

const byName = new Map(financialIndicators.map((indicator) => [indicator.name, indicator]));

/** @throws AppError INVALID_INPUT with the nearest name. */
export function financialIndicator(name: string): FinancialIndicator {
  const found = byName.get(name);
  if (found) return found;
  const near = nearest(name, [...byName.keys()]);
  throw new AppError("INVALID_INPUT", "input", `There is no financial indicator '${name}'${near ? ` (did you mean '${near}'?)` : ""}.`, {
    path: ["indicators"],
  });
}
