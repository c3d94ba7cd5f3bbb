import { formatMetric, formatPercent } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

interface OracleTableProps {
  oracle: {
    value: number;
    optimum: number;
    states: readonly { state: string; best: string; learned: string; chance: number; regret: number }[];
  };
}

/** The policy beside the exact best one, state by state. */
export function OracleTable({ oracle: { value, optimum, states } }: OracleTableProps) {
  const reached = optimum > 0 ? ` (${formatPercent(value / optimum)})` : "";
  return (
    <Card
      padded={false}
      title="Beside the best policy"
      description={`Exact discounted value from the start: ${formatMetric(value)} of ${formatMetric(optimum)}${reached}. The cost of an action is what taking it once, and acting best afterwards, loses.`}
    >
      <TableScroll label="Best and learned action by state">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">State</th>
              <th scope="col">Best</th>
              <th scope="col">Learned</th>
              <th scope="col" className="num">
                Its chance
              </th>
              <th scope="col" className="num">
                Costs
              </th>
            </tr>
          </thead>
          <tbody>
            {states.map((row) => (
              <tr key={row.state}>
                <th scope="row" className="font-mono text-xs">
                  {row.state}
                </th>
                <td>{row.best}</td>
                <td>
                  <span className="flex items-center gap-2">
                    {row.learned}
                    {row.learned !== row.best && row.regret > 1e-9 ? <Badge tone="warn">differs</Badge> : null}
                  </span>
                </td>
                <td className="num">{formatPercent(row.chance, 0)}</td>
                <td className="num">{formatMetric(Math.max(0, row.regret))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
