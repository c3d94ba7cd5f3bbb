"use client";
import { useEffect } from "react";
import { LeakageAuditDocument } from "@/graphql/features.ts";
import { useData } from "@/graphql/use-data.ts";
import { isOver, useRunLive } from "@/graphql/use-run.ts";
import { formatCount, formatPercent } from "@/lib/format.ts";
import { Card } from "@/ui/Card.tsx";
import { Progress } from "@/ui/Progress.tsx";
import { EmptyState, ErrorState, Notice, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

/** What a leakage audit found: the features that changed, with the rows and both values. */
export function AuditResult({ runId }: { runId: string }) {
  const { data, loading, error, reload } = useData(LeakageAuditDocument, { id: runId });
  const run = data?.run;
  const live = useRunLive(run === null ? null : runId, run?.status);
  const ended = run && !isOver(run.status) && live && isOver(live.status);
  useEffect(() => {
    if (ended) reload();
  }, [ended, reload]);
  if (error) return <ErrorState message={error} onRetry={reload} />;
  if (loading) return <SkeletonRows rows={3} />;
  if (!run) return <EmptyState title="No such audit" />;
  if (!isOver(run.status)) {
    return (
      <Card title="The audit is at work">
        <Progress value={live?.progress ?? run.progress} label="Audit" />
        <p
          role="status"
          className="mt-2 text-sm text-ink-2"
        >{`${live?.phase ?? run.phase ?? "Waiting for a worker"} · ${formatPercent(live?.progress ?? run.progress, 0)}`}</p>
      </Card>
    );
  }
  const audit = run.leakageAudit;
  if (!audit) {
    return (
      <Notice tone="bad" title={`The audit did not end (${run.error?.code ?? run.status})`}>
        {run.error?.message}
      </Notice>
    );
  }
  const changed = audit.features.filter(({ nChanged }) => nChanged > 0);
  return (
    <div className="flex flex-col gap-5">
      {audit.passed ? (
        <Notice tone="good" title="No feature knows the future">
          {`${formatCount(audit.nSampled)} rows were computed again without anything later; nothing changed.`}
        </Notice>
      ) : (
        <Notice
          tone="bad"
          title={
            changed.length > 0 ? `${changed.length} of the features know the future` : "Some rows could not be computed without the future"
          }
        >
          {`${formatCount(audit.nSampled)} rows were computed again without anything later.`}
        </Notice>
      )}
      {changed.length > 0 ? (
        <Card title="Features that changed" padded={false}>
          <TableScroll label="Features that changed">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Feature</th>
                  <th scope="col" className="num">
                    Rows at which it changed
                  </th>
                </tr>
              </thead>
              <tbody>
                {changed.map(({ name, nChanged }) => (
                  <tr key={name}>
                    <th scope="row">{name}</th>
                    <td className="num">{`${formatCount(nChanged)} of ${formatCount(audit.nSampled)}`}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </Card>
      ) : null}
      {audit.leaks.length > 0 ? (
        <Card title="Where" description="Rows are counted from 0 in the spine." padded={false}>
          <TableScroll label="Changed values">
            <table className="data-table">
              <thead>
                <tr>
                  <th scope="col">Feature</th>
                  <th scope="col" className="num">
                    Row
                  </th>
                  <th scope="col">With the future</th>
                  <th scope="col">Without it</th>
                </tr>
              </thead>
              <tbody>
                {audit.leaks.map(({ feature, row, withFuture, withoutFuture }) => (
                  <tr key={`${feature}/${row}`}>
                    <th scope="row">{feature}</th>
                    <td className="num">{formatCount(row)}</td>
                    <td>{withFuture ?? "missing"}</td>
                    <td>{withoutFuture ?? "missing"}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </TableScroll>
        </Card>
      ) : null}
      {audit.failures.length > 0 ? (
        <Card title="Rows that could not be computed again">
          <ul className="flex flex-col gap-1 text-sm">
            {audit.failures.map(({ row, message }) => (
              <li key={row}>{`Row ${formatCount(row)}: ${message}`}</li>
            ))}
          </ul>
        </Card>
      ) : null}
    </div>
  );
}
