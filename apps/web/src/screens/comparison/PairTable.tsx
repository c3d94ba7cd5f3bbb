"use client";
import type { PairedTest } from "@/generated/graphql.ts";
import { toCsv } from "@/lib/csv.ts";
import { formatInterval, formatMetric } from "@/lib/format.ts";
import { saveText } from "@/lib/save.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { ModelComparison } from "./ComparisonView.tsx";

const TESTS: Record<PairedTest, string> = {
  DELONG: "DeLong within each fold",
  PAIRED_BOOTSTRAP: "Paired bootstrap of rows",
  GROUP_BOOTSTRAP: "Bootstrap of whole groups",
  BLOCK_BOOTSTRAP: "Bootstrap of runs of moments",
};
const LEVEL = 0.05;

const probability = (p: number | null | undefined): string => (p == null ? "–" : p < 0.001 ? "< 0.001" : p.toFixed(3));

export function PairTable({ comparison }: { comparison: ModelComparison }) {
  const { pairs } = comparison;
  const save = () =>
    saveText(
      "pairs.csv",
      "text/csv",
      toCsv(
        ["a", "b", "difference", "low", "high", "test", "p", "p_corrected", "p_folds"],
        pairs.map(({ a, b, difference, low, high, test, p, pCorrected, pFolds }) => [
          a,
          b,
          difference,
          low,
          high,
          test,
          p,
          pCorrected,
          pFolds ?? null,
        ]),
      ),
    );
  return (
    <Card
      title="Paired tests"
      description="p is how often a difference this large would come up if there were none; it is corrected for the number of pairs (Holm). The t-test over the folds, corrected for the rows they share, stands beside it."
      padded={false}
      actions={
        <Button size="sm" tone="quiet" onClick={save}>
          CSV
        </Button>
      }
    >
      <TableScroll label="Paired tests">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Better</th>
              <th scope="col">Other</th>
              <th scope="col" className="num">
                Difference (95 %)
              </th>
              <th scope="col">Test</th>
              <th scope="col" className="num">
                p
              </th>
              <th scope="col" className="num">
                p, corrected
              </th>
              <th scope="col" className="num">
                p over folds
              </th>
              <th scope="col">Reads as</th>
            </tr>
          </thead>
          <tbody>
            {pairs.map(({ a, b, difference, low, high, test, p, pCorrected, pFolds }) => (
              <tr key={`${a}/${b}`}>
                <th scope="row">{a}</th>
                <td>{b}</td>
                <td className="num">
                  {formatMetric(difference)}
                  <span className="block text-xs text-ink-3">{formatInterval(low, high)}</span>
                </td>
                <td className="text-ink-2">{TESTS[test]}</td>
                <td className="num">{probability(p)}</td>
                <td className="num font-semibold">{probability(pCorrected)}</td>
                <td className="num">{probability(pFolds)}</td>
                <td>
                  <Badge tone={pCorrected < LEVEL ? "good" : "neutral"}>{pCorrected < LEVEL ? "beyond chance" : "may be chance"}</Badge>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
