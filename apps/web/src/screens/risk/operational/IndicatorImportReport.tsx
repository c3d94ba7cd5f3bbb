"use client";
import { KriImportDocument } from "@/graphql/risk/indicators.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatValue } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { STATUS_TONES } from "./indicator-tones.ts";

/** What an import recorded for which indicator, and which rows it refused. */
export function IndicatorImportReport({ runId }: { runId: string }) {
  const { data, error, reload } = useData(KriImportDocument, { id: runId });
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const report = data?.run?.kriImport;
  if (!report) return <SkeletonRows rows={8} />;
  const { nRows, nRecorded, nReplaced, nRefused, indicators, issues } = report;
  return (
    <>
      <Facts
        facts={[
          { label: "Rows read", value: formatCount(nRows) },
          { label: "Values recorded", value: formatCount(nRecorded), note: `${formatCount(nReplaced)} in place of an earlier one` },
          { label: "Refused rows", value: formatCount(nRefused), note: "listed below" },
          { label: "Indicators", value: formatCount(indicators.length) },
        ]}
      />
      <div>
        <ButtonLink tone="primary" href="/risk/operational?tab=indicators">
          Open the board
        </ButtonLink>
      </div>
      {indicators.length > 0 ? (
        <Card title="Indicators" description="Where each stands after the import." padded={false}>
          <TableScroll label="Indicators of the import">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Indicator</th>
                  <th scope="col" className="num">
                    Values recorded
                  </th>
                  <th scope="col" className="num">
                    Newest value
                  </th>
                  <th scope="col">Day</th>
                  <th scope="col">Status</th>
                </tr>
              </thead>
              <tbody>
                {indicators.map(({ name, nValues, kri }) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td className="num">{formatCount(nValues)}</td>
                    <td className="num">{kri?.assessment ? `${formatValue(kri.assessment.value)} ${kri.unit}` : "–"}</td>
                    <td>{kri?.assessment?.at.slice(0, 10) ?? "–"}</td>
                    <td>
                      {kri?.assessment ? (
                        <Badge tone={STATUS_TONES[kri.assessment.status]}>{kri.assessment.status.toLowerCase()}</Badge>
                      ) : (
                        "–"
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </Card>
      ) : null}
      <Card
        title="Refused rows"
        description={issues.length < nRefused ? `The first ${formatCount(issues.length)} of ${formatCount(nRefused)}.` : undefined}
        padded={false}
        actions={
          issues.length > 0 ? (
            <CsvButton
              fileName="indicator-import-issues"
              label="Refused rows: download CSV"
              columns={["Row", "Code", "Message"]}
              rows={issues.map(({ row, code, message }) => [row + 1, code, message])}
            />
          ) : null
        }
      >
        {issues.length === 0 ? <EmptyState title="None">Every row is a value of an indicator.</EmptyState> : null}
        {issues.length > 0 ? (
          <TableScroll label="Refused rows of the import">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col" className="num">
                    Row
                  </th>
                  <th scope="col">What is wrong</th>
                </tr>
              </thead>
              <tbody>
                {issues.map(({ row, code, message }) => (
                  <tr key={`${row}/${code}`}>
                    <td className="num">{formatCount(row + 1)}</td>
                    <td className="[overflow-wrap:anywhere]">{message}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        ) : null}
      </Card>
    </>
  );
}
