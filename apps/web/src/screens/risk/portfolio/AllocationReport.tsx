"use client";
import { Columns } from "@/charts/Columns.tsx";
import { formatMetric, formatPercent } from "@/lib/format.ts";
import { Facts } from "@/ui/Facts.tsx";
import { Notice } from "@/ui/states.tsx";
import { useMethodTitles } from "../use-method-titles.ts";
import type { Portfolio } from "./PortfolioReport.tsx";

export type Allocation = NonNullable<Portfolio["allocation"]>;

export function AllocationReport({ allocation }: { allocation: Allocation }) {
  const title = useMethodTitles();
  const { holdings, moved } = allocation;
  const ordered = holdings.toSorted((a, b) => Math.abs(b.weight) - Math.abs(a.weight));
  return (
    <>
      <Facts
        facts={[
          { label: "Expected return", value: formatPercent(allocation.expectedReturn), note: "a year, by the estimates" },
          { label: "Volatility", value: formatPercent(allocation.volatility), note: "a year" },
          { label: "Sharpe ratio", value: formatMetric(allocation.sharpe) },
          {
            label: "Effective assets",
            value: formatMetric(allocation.effectiveAssets),
            note: `of ${holdings.length}; as many equal positions`,
          },
          { label: "Diversification", value: formatMetric(allocation.diversificationRatio), note: "1 = nothing diversified" },
          ...(allocation.turnover === null || allocation.turnover === undefined
            ? []
            : [{ label: "Turnover", value: formatPercent(allocation.turnover), note: "from the weights held" }]),
          ...(allocation.covarianceShrinkage === null || allocation.covarianceShrinkage === undefined
            ? []
            : [{ label: "Shrinkage", value: formatMetric(allocation.covarianceShrinkage), note: "of the covariance" }]),
        ]}
      />
      {moved ? (
        <Notice tone="warn" title="The constraints moved this portfolio">
          {`${moved.because} The nearest allowed weights differ from the method's own by ${formatPercent(moved.trackingVolatility)} of volatility a year.`}
        </Notice>
      ) : null}
      <Columns
        title="Weights"
        summary={`${title(allocation.method)}: the weight of each asset beside its share of the portfolio's variance.`}
        fileName="weights"
        names={ordered.map(({ asset }) => asset)}
        nameTitle="Asset"
        value={{ name: "Share", format: (value) => formatPercent(value, 1) }}
        series={[
          { name: "Weight", values: ordered.map(({ weight }) => weight) },
          { name: "Share of the risk", values: ordered.map(({ riskShare }) => riskShare) },
        ]}
      />
    </>
  );
}
