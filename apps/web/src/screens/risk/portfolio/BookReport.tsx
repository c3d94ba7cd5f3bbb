"use client";
import { useState } from "react";
import { Columns } from "@/charts/Columns.tsx";
import { formatMetric, formatPercent, formatValue } from "@/lib/format.ts";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { Select } from "@/ui/Select.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { LossHistogram } from "../LossHistogram.tsx";
import { useMethodTitles } from "../use-method-titles.ts";
import type { Portfolio } from "./PortfolioReport.tsx";

export type Book = NonNullable<Portfolio["book"]>;

const levelWords = (alpha: number): string => `${Number((alpha * 100).toFixed(3))} %`;

export function BookReport({ book }: { book: Book }) {
  const [chosen, setChosen] = useState(String(book.levels.at(-1)?.alpha ?? ""));
  const title = useMethodTitles();
  const level = book.levels.find(({ alpha }) => String(alpha) === chosen) ?? book.levels[0];
  if (!level) return null;
  const columns = [
    "Asset",
    "Position",
    "Standalone VaR",
    "Component VaR",
    "Share of VaR",
    "Marginal VaR",
    "Incremental VaR",
    "Component ES",
  ];
  const parts = level.assets.toSorted((a, b) => b.componentVar - a.componentVar);
  return (
    <>
      <Facts
        facts={[
          { label: "Net value", value: formatValue(book.netValue), note: `gross ${formatValue(book.grossValue)}` },
          ...book.levels.map(({ alpha, var: value, es, standardError }) => ({
            label: `VaR ${levelWords(alpha)}`,
            value: formatValue(value),
            note: `ES ${formatValue(es)}${standardError == null ? "" : `; VaR ± ${formatValue(standardError)} of simulation`}`,
          })),
        ]}
      />
      <Card
        title="Risk contributions"
        description={`${title(book.method)}, ${book.horizon} trading ${book.horizon === 1 ? "day" : "days"}. Components add up to the book's VaR of ${formatValue(level.var)}; diversification takes ${formatValue(level.diversification)} off the standalone sum. Incremental below zero: the position hedges.`}
        padded={false}
        actions={
          <>
            <Select
              aria-label="Level"
              className="w-28"
              value={String(level.alpha)}
              options={book.levels.map(({ alpha }) => ({ value: String(alpha), label: levelWords(alpha) }))}
              onChange={setChosen}
            />
            <CsvButton
              fileName="risk-contributions"
              label="Risk contributions: download CSV"
              columns={["Level", ...columns]}
              rows={book.levels.flatMap(({ alpha, var: total, assets }) =>
                assets.map((part) => [
                  alpha,
                  part.asset,
                  part.position,
                  part.standaloneVar,
                  part.componentVar,
                  part.componentVar / total,
                  part.marginalVar ?? null,
                  part.incrementalVar,
                  part.componentEs,
                ]),
              )}
            />
          </>
        }
      >
        <TableScroll label="Risk contributions">
          <table className="data-table">
            <thead>
              <tr>
                {columns.map((column, at) => (
                  <th key={column} scope="col" className={at > 0 ? "num" : undefined}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {parts.map((part) => (
                <tr key={part.asset}>
                  <th scope="row">{part.asset}</th>
                  <td className="num">{formatValue(part.position)}</td>
                  <td className="num">{formatValue(part.standaloneVar)}</td>
                  <td className="num font-semibold">{formatValue(part.componentVar)}</td>
                  <td className="num">{formatPercent(part.componentVar / level.var)}</td>
                  <td className="num">{formatMetric(part.marginalVar)}</td>
                  <td className={part.incrementalVar < 0 ? "num text-good" : "num"}>{formatValue(part.incrementalVar)}</td>
                  <td className="num">{formatValue(part.componentEs)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </Card>
      <div className="grid gap-5 xl:grid-cols-2">
        <Columns
          title={`Component VaR at ${levelWords(level.alpha)}`}
          summary="What each position adds to the book's VaR; below zero it takes risk away."
          fileName="component-var"
          names={parts.map(({ asset }) => asset)}
          nameTitle="Asset"
          value={{ name: "Amount", format: formatValue }}
          series={[{ name: "Component VaR", values: parts.map(({ componentVar }) => componentVar) }]}
          horizontal
        />
        {book.histogram.length > 0 ? (
          <LossHistogram
            title="Losses of the scenarios"
            fileName="book-losses"
            bins={book.histogram}
            height={Math.max(280, 76 + 24 * parts.length)}
            marks={book.levels.map(({ alpha, var: value }) => ({ at: value, label: levelWords(alpha) }))}
            unit="Loss, in the currency of the positions"
          />
        ) : null}
      </div>
    </>
  );
}
