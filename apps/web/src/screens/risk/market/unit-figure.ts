import type { ReturnUnit } from "@/generated/graphql.ts";
import { formatMetric, formatPercent, formatValue } from "../../../lib/format.ts";

/** How figures of a series are written: decimals as percents, amounts of money grouped, price differences as they are. */
export function unitFigure(unit: ReturnUnit | null | undefined, digits = 2): (value: number | null | undefined) => string {
  if (unit === "DECIMAL") return (value) => formatPercent(value, digits);
  return unit === "CURRENCY" ? formatValue : formatMetric;
}
