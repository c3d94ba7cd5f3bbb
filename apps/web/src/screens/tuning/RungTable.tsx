"use client";
import { formatCount, formatMetric } from "@/lib/format.ts";
import { Card } from "@/ui/Card.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { rungRows, type Tuning } from "./trials.ts";

const MOST_NAMED = 12;

export function RungTable({ tuning }: { tuning: Tuning }) {
  const rows = rungRows(tuning);
  return (
    <Card
      title="Rungs"
      description={`At each rung the best 1 in ${tuning.eta} goes on and is trained ${tuning.eta} times as long; the others stop there.`}
      padded={false}
    >
      <TableScroll label="Rungs">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Rung</th>
              <th scope="col" className="num">
                Epochs
              </th>
              <th scope="col" className="num">
                Reached it
              </th>
              <th scope="col" className="num">
                Stopped here
              </th>
              <th scope="col" className="num">
                Went on
              </th>
              <th scope="col" className="num">
                Best of them
              </th>
              <th scope="col">Trials stopped here</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ rung, epochs, reached, stopped, wentOn, best }) => (
              <tr key={rung}>
                <th scope="row">{rung === rows.length ? `${rung}, the last` : rung}</th>
                <td className="num">{formatCount(epochs)}</td>
                <td className="num">{formatCount(reached)}</td>
                <td className="num">{formatCount(stopped.length)}</td>
                <td className="num">{rung === rows.length ? "–" : formatCount(wentOn)}</td>
                <td className="num">{best ? `${formatMetric(best.best)} (trial ${best.number})` : "–"}</td>
                <td className="text-ink-2">
                  {stopped
                    .slice(0, MOST_NAMED)
                    .map(({ number }) => number)
                    .join(", ") || "–"}
                  {stopped.length > MOST_NAMED ? ` and ${formatCount(stopped.length - MOST_NAMED)} more` : ""}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
