"use client";
import { formatPercent, formatValue } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { Simulation } from "./SimulationReport.tsx";
import { useTaxonomy } from "./taxonomy.ts";

const SOURCES: Record<Simulation["cells"][number]["source"], string> = { FITTED: "fitted", SCENARIO: "scenario", GIVEN: "given" };

export function SimulatedCells({ risk, level }: { risk: Simulation; level: string }) {
  const taxonomy = useTaxonomy();
  const total = risk.cells.reduce((sum, { allocatedValueAtRisk }) => sum + allocatedValueAtRisk, 0);
  const columns = ["Cell", "Source", "Mean a year", `VaR ${level} alone`, "Part of VaR", "Share", "Part of ES"];
  return (
    <Card
      title="Cells"
      padded={false}
      actions={
        <CsvButton
          fileName="simulated-cells"
          label="Cells: download CSV"
          columns={columns}
          rows={risk.cells.map((cell) => [
            cell.cell,
            SOURCES[cell.source],
            cell.meanLoss.value,
            cell.valueAtRisk.value,
            cell.allocatedValueAtRisk,
            cell.allocatedValueAtRisk / total,
            cell.allocatedShortfall,
          ])}
        />
      }
    >
      <TableScroll label="Simulated cells">
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
            {risk.cells.map((cell) => (
              <tr key={cell.cell}>
                <th scope="row">
                  {cell.cell}
                  <span className="block text-xs font-normal text-ink-3">
                    {[
                      cell.eventType ? taxonomy.eventType(cell.eventType) : "",
                      cell.businessLine ? taxonomy.businessLine(cell.businessLine) : "",
                    ]
                      .filter(Boolean)
                      .join(", ")}
                  </span>
                </th>
                <td>
                  <Badge tone={cell.source === "FITTED" ? "sea" : "neutral"}>{SOURCES[cell.source]}</Badge>
                </td>
                <td className="num">{formatValue(cell.meanLoss.value)}</td>
                <td className="num">
                  {formatValue(cell.valueAtRisk.value)}
                  <span className="block text-xs text-ink-3">{`${formatValue(cell.valueAtRisk.low)} to ${formatValue(cell.valueAtRisk.high)}`}</span>
                </td>
                <td className="num font-semibold">{formatValue(cell.allocatedValueAtRisk)}</td>
                <td className="num">{formatPercent(cell.allocatedValueAtRisk / total)}</td>
                <td className="num">{formatValue(cell.allocatedShortfall)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
