"use client";
import { Columns } from "@/charts/Columns.tsx";
import { Lines } from "@/charts/Lines.tsx";
import { Scatter } from "@/charts/Scatter.tsx";
import { formatCompact, formatCount, formatValue } from "@/lib/format.ts";
import { Facts } from "@/ui/Facts.tsx";
import { Notice } from "@/ui/states.tsx";
import { CandidateTable } from "./CandidateTable.tsx";
import type { FittedCell } from "./LossFitReport.tsx";

/** One cell: which laws were tried, how well each fits, and where its tail begins. */
export function CellReport({ cell, currency, law }: { cell: FittedCell; currency: string; law: (name: string) => string }) {
  const { dispersion, thresholds, counts } = cell;
  const best = cell.severities.find(({ name }) => name === cell.model.severity.name);
  const qq = best?.goodness?.qq ?? [];
  const diagonal =
    qq.length > 0
      ? [
          qq.reduce((least, { theoretical, observed }) => Math.min(least, theoretical, observed), Number.POSITIVE_INFINITY),
          Math.max(...qq.map(({ theoretical, observed }) => Math.min(theoretical, observed))),
        ]
      : [];
  return (
    <div className="flex flex-col gap-5">
      <Facts
        facts={[
          {
            label: "Losses",
            value: formatCount(cell.nLosses),
            note: cell.nLeftOut > 0 ? `${formatCount(cell.nLeftOut)} left out` : undefined,
          },
          ...(dispersion
            ? [
                { label: "Mean a year", value: formatValue(dispersion.mean), note: `variance ${formatValue(dispersion.variance)}` },
                {
                  label: "Poisson?",
                  value: dispersion.pOver < 0.05 ? "Varies more" : dispersion.pUnder < 0.05 ? "Varies less" : "Not refuted",
                  note: `p ${dispersion.pOver.toFixed(3)} of varying so much`,
                },
              ]
            : []),
          ...(best?.shareReported == null
            ? []
            : [
                {
                  label: "Share reported",
                  value: `${(best.shareReported * 100).toFixed(1)} %`,
                  note: "of all losses, under the chosen law",
                },
              ]),
        ]}
      />
      {best?.goodness?.p && Math.min(best.goodness.p.ad, best.goodness.p.adUpper) < 0.05 ? (
        <Notice tone="warn" title="The chosen law is refuted by its own test">
          It is the best by AIC of those that were fitted, and yet samples drawn from it rarely lie so far off. Model the tail above a
          threshold of its own.
        </Notice>
      ) : null}
      <CandidateTable cell={cell} law={law} />
      <div className="grid gap-5 xl:grid-cols-2">
        {counts.length > 0 ? (
          <Columns
            title="Losses a year"
            summary="The counts that the frequency was fitted to."
            fileName={`counts-${cell.cell}`}
            names={counts.map(({ year }) => String(year))}
            nameTitle="Year"
            value={{ name: "Losses", format: formatCount }}
            series={[{ name: "Losses", values: counts.map(({ count }) => count) }]}
          />
        ) : null}
        {qq.length > 0 ? (
          <Scatter
            title="Quantiles of the chosen severity"
            summary={`${law(cell.model.severity.name)}: observed losses against those of the law, in ${currency}; on the line both agree.`}
            fileName={`qq-${cell.cell}`}
            x={{ name: "Law", log: true, format: formatCompact }}
            y={{ name: "Observed", log: true, format: formatCompact }}
            series={[
              { name: "Losses", points: qq.map(({ theoretical, observed }) => ({ x: theoretical, y: observed })) },
              { name: "Agreement", tone: "QUIET", line: true, size: 0, points: diagonal.map((at) => ({ x: at, y: at })) },
            ]}
          />
        ) : null}
        {thresholds ? (
          <>
            <Lines
              title="Mean excess"
              summary="Mean of what losses exceed a threshold by, with its 95 % interval: where it turns straight, a Pareto tail begins; rising, it is heavy."
              fileName={`mean-excess-${cell.cell}`}
              x={{ name: `Threshold, ${currency}`, format: formatCompact }}
              y={{ name: "Mean excess", format: formatCompact }}
              series={[
                {
                  name: "Mean excess",
                  points: thresholds.meanExcess.map(({ threshold, meanExcess, low, high }) => [threshold, meanExcess, low, high]),
                },
              ]}
              table={{
                columns: ["Threshold", "Losses above", "Mean excess", "Low", "High"],
                rows: thresholds.meanExcess.map(({ threshold, nAbove, meanExcess, low, high }) => [
                  threshold,
                  nAbove,
                  meanExcess,
                  low,
                  high,
                ]),
              }}
            />
            <Lines
              title="Shape over thresholds"
              summary="The tail's shape fitted above each threshold, with two standard errors: take the lowest from which it stays level. From 1 on the mean is infinite."
              fileName={`shape-${cell.cell}`}
              x={{ name: `Threshold, ${currency}`, format: formatCompact }}
              y={{ name: "Shape" }}
              marks={[{ axis: "y", at: 0 }]}
              series={[
                {
                  name: "Shape",
                  points: thresholds.stability.map(({ threshold, shape, shapeSe }) =>
                    shapeSe == null ? [threshold, shape] : [threshold, shape, shape - 2 * shapeSe, shape + 2 * shapeSe],
                  ),
                },
              ]}
              table={{
                columns: ["Threshold", "Losses above", "Shape", "Standard error", "Modified scale"],
                rows: thresholds.stability.map(({ threshold, nAbove, shape, shapeSe, modifiedScale }) => [
                  threshold,
                  nAbove,
                  shape,
                  shapeSe ?? null,
                  modifiedScale,
                ]),
              }}
            />
            <Lines
              title="Hill's estimate"
              summary="Shape of the tail from the k largest losses, with its 95 % interval."
              fileName={`hill-${cell.cell}`}
              x={{ name: "k largest losses" }}
              y={{ name: "Shape" }}
              series={[{ name: "Shape", points: thresholds.hill.map(({ k, shape, low, high }) => [k, shape, low, high]) }]}
              table={{
                columns: ["k", "Threshold", "Shape", "Low", "High"],
                rows: thresholds.hill.map(({ k, threshold, shape, low, high }) => [k, threshold, shape, low, high]),
              }}
            />
          </>
        ) : null}
      </div>
    </div>
  );
}
