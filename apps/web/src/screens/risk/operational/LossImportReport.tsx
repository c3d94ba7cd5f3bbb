"use client";
import { LossImportDocument } from "@/graphql/risk/operational.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatValue } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

/** What an import read, and what is wrong with which row. */
export function LossImportReport({ runId }: { runId: string }) {
  const { data, error, reload } = useData(LossImportDocument, { id: runId });
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const report = data?.run?.lossImport;
  if (!report) return <SkeletonRows rows={8} />;
  const { register, nRows, nRefused, issues, counts } = report;
  return (
    <>
      <Facts
        facts={[
          { label: "Rows read", value: formatCount(nRows) },
          {
            label: "Losses",
            value: formatCount(nRows - nRefused),
            note: register ? `gross ${formatValue(register.gross)} ${register.currency}` : undefined,
          },
          { label: "Refused rows", value: formatCount(nRefused), note: "left out of the register" },
          { label: "Kinds of issue", value: counts.length },
        ]}
      />
      {register ? (
        <div className="flex flex-wrap gap-2">
          <ButtonLink tone="primary" href={`/risk/operational/registers/${register.id}`}>
            {`Open ${register.name} v${register.version}`}
          </ButtonLink>
          <ButtonLink href={`/risk/operational/fit?register=${register.id}`}>Fit loss models</ButtonLink>
        </div>
      ) : null}
      <Card
        title="Validation"
        description={counts.map(({ code, count }) => `${code.toLowerCase().replaceAll("_", " ")}: ${formatCount(count)}`).join(" · ")}
        padded={false}
        actions={
          issues.length > 0 ? (
            <CsvButton
              fileName="loss-import-issues"
              label="Validation: download CSV"
              columns={["Row", "Column", "Level", "Code", "Message"]}
              rows={issues.map(({ row, column, level, code, message }) => [row + 1, column ?? null, level, code, message])}
            />
          ) : null
        }
      >
        {issues.length === 0 ? <EmptyState title="Nothing to report">Every row is a sound loss.</EmptyState> : null}
        {issues.length > 0 ? (
          <div className="max-h-[36rem] overflow-y-auto">
            <TableScroll label="Issues of the import">
              <table className="data-table">
                <thead className="sticky top-0 bg-surface">
                  <tr>
                    <th scope="col" className="num">
                      Row
                    </th>
                    <th scope="col">Level</th>
                    <th scope="col">Column</th>
                    <th scope="col">What is wrong</th>
                  </tr>
                </thead>
                <tbody>
                  {issues.map(({ row, column, level, code, message }) => (
                    <tr key={`${row}/${code}/${column ?? ""}`}>
                      <td className="num">{formatCount(row + 1)}</td>
                      <td>
                        <Badge tone={level === "ERROR" ? "bad" : "warn"}>{level === "ERROR" ? "refused" : "warning"}</Badge>
                      </td>
                      <td>{column ?? "–"}</td>
                      <td className="[overflow-wrap:anywhere]">{message}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </TableScroll>
          </div>
        ) : null}
      </Card>
    </>
  );
}
