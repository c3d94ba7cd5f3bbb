import { CircleCheck, CircleMinus, CircleX } from "lucide-react";
import type { ReactNode } from "react";
import { formatMetric } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { checkWords } from "./policy-words.ts";

export interface Gate {
  passed: boolean;
  checks: readonly {
    id: string;
    status: "PASSED" | "REFUSED" | "NOT_APPLICABLE";
    value?: number | null;
    bar?: number | null;
    reason: string;
  }[];
}

const LOOK = {
  PASSED: { Icon: CircleCheck, tone: "text-good", words: "holds" },
  REFUSED: { Icon: CircleX, tone: "text-bad", words: "refused" },
  NOT_APPLICABLE: { Icon: CircleMinus, tone: "text-ink-3", words: "does not apply" },
} as const;

/** The gate's word, check by check, the refusals first. */
export function GateCard({ gate, actions }: { gate: Gate; actions?: ReactNode }) {
  const refused = gate.checks.filter(({ status }) => status === "REFUSED");
  const isNumber = gate.checks.some(({ id }) => id === "TOO_GOOD");
  const order = ["REFUSED", "PASSED", "NOT_APPLICABLE"];
  const checks = gate.checks.toSorted((a, b) => order.indexOf(a.status) - order.indexOf(b.status));
  return (
    <Card
      padded={false}
      title={
        <span className="flex flex-wrap items-center gap-2">
          The gate
          <Badge tone={gate.passed ? "good" : "bad"}>{gate.passed ? "holds" : `${refused.length} refused`}</Badge>
        </span>
      }
      description="All checks must hold before the policy may decide. What somebody overrides is kept with the reason."
      actions={actions}
    >
      <TableScroll label="Checks of the gate">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Check</th>
              <th scope="col">Result</th>
              <th scope="col" className="num">
                Found
              </th>
              <th scope="col" className="num">
                Asked
              </th>
              <th scope="col">Reason</th>
            </tr>
          </thead>
          <tbody>
            {checks.map(({ id, status, value, bar, reason }) => {
              const { Icon, tone, words } = LOOK[status];
              return (
                <tr key={id}>
                  <th scope="row">{checkWords(id, isNumber)}</th>
                  <td>
                    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap font-semibold ${tone}`}>
                      <Icon aria-hidden="true" className="size-4" />
                      {words}
                    </span>
                  </td>
                  <td className="num">{formatMetric(value)}</td>
                  <td className="num">{formatMetric(bar)}</td>
                  <td className="min-w-[28ch] max-w-[70ch]">{reason}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
