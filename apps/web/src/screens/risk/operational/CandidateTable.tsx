"use client";
import { formatMetric, formatPercent } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { FittedCell } from "./LossFitReport.tsx";

const p = (value: number | null | undefined): string => (value == null ? "–" : value < 0.001 ? "< 0.001" : value.toFixed(3));
const WEAK = 0.05;

/** Every law that was tried, best first, with its tests; those without a fit say why. */
export function CandidateTable({ cell, law }: { cell: FittedCell; law: (name: string) => string }) {
  const kept = new Set([cell.model.frequency.name, cell.model.severity.name]);
  const rows = [
    ...cell.frequencies.map((fit) => ({ kind: "Frequency", ...fit, shareReported: null, goodness: null })),
    ...cell.severities.map((fit) => ({ kind: "Severity", ...fit })),
  ];
  const columns = ["Law", "Parameters", "Log likelihood", "AIC", "BIC", "KS, p", "Anderson-Darling, p", "Upper tail, p", "Share reported"];
  return (
    <Card
      title="Laws that were tried"
      description="Best first, by AIC. The p values are shares of samples drawn from the fit and fitted anew that lie further off: below 0.05 the law is refuted."
      padded={false}
      actions={
        <CsvButton
          fileName={`laws-${cell.cell}`}
          label={`Laws of ${cell.cell}: download CSV`}
          columns={["Kind", ...columns]}
          rows={rows.map((fit) => [
            fit.kind,
            fit.name,
            fit.failed ? fit.failed.message : fit.params.map(({ name, value }) => `${name}=${value}`).join(" "),
            fit.logLikelihood ?? null,
            fit.aic ?? null,
            fit.bic ?? null,
            fit.goodness?.p?.ks ?? null,
            fit.goodness?.p?.ad ?? null,
            fit.goodness?.p?.adUpper ?? null,
            fit.shareReported ?? null,
          ])}
        />
      }
    >
      <TableScroll label={`Laws of ${cell.cell}`}>
        <table className="data-table">
          <thead>
            <tr>
              {columns.map((column, at) => (
                <th key={column} scope="col" className={at > 1 ? "num" : undefined}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((fit) => (
              <tr key={`${fit.kind}/${fit.name}`}>
                <th scope="row">
                  {law(fit.name)} {kept.has(fit.name) ? <Badge tone="good">chosen</Badge> : null}
                  <span className="block text-xs font-normal text-ink-3">{fit.kind.toLowerCase()}</span>
                </th>
                {fit.failed ? (
                  <td colSpan={columns.length - 1} className="text-ink-2">
                    {fit.failed.message}
                  </td>
                ) : (
                  <>
                    <td>
                      {fit.params.map(({ name, value, standardError }) => (
                        <span key={name} className="block whitespace-nowrap text-xs">
                          {`${name} ${formatMetric(value)}${standardError == null ? "" : ` ± ${formatMetric(standardError)}`}`}
                        </span>
                      ))}
                    </td>
                    <td className="num">{fit.logLikelihood == null ? "–" : fit.logLikelihood.toFixed(1)}</td>
                    <td className="num">{fit.aic == null ? "–" : fit.aic.toFixed(1)}</td>
                    <td className="num">{fit.bic == null ? "–" : fit.bic.toFixed(1)}</td>
                    {(["ks", "ad", "adUpper"] as const).map((test) => {
                      const chance = fit.goodness?.p?.[test];
                      return (
                        <td key={test} className={chance != null && chance < WEAK ? "num text-mark" : "num"}>
                          {fit.goodness ? formatMetric(fit.goodness[test]) : "–"}
                          {chance == null ? null : <span className="block text-xs">{`p ${p(chance)}`}</span>}
                        </td>
                      );
                    })}
                    <td className="num">{formatPercent(fit.shareReported)}</td>
                  </>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
