"use client";
import { useState } from "react";
import { toCsv } from "@/lib/csv.ts";
import { cx } from "@/lib/cx.ts";
import { formatCount, formatMetric } from "@/lib/format.ts";
import { saveText } from "@/lib/save.ts";
import { metricLook } from "@/lib/verdict.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Select } from "@/ui/Select.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import type { ModelComparison } from "./ComparisonView.tsx";

/** One line a fold, one column a model; the best of each line stands out. */
export function FoldTable({ comparison }: { comparison: ModelComparison }) {
  const { candidates } = comparison;
  const names = [...new Set(candidates.flatMap(({ folds }) => folds.flatMap(({ metrics }) => metrics.map(({ name }) => name))))];
  const [asked, setMetric] = useState(comparison.metric);
  const metric = names.includes(asked) ? asked : (names[0] ?? "");
  const { better } = metricLook(metric);
  const folds = [...new Map(candidates.flatMap((candidate) => candidate.folds).map((fold) => [fold.fold, fold])).values()].sort(
    (a, b) => a.fold - b.fold,
  );
  const metricOf = (candidate: (typeof candidates)[number], fold: number): number | null =>
    candidate.folds.find((entry) => entry.fold === fold)?.metrics.find(({ name }) => name === metric)?.value ?? null;
  const save = () =>
    saveText(
      "folds.csv",
      "text/csv",
      toCsv(
        ["fold", "model", "train_rows", "test_rows", "epochs", "seconds", "metric", "value"],
        candidates.flatMap(({ name, folds: own }) =>
          own.flatMap((fold) =>
            fold.metrics.map((entry) => [
              fold.fold,
              name,
              fold.trainRows,
              fold.testRows,
              fold.epochs ?? null,
              fold.seconds,
              entry.name,
              entry.value,
            ]),
          ),
        ),
      ),
    );
  return (
    <Card
      title="Fold by fold"
      description="Every model met the same rows in each fold; the best of a fold is set in bold."
      padded={false}
      actions={
        <>
          <Select
            aria-label="Metric of the folds"
            className="w-52"
            value={metric}
            options={names.map((name) => ({ value: name, label: metricLook(name).label }))}
            onChange={setMetric}
          />
          <Button size="sm" tone="quiet" onClick={save}>
            CSV
          </Button>
        </>
      }
    >
      <TableScroll label="Folds">
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">Fold</th>
              <th scope="col" className="num">
                Trained on
              </th>
              <th scope="col" className="num">
                Judged on
              </th>
              {candidates.map(({ name }) => (
                <th key={name} scope="col" className="num">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {folds.map(({ fold, trainRows, testRows }) => {
              const values = candidates.map((candidate) => metricOf(candidate, fold));
              const known = values.filter((value) => value !== null);
              const best = known.length === 0 ? null : better === "higher" ? Math.max(...known) : Math.min(...known);
              return (
                <tr key={fold}>
                  <th scope="row">{fold}</th>
                  <td className="num">{formatCount(trainRows)}</td>
                  <td className="num">{formatCount(testRows)}</td>
                  {values.map((value, at) => (
                    <td key={candidates[at]?.name} className={cx("num", value !== null && value === best && "font-semibold")}>
                      {formatMetric(value)}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </TableScroll>
    </Card>
  );
}
