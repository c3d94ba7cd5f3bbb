"use client";
import { Columns } from "@/charts/Columns.tsx";
import { formatMetric, formatValue } from "@/lib/format.ts";
import { Facts } from "@/ui/Facts.tsx";
import type { Standardised } from "./StandardisedApproach.tsx";

export function StandardisedResult({ result }: { result: Standardised }) {
  const { losses } = result;
  const years = losses?.fromYear ? `${losses.fromYear} to ${losses.toYear}, ${losses.nYears} years` : "as given";
  return (
    <section aria-label="Standardised approach, result" className="flex flex-col gap-5">
      <Facts
        facts={[
          { label: "Capital", value: formatValue(result.capital), note: `risk-weighted assets ${formatValue(result.riskWeightedAssets)}` },
          { label: "Business indicator", value: formatValue(result.indicator), note: `bucket ${result.bucket}` },
          { label: "Indicator component", value: formatValue(result.component), note: "12, 15 and 18 % of its parts" },
          {
            label: "Loss component",
            value: formatValue(result.lossComponent),
            note: losses ? `15 times ${formatValue(losses.average)}, ${years}` : "losses do not count",
          },
          { label: "Loss multiplier", value: formatMetric(result.multiplier), note: "ln(e - 1 + (LC / BIC)^0.8)" },
        ]}
      />
      <Columns
        title="Parts of the business indicator"
        summary="Averages over the three years."
        fileName="business-indicator"
        names={["Interest, leases and dividends", "Services", "Financial"]}
        nameTitle="Part"
        horizontal
        value={{ name: "Amount", format: formatValue }}
        series={[{ name: "Part", values: [result.interest, result.services, result.financial] }]}
      />
    </section>
  );
}
