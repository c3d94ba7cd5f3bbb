"use client";
import { Download } from "lucide-react";
import { useState } from "react";
import type { QualityQuery } from "@/generated/graphql.ts";
import { toCsv } from "@/lib/csv.ts";
import { formatCount, formatPercent } from "@/lib/format.ts";
import { saveText } from "@/lib/save.ts";
import type { ExpectationKind } from "@/lib/suite-draft.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { EmptyState } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { FailingRows } from "./FailingRows.tsx";

type Dataset = NonNullable<QualityQuery["dataset"]>;
type Quality = NonNullable<Dataset["quality"]>;
export type Outcome = Quality["outcomes"][number];

interface QualityReportProps {
  dataset: Dataset;
  kinds: readonly ExpectationKind[];
  atWork: boolean;
}

export function QualityReport({ dataset, kinds, atWork }: QualityReportProps) {
  const [open, setOpen] = useState<number | null>(null);
  const { quality } = dataset;
  if (!quality) {
    return (
      <Card>
        <EmptyState title={atWork ? "The check is at work" : "Nothing was checked yet"}>
          {atWork
            ? "Its outcome appears here by itself."
            : "Say what the data should be in the tab Expectations; they are checked at once."}
        </EmptyState>
      </Card>
    );
  }
  const failed = quality.outcomes.filter(({ passed }) => !passed);
  const hard = failed.filter(({ severity }) => severity === "HARD").length;
  const title = (kind: string) => kinds.find((known) => known.kind === kind)?.title ?? kind;
  const ordered = [...quality.outcomes].sort((a, b) => rank(a) - rank(b) || a.index - b.index);
  const download = () =>
    saveText(
      `quality-${dataset.name}.csv`,
      "text/csv",
      toCsv(
        ["Expectation", "Columns", "Severity", "Passed", "Expected", "Observed", "Checked rows", "Failed rows"],
        ordered.map((one) => [
          one.kind,
          one.columns.join(" "),
          one.severity,
          one.passed ? "yes" : "no",
          one.expected,
          one.observed,
          one.checkedRows,
          one.failedRows,
        ]),
      ),
    );
  return (
    <div className="flex flex-col gap-5">
      <Facts
        facts={[
          { label: "Rows", value: formatCount(quality.rowCount) },
          { label: "Expectations", value: formatCount(quality.outcomes.length) },
          { label: "Met", value: formatCount(quality.outcomes.length - failed.length) },
          { label: "Failed, hard", value: formatCount(hard), note: hard > 0 ? "stops the runs that read the data" : undefined },
          { label: "Failed, soft", value: formatCount(failed.length - hard) },
        ]}
      />
      <Card
        title="Outcomes"
        description="What failed comes first. Rows are counted from 0 in the file's order."
        padded={false}
        actions={
          <Button size="sm" tone="quiet" onClick={download}>
            <Download aria-hidden="true" className="size-4" />
            CSV
          </Button>
        }
      >
        <TableScroll label="Outcomes of the expectations">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Expectation</th>
                <th scope="col">Columns</th>
                <th scope="col">Outcome</th>
                <th scope="col">Expected</th>
                <th scope="col">Observed</th>
                <th scope="col" className="num">
                  Failed rows
                </th>
                <th scope="col">Rows at fault</th>
              </tr>
            </thead>
            <tbody>
              {ordered.map((one) => (
                <OutcomeRows
                  key={one.index}
                  outcome={one}
                  title={title(one.kind)}
                  samples={quality.samples.filter(({ index }) => index === one.index)}
                  isOpen={open === one.index}
                  onToggle={() => setOpen(open === one.index ? null : one.index)}
                />
              ))}
            </tbody>
          </table>
        </TableScroll>
      </Card>
    </div>
  );
}

const rank = ({ passed, severity }: Outcome): number => (passed ? 2 : severity === "HARD" ? 0 : 1);

const failedText = ({ failedRows, checkedRows }: Outcome): string =>
  checkedRows === 0 || failedRows === 0 ? "–" : `${formatCount(failedRows)} (${formatPercent(failedRows / checkedRows, 2)})`;

interface OutcomeRowsProps {
  outcome: Outcome;
  title: string;
  samples: Quality["samples"];
  isOpen: boolean;
  onToggle: () => void;
}

/** An outcome, and beneath it, once asked for, the rows at fault. */
function OutcomeRows({ outcome, title, samples, isOpen, onToggle }: OutcomeRowsProps) {
  const { passed, severity, columns, expected, observed, rows } = outcome;
  const about = columns.join(", ") || "the table";
  return (
    <>
      <tr>
        <th scope="row">{title}</th>
        <td className="[overflow-wrap:anywhere]">{about}</td>
        <td>
          <Badge tone={passed ? "good" : severity === "HARD" ? "bad" : "warn"}>
            {passed ? "met" : severity === "HARD" ? "failed, hard" : "failed, soft"}
          </Badge>
        </td>
        <td className="min-w-44">{expected}</td>
        <td className="min-w-44">{observed}</td>
        <td className="num">{failedText(outcome)}</td>
        <td>
          {rows.length > 0 ? (
            <Button
              size="sm"
              aria-expanded={isOpen}
              aria-label={`${isOpen ? "Hide" : "Show"} rows of ${title}, ${about}`}
              onClick={onToggle}
            >
              {isOpen ? "Hide" : "Show"}
            </Button>
          ) : (
            <span className="text-ink-3">–</span>
          )}
        </td>
      </tr>
      {isOpen ? (
        <tr>
          <td colSpan={7} className="bg-surface-2">
            <FailingRows title={`${title}: ${about}`} outcome={outcome} samples={samples} />
          </td>
        </tr>
      ) : null}
    </>
  );
}
