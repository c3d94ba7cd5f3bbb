"use client";
import { formatMetric } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

interface ParameterTableProps {
  entries: readonly {
    label: string;
    parameters: readonly {
      name: string;
      value: number;
      standardError?: number | null;
      robustStandardError?: number | null;
      atBound: boolean;
    }[];
  }[];
}

/** Estimates of the fit on the newest window, with both standard errors. */
export function ParameterTable({ entries }: ParameterTableProps) {
  const rows = entries.flatMap(({ label, parameters }) => parameters.map((parameter) => ({ label, ...parameter })));
  if (rows.length === 0) return null;
  const columns = ["Model", "Parameter", "Estimate", "Standard error", "Robust"];
  return (
    <Card
      title="Estimates of the newest window"
      description="Robust errors hold also where the errors' law is wrong."
      padded={false}
      actions={
        <CsvButton
          fileName="estimates"
          label="Estimates: download CSV"
          columns={columns}
          rows={rows.map(({ label, name, value, standardError, robustStandardError }) => [
            label,
            name,
            value,
            standardError ?? null,
            robustStandardError ?? null,
          ])}
        />
      }
    >
      <div className="max-h-[24rem] overflow-y-auto">
        <TableScroll label="Estimates">
          <table className="data-table">
            <thead className="sticky top-0 bg-surface">
              <tr>
                {columns.map((column, at) => (
                  <th key={column} scope="col" className={at > 1 ? "num" : undefined}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ label, name, value, standardError, robustStandardError, atBound }) => (
                <tr key={`${label}/${name}`}>
                  <th scope="row">{label}</th>
                  <td>
                    {name} {atBound ? <Badge tone="warn">at its bound</Badge> : null}
                  </td>
                  <td className="num font-semibold">{formatMetric(value)}</td>
                  <td className="num">{formatMetric(standardError)}</td>
                  <td className="num">{formatMetric(robustStandardError)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </div>
    </Card>
  );
}
