import Link from "next/link";
import { LearningCurves } from "@/charts/report-charts.tsx";
import type { RunDetail } from "@/graphql/use-run.ts";
import { formatTime } from "@/lib/format.ts";
import { adviceFor } from "@/lib/run-words.ts";
import { Card } from "@/ui/Card.tsx";
import { Notice } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

export function FailureView({ run }: { run: RunDetail }) {
  const cancelled = run.status === "CANCELLED";
  return (
    <>
      <Notice
        tone={cancelled ? "warn" : "bad"}
        title={cancelled ? "This run was cancelled" : `This run failed${run.error ? ` (${run.error.code})` : ""}`}
      >
        {run.error ? <p className="text-base">{run.error.message}</p> : null}
        <p className="mt-1">
          {cancelled ? "Nothing was registered. Retry starts a new run with the same input." : adviceFor(run.error?.code ?? "")}
        </p>
        {run.dataset ? (
          <p className="mt-1">
            <Link className="link" href={`/datasets/${run.dataset.id}`}>
              Open the dataset
            </Link>
          </p>
        ) : null}
      </Notice>
      {run.attemptLog.length > 0 ? (
        <Card title="Attempts" padded={false}>
          <TableScroll label="Attempts">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Attempt</th>
                  <th scope="col">Outcome</th>
                  <th scope="col">Started</th>
                  <th scope="col">Ended</th>
                  <th scope="col">Reason</th>
                </tr>
              </thead>
              <tbody>
                {run.attemptLog.map((attempt) => (
                  <tr key={attempt.number}>
                    <th scope="row">{attempt.number}</th>
                    <td>{attempt.outcome.toLowerCase().replaceAll("_", " ")}</td>
                    <td>{formatTime(attempt.startedAt)}</td>
                    <td>{formatTime(attempt.endedAt)}</td>
                    <td className="[overflow-wrap:anywhere]">{attempt.error ? `${attempt.error.code}: ${attempt.error.message}` : "–"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </Card>
      ) : null}
      {run.history.length > 0 ? <LearningCurves history={run.history} /> : null}
    </>
  );
}
