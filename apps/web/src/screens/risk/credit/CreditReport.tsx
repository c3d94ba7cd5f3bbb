"use client";
import { Columns } from "@/charts/Columns.tsx";
import { HeatMap } from "@/charts/HeatMap.tsx";
import type { CreditPortfolioQuery } from "@/generated/graphql.ts";
import { CreditPortfolioDocument } from "@/graphql/risk/credit.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCompact, formatCount, formatPercent, formatValue } from "@/lib/format.ts";
import { Facts } from "@/ui/Facts.tsx";
import { ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { CreditTables } from "./CreditTables.tsx";
import { reasonWords } from "./reason-words.ts";

export type Credit = NonNullable<NonNullable<CreditPortfolioQuery["run"]>["creditPortfolio"]>;

/** Capital and allowances of a loan tape: in all, by stage and segment, and how much they lean on the scenarios. */
export function CreditReport({ runId }: { runId: string }) {
  const { data, error, reload } = useData(CreditPortfolioDocument, { id: runId });
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const credit = data?.run?.creditPortfolio;
  if (!credit) {
    return (
      <>
        <SkeletonCards />
        <SkeletonRows rows={8} />
      </>
    );
  }
  const { total, stages, bands, sensitivity, migration, reasons } = credit;
  const stageNames = ["Stage 1", "Stage 2", "Stage 3"];
  return (
    <>
      <Facts
        facts={[
          { label: "Exposure", value: formatCompact(total.ead), note: `${formatCount(total.nLoans)} loans` },
          { label: "Allowance", value: formatCompact(total.allowance), note: `${formatPercent(total.coverage, 2)} of the exposure` },
          { label: "Capital", value: formatCompact(total.capital), note: "8 % of risk-weighted assets" },
          {
            label: "Risk-weighted assets",
            value: formatCompact(total.riskWeightedAssets),
            note: formatPercent(total.riskWeightedAssets / total.ead),
          },
          { label: "Expected loss", value: formatCompact(total.expectedLoss), note: "regulatory, one year" },
          { label: "Mean PD", value: formatPercent(total.meanPd, 2), note: `mean LGD ${formatPercent(total.meanLgd)}` },
        ]}
      />
      <div className="grid gap-5 xl:grid-cols-2">
        <Columns
          title="Exposure by PD"
          summary="Loans in default are left out."
          fileName="pd-bands"
          names={bands.map(({ low, high }) => `${formatPercent(low, 2)} to ${formatPercent(high, 2)}`)}
          nameTitle="PD of twelve months"
          value={{ name: "Exposure", format: formatCompact }}
          series={[{ name: "Exposure", values: bands.map(({ ead }) => ead) }]}
          table={{
            columns: ["PD from", "PD to", "Loans", "Exposure"],
            rows: bands.map(({ low, high, nLoans, ead }) => [low, high, nLoans, ead]),
          }}
        />
        <Columns
          title="Exposure and allowance by stage"
          summary={stages.map(({ stage, coverage }) => `stage ${stage}: ${formatPercent(coverage, 2)} covered`).join(", ")}
          fileName="stages"
          names={stages.map(({ stage }) => `Stage ${stage}`)}
          nameTitle="Stage"
          value={{ name: "Amount", format: formatCompact }}
          series={[
            { name: "Exposure", values: stages.map(({ ead }) => ead) },
            { name: "Allowance", values: stages.map(({ allowance }) => allowance) },
          ]}
          table={{
            columns: ["Stage", "Loans", "Exposure", "Allowance", "Coverage"],
            rows: stages.map(({ stage, nLoans, ead, allowance, coverage }) => [stage, nLoans, ead, allowance, coverage]),
          }}
        />
        <Columns
          title="Allowance under each scenario"
          summary={`If it were certain, at the stages of the weighted report; weighted: ${formatValue(total.allowance)}.`}
          fileName="scenario-allowances"
          names={sensitivity.map(({ scenario, weight }) => `${scenario} (${formatPercent(weight, 0)})`)}
          nameTitle="Scenario"
          horizontal
          value={{ name: "Allowance", format: formatCompact }}
          series={[{ name: "Allowance", values: sensitivity.map(({ allowance }) => allowance) }]}
        />
        <Columns
          title="Why loans are in their stage"
          summary="Number of loans by the rule that decided."
          fileName="stage-reasons"
          names={reasons.map(({ reason }) => reasonWords(reason))}
          nameTitle="Reason"
          horizontal
          value={{ name: "Loans", format: formatCount }}
          series={[{ name: "Loans", values: reasons.map(({ nLoans }) => nLoans) }]}
        />
        {migration ? (
          <HeatMap
            title="Migration between stages"
            summary="Loans from their previous stage (row) to this one (column)."
            fileName="migration"
            rows={{ name: "Before", names: stageNames }}
            columns={{ name: "Now", names: stageNames }}
            values={migration}
            format={formatCount}
          />
        ) : null}
      </div>
      <CreditTables credit={credit} />
    </>
  );
}
