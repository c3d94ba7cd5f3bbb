"use client";
import { formatCount, formatPercent, formatValue } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { Credit } from "./CreditReport.tsx";
import { CLASS_WORDS } from "./class-words.ts";
import { reasonWords } from "./reason-words.ts";

const TONES = ["neutral", "good", "warn", "bad"] as const;

export function CreditTables({ credit: { segments, largest } }: { credit: Credit }) {
  const totals = [
    "Segment",
    "Loans",
    "Exposure",
    "Mean PD",
    "Mean LGD",
    "Risk-weighted assets",
    "Capital",
    "Expected loss",
    "Allowance",
    "Coverage",
  ];
  const loans = ["Loan", "Class", "Stage", "PD", "LGD", "Exposure", "Risk weight", "Allowance"];
  return (
    <>
      {segments.length > 0 ? (
        <Card
          title="Segments"
          padded={false}
          actions={
            <CsvButton
              fileName="segments"
              label="Segments: download CSV"
              columns={totals}
              rows={segments.map((row) => [
                row.segment ?? "",
                row.nLoans,
                row.ead,
                row.meanPd,
                row.meanLgd,
                row.riskWeightedAssets,
                row.capital,
                row.expectedLoss,
                row.allowance,
                row.coverage,
              ])}
            />
          }
        >
          <TableScroll label="Segments">
            <table className="data-table">
              <thead>
                <tr>
                  {totals.map((column, at) => (
                    <th key={column} scope="col" className={at > 0 ? "num" : undefined}>
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {segments.map((row) => (
                  <tr key={row.segment}>
                    <th scope="row">{row.segment}</th>
                    <td className="num">{formatCount(row.nLoans)}</td>
                    <td className="num">{formatValue(row.ead)}</td>
                    <td className="num">{formatPercent(row.meanPd, 2)}</td>
                    <td className="num">{formatPercent(row.meanLgd)}</td>
                    <td className="num">{formatValue(row.riskWeightedAssets)}</td>
                    <td className="num">{formatValue(row.capital)}</td>
                    <td className="num">{formatValue(row.expectedLoss)}</td>
                    <td className="num font-semibold">{formatValue(row.allowance)}</td>
                    <td className="num">{formatPercent(row.coverage, 2)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </Card>
      ) : null}
      <Card
        title="Largest allowances"
        description="The fifty largest; every loan is in the run's file."
        padded={false}
        actions={
          <CsvButton
            fileName="largest-allowances"
            label="Largest allowances: download CSV"
            columns={[...loans, "Reason"]}
            rows={largest.map((loan) => [
              loan.loanId,
              loan.assetClass,
              loan.stage,
              loan.pd,
              loan.lgd,
              loan.ead,
              loan.riskWeight,
              loan.allowance,
              loan.reason,
            ])}
          />
        }
      >
        <div className="max-h-[28rem] overflow-y-auto">
          <TableScroll label="Largest allowances">
            <table className="data-table">
              <thead className="sticky top-0 bg-surface">
                <tr>
                  {loans.map((column, at) => (
                    <th key={column} scope="col" className={at > 2 ? "num" : undefined}>
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {largest.map((loan) => (
                  <tr key={loan.loanId}>
                    <th scope="row">{loan.loanId}</th>
                    <td>{CLASS_WORDS[loan.assetClass]}</td>
                    <td>
                      <Badge tone={TONES[loan.stage] ?? "neutral"}>{`stage ${loan.stage}`}</Badge>
                      <span className="block text-xs text-ink-3">{reasonWords(loan.reason)}</span>
                    </td>
                    <td className="num">{formatPercent(loan.pd, 2)}</td>
                    <td className="num">{formatPercent(loan.lgd)}</td>
                    <td className="num">{formatValue(loan.ead)}</td>
                    <td className="num">{formatPercent(loan.riskWeight)}</td>
                    <td className="num font-semibold">{formatValue(loan.allowance)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </div>
      </Card>
    </>
  );
}
