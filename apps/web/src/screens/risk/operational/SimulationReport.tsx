"use client";
import { Columns } from "@/charts/Columns.tsx";
import { Intervals } from "@/charts/Intervals.tsx";
import { Lines } from "@/charts/Lines.tsx";
import type { LossSimulationQuery } from "@/generated/graphql.ts";
import { LossSimulationDocument } from "@/graphql/risk/operational.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCompact, formatCount, formatPercent } from "@/lib/format.ts";
import { Facts } from "@/ui/Facts.tsx";
import { ErrorState, Notice, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { LossHistogram } from "../LossHistogram.tsx";
import { SimulatedCells } from "./SimulatedCells.tsx";

export type Simulation = NonNullable<NonNullable<LossSimulationQuery["run"]>["operationalRisk"]>;

/** A year's operational loss: its distribution, the capital with what is uncertain about it, and each cell's part. */
export function SimulationReport({ runId }: { runId: string }) {
  const { data, error, reload } = useData(LossSimulationDocument, { id: runId });
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const risk = data?.run?.operationalRisk;
  if (!risk) {
    return (
      <>
        <SkeletonCards />
        <SkeletonRows rows={8} />
      </>
    );
  }
  const { gross, net, parameterInterval } = risk;
  const level = formatPercent(risk.alpha, 1);
  const unit = risk.currency ?? "currency of the cells";
  const isInsured = gross.valueAtRisk.value !== net.valueAtRisk.value || gross.meanLoss.value !== net.meanLoss.value;
  const bars = [
    { name: `VaR ${level}, gross`, ...gross.valueAtRisk },
    ...(isInsured ? [{ name: `VaR ${level}, net`, ...net.valueAtRisk }] : []),
    { name: `ES ${level}, gross`, ...gross.expectedShortfall },
    ...(isInsured ? [{ name: `ES ${level}, net`, ...net.expectedShortfall }] : []),
    ...(parameterInterval
      ? [
          {
            name: "VaR of the fitted cells, their parameters estimated",
            value: parameterInterval.value,
            low: parameterInterval.low,
            high: parameterInterval.high,
          },
        ]
      : []),
  ];
  const levelWords = (probability: number): string => `${Number((probability * 100).toPrecision(6))} %`;
  return (
    <>
      <Facts
        facts={[
          { label: `Capital at ${level}`, value: formatCompact(risk.capital), note: `${unit}${isInsured ? ", after insurance" : ""}` },
          {
            label: `VaR ${level}`,
            value: formatCompact(gross.valueAtRisk.value),
            note: `${formatCompact(gross.valueAtRisk.low)} to ${formatCompact(gross.valueAtRisk.high)}, 95 % of simulation`,
          },
          { label: `ES ${level}`, value: formatCompact(gross.expectedShortfall.value), note: "mean beyond the VaR" },
          {
            label: "Mean loss a year",
            value: formatCompact(gross.meanLoss.value),
            note: isInsured ? `net ${formatCompact(net.meanLoss.value)}` : undefined,
          },
          { label: "Diversification", value: formatPercent(risk.diversification), note: "off the sum of the cells' own VaR" },
          { label: "Years", value: formatCount(risk.years), note: "simulated" },
        ]}
      />
      {risk.mitigationCapped ? (
        <Notice tone="warn" title="The mitigation cap holds">
          {`Insurance would leave a net VaR of ${formatCompact(net.valueAtRisk.value)}, but may not save more of the capital than the cap allows.`}
        </Notice>
      ) : null}
      <LossHistogram
        title="Loss of a year"
        summary={`${formatCount(risk.years)} simulated years by their gross loss, on the logarithm; years without any loss are not shown. Beyond the ${level} line lie the years that capital does not cover.`}
        fileName="loss-distribution"
        bins={risk.histogram}
        counted="Years"
        log
        marks={[{ at: gross.valueAtRisk.value, label: `VaR ${level}` }]}
        unit={`Gross loss of a year, ${unit}`}
        height={340}
      />
      <div className="grid gap-5 xl:grid-cols-2">
        <Intervals
          title="Capital and its uncertainty"
          summary={
            parameterInterval
              ? `The error of simulation at 95 %, and of estimated parameters at ${formatPercent(parameterInterval.confidence, 0)} from ${formatCount(parameterInterval.replicates - parameterInterval.nFailed)} data sets drawn and fitted anew; on average they overstate by ${formatPercent(parameterInterval.bias - 1)}.`
              : "The error of the simulation at 95 %. How uncertain the fitted parameters are was not asked for."
          }
          fileName="capital-intervals"
          x={{ name: unit, format: formatCompact }}
          rowName="Figure"
          rows={bars.map(({ name, value, low, high }) => ({ name, value, low, high }))}
          marks={[{ axis: "x", at: risk.capital, label: "capital" }]}
        />
        <Lines
          title="Quantiles of the year's loss"
          summary="Once in how many years a loss is exceeded; both axes logarithmic."
          fileName="loss-quantiles"
          x={{ name: "Once in so many years", log: true, format: formatCompact }}
          y={{ name: unit, log: true, format: formatCompact }}
          series={[
            {
              name: "Gross",
              points: risk.quantiles
                .filter(({ gross: value }) => value > 0)
                .map(({ probability, gross: value }) => [1 / (1 - probability), value]),
            },
            ...(isInsured
              ? [
                  {
                    name: "Net of insurance",
                    look: "DASHED" as const,
                    points: risk.quantiles
                      .filter(({ net: value }) => value > 0)
                      .map(({ probability, net: value }) => [1 / (1 - probability), value] as const),
                  },
                ]
              : []),
          ]}
          table={{
            columns: ["Probability", "Gross", "Net"],
            rows: risk.quantiles.map(({ probability, gross: before, net: after }) => [levelWords(probability), before, after]),
          }}
        />
      </div>
      <Columns
        title={`Parts of the VaR at ${level}`}
        summary="What each cell adds to the total: the parts add up to it. Beside them what the cell would need alone."
        fileName="cell-contributions"
        names={risk.cells.map(({ cell }) => cell)}
        nameTitle="Cell"
        horizontal
        value={{ name: unit, format: formatCompact }}
        series={[
          { name: "Part of the total", values: risk.cells.map(({ allocatedValueAtRisk }) => allocatedValueAtRisk) },
          { name: "Alone", values: risk.cells.map(({ valueAtRisk }) => valueAtRisk.value) },
        ]}
        height={Math.max(200, 96 + 44 * risk.cells.length)}
      />
      <SimulatedCells risk={risk} level={level} />
    </>
  );
}
