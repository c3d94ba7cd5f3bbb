"use client";
import { Columns } from "@/charts/Columns.tsx";
import { formatPercent, formatValue } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { CsvButton } from "@/ui/CsvButton.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { Book } from "./BookReport.tsx";

const dayOf = ({ at, day }: { at: number; day?: string | null }): string => day ?? `row ${at}`;

export function StressReport({ book: { stress, worst } }: { book: Book }) {
  return (
    <div className="grid items-start gap-5 xl:grid-cols-2">
      <div className="flex min-w-0 flex-col gap-5">
        {stress.length > 0 ? (
          <Columns
            title="Stress scenarios"
            summary="Loss of today's positions in each scenario; below zero is a gain."
            fileName="stress"
            names={stress.map(({ name }) => name)}
            nameTitle="Scenario"
            value={{ name: "Loss", format: formatValue }}
            series={[
              { name: "Loss", values: stress.map(({ loss }) => loss), tones: stress.map(({ loss }) => (loss > 0 ? "MARK" : "SERIES")) },
            ]}
            horizontal
          />
        ) : null}
        {worst.length > 0 ? <WorstStretches worst={worst} /> : null}
      </div>
      {stress.length > 0 ? (
        <Card
          title="What moves in each scenario"
          padded={false}
          actions={
            <CsvButton
              fileName="stress-assets"
              label="What moves in each scenario: download CSV"
              columns={["Scenario", "Asset", "Position", "Change", "Loss"]}
              rows={stress.flatMap(({ name, assets }) =>
                assets.map(({ asset, position, change, loss }) => [name, asset, position, change, loss]),
              )}
            />
          }
        >
          <div className="max-h-[26rem] overflow-y-auto">
            <TableScroll label="What moves in each scenario">
              <table className="data-table">
                <thead>
                  <tr>
                    <th scope="col">Scenario</th>
                    <th scope="col" className="num">
                      Change
                    </th>
                    <th scope="col" className="num">
                      Loss
                    </th>
                  </tr>
                </thead>
                {stress.map(({ name, kind, loss, lossShare, assets }) => (
                  <tbody key={name}>
                    <tr className="bg-surface-2">
                      <th scope="rowgroup">
                        {name} <Badge className="ml-1">{kind === "HISTORICAL" ? "days that were" : "shocks"}</Badge>
                      </th>
                      <td className="num">{`${formatPercent(lossShare)} of the gross`}</td>
                      <td className="num font-semibold">{formatValue(loss)}</td>
                    </tr>
                    {assets
                      .toSorted((a, b) => b.loss - a.loss)
                      .map((part) => (
                        <tr key={part.asset}>
                          <td className="pl-8">{part.asset}</td>
                          <td className="num">{formatPercent(part.change)}</td>
                          <td className="num">{formatValue(part.loss)}</td>
                        </tr>
                      ))}
                  </tbody>
                ))}
              </table>
            </TableScroll>
          </div>
        </Card>
      ) : null}
    </div>
  );
}

function WorstStretches({ worst }: { worst: Book["worst"] }) {
  const stretches = worst.flatMap(({ days, stretches: found }) => found.map((stretch) => ({ days, ...stretch })));
  return (
    <Card
      title="Worst stretches of the history"
      description="What today's positions, held unchanged, would have lost."
      padded={false}
      actions={
        <CsvButton
          fileName="worst-stretches"
          label="Worst stretches: download CSV"
          columns={["Days", "From", "To", "Loss"]}
          rows={stretches.map(({ days, from, to, loss }) => [days, dayOf(from), dayOf(to), loss])}
        />
      }
    >
      <TableScroll label="Worst stretches">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Length</th>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col" className="num">
                Loss
              </th>
            </tr>
          </thead>
          <tbody>
            {stretches.map(({ days, from, to, loss }) => (
              <tr key={`${days}/${from.at}`}>
                <td>{`${days} ${days === 1 ? "day" : "days"}`}</td>
                <td>{dayOf(from)}</td>
                <td>{dayOf(to)}</td>
                <td className="num font-semibold">{formatValue(loss)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
