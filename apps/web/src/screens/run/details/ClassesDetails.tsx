"use client";
import { HeatMap } from "@/charts/HeatMap.tsx";
import { toCsv } from "@/lib/csv.ts";
import { formatCount, formatMetric, formatPercent } from "@/lib/format.ts";
import { saveText } from "@/lib/save.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { Details } from "./TaskDetails.tsx";

type Classes = NonNullable<Details["classes"]>;

/** The confusion matrix by shares of the true class, and each class's own measures. */
export function ClassesDetails({ classes: { labels, confusion, classes } }: { classes: Classes }) {
  const nRows = classes.reduce((sum, entry) => sum + entry.nRows, 0);
  const save = () =>
    saveText(
      "classes.csv",
      "text/csv",
      toCsv(
        ["class", "rows", "predicted", "precision", "recall", "f1", "auc"],
        classes.map((entry) => [
          entry.label,
          entry.nRows,
          entry.nPredicted,
          entry.precision ?? null,
          entry.recall ?? null,
          entry.f1 ?? null,
          entry.auc ?? null,
        ]),
      ),
    );
  return (
    <>
      <HeatMap
        title="Confusion matrix"
        summary={`${formatCount(nRows)} test rows: each line is a true class, its cells the share that was given the class of the column.`}
        fileName="confusion"
        columns={{ name: "Given", names: labels }}
        rows={{ name: "True", names: labels }}
        values={confusion.map(({ counts }) => {
          const total = counts.reduce((sum, count) => sum + count, 0);
          return counts.map((count) => (total === 0 ? null : count / total));
        })}
        words={confusion.map(({ counts }) => {
          const total = counts.reduce((sum, count) => sum + count, 0);
          return counts.map((count) => (total === 0 ? "" : `${formatPercent(count / total, 0)} (${formatCount(count)})`));
        })}
      />
      <Card
        title="Class by class"
        description="Precision: of the rows given the class, how many are of it. Recall: of the rows of the class, how many were found. AUC: against all other classes together."
        padded={false}
        actions={
          <Button size="sm" tone="quiet" onClick={save}>
            CSV
          </Button>
        }
      >
        <TableScroll label="Classes">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Class</th>
                {["Test rows", "Given", "Precision", "Recall", "F1", "AUC"].map((head) => (
                  <th key={head} scope="col" className="num">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {classes.map((entry) => (
                <tr key={entry.label}>
                  <th scope="row">{entry.label === "" ? "(empty)" : entry.label}</th>
                  <td className="num">{formatCount(entry.nRows)}</td>
                  <td className="num">{formatCount(entry.nPredicted)}</td>
                  <td className="num">{formatMetric(entry.precision)}</td>
                  <td className="num">{formatMetric(entry.recall)}</td>
                  <td className="num font-semibold">{formatMetric(entry.f1)}</td>
                  <td className="num">{formatMetric(entry.auc)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      </Card>
    </>
  );
}
