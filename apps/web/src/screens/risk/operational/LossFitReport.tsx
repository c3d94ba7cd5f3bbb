"use client";
import { useState } from "react";
import type { LossFitQuery } from "@/generated/graphql.ts";
import { LossFitDocument } from "@/graphql/risk/operational.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatMetric, formatPercent, formatValue } from "@/lib/format.ts";
import { ButtonLink } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { ErrorState, SkeletonCards, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { Tabs } from "@/ui/Tabs.tsx";
import { CellReport } from "./CellReport.tsx";
import { useTaxonomy } from "./taxonomy.ts";

export type LossFit = NonNullable<NonNullable<LossFitQuery["run"]>["lossFit"]>;
export type FittedCell = LossFit["cells"][number];

/** The loss models of a register's cells, and what speaks for and against each law. */
export function LossFitReport({ runId }: { runId: string }) {
  const { data, error, reload } = useData(LossFitDocument, { id: runId });
  const taxonomy = useTaxonomy();
  const [shown, setShown] = useState("0");
  if (error) return <ErrorState message={error} onRetry={reload} />;
  const fit = data?.run?.lossFit;
  if (!fit) {
    return (
      <>
        <SkeletonCards />
        <SkeletonRows rows={8} />
      </>
    );
  }
  const version = data?.run?.modelVersion;
  const level = formatPercent(fit.alpha, 1);
  const columns = ["Cell", "Losses", "Frequency", "Severity", "Above", "Mean a year", `VaR ${level}`, "Single loss"];
  return (
    <>
      <div className="flex flex-wrap gap-2">
        {version ? (
          <>
            <ButtonLink tone="primary" href={`/risk/operational/simulate?version=${version.id}`}>
              Simulate a year
            </ButtonLink>
            <ButtonLink href={`/models/${encodeURIComponent(version.model.name)}/${version.version}`}>
              {`Open ${version.model.name} v${version.version}`}
            </ButtonLink>
          </>
        ) : null}
        {fit.register ? <ButtonLink href={`/risk/operational/registers/${fit.register.id}`}>The register</ButtonLink> : null}
      </div>
      <Card
        title="Chosen models"
        description={`${fit.amount === "NET" ? "Net" : "Gross"} amounts in ${fit.currency}${fit.fromYear ? `, ${fit.fromYear} to ${fit.toYear}` : ""}. VaR at ${level} of each cell alone: by the Fourier transform, and beside it by the single-loss approximation.`}
        padded={false}
        actions={
          <CsvButton
            fileName="loss-models"
            label="Chosen models: download CSV"
            columns={columns}
            rows={fit.cells.map((cell) => [
              cell.cell,
              cell.nLosses,
              cell.model.frequency.name,
              cell.model.severity.name,
              cell.above,
              cell.meanLoss ?? null,
              cell.valueAtRisk ?? null,
              cell.singleLoss,
            ])}
          />
        }
      >
        <TableScroll label="Chosen models">
          <table className="data-table">
            <thead>
              <tr>
                {columns.map((column, at) => (
                  <th key={column} scope="col" className={at === 1 || at > 3 ? "num" : undefined}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {fit.cells.map((cell) => (
                <tr key={cell.cell}>
                  <th scope="row">{cell.cell}</th>
                  <td className="num">{formatCount(cell.nLosses)}</td>
                  <td>
                    {taxonomy.law(cell.model.frequency.name)}
                    <Params params={cell.model.frequency.params} />
                  </td>
                  <td>
                    {taxonomy.law(cell.model.severity.name)}
                    <Params params={cell.model.severity.params} />
                  </td>
                  <td className="num">{formatValue(cell.above)}</td>
                  <td className="num">{cell.meanLoss == null ? "no mean" : formatValue(cell.meanLoss)}</td>
                  <td className="num font-semibold">{cell.valueAtRisk == null ? "tail too heavy" : formatValue(cell.valueAtRisk)}</td>
                  <td className="num">{formatValue(cell.singleLoss)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </Card>
      <Tabs
        label="Cells"
        value={shown}
        onChange={setShown}
        // A cell's name may hold spaces, which an id may not.
        tabs={fit.cells.map((cell, at) => ({
          value: String(at),
          label: cell.cell,
          content: <CellReport cell={cell} currency={fit.currency} law={taxonomy.law} />,
        }))}
      />
    </>
  );
}

const Params = ({ params }: { params: readonly { name: string; value: number }[] }) => (
  <span className="block text-xs text-ink-3">{params.map(({ name, value }) => `${name} ${formatMetric(value)}`).join(", ")}</span>
);
