"use client";
import { useData } from "@/graphql/use-data.ts";
import { SystemDocument } from "@/graphql/viewer.ts";
import { formatCount, formatTime } from "@/lib/format.ts";
import { Badge } from "@/ui/Badge.tsx";
import { Card } from "@/ui/Card.tsx";
import { Facts } from "@/ui/Facts.tsx";
import { PageHeader } from "@/ui/PageHeader.tsx";
import { EmptyState, ErrorState, SkeletonCards } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { EngineWarning } from "./EngineWarning.tsx";

export function System() {
  const { data, loading, error, reload } = useData(SystemDocument, {}, { pollMs: 5000 });
  return (
    <>
      <PageHeader title="System" description="What this installation runs on, as its workers report it." />
      <div className="flex flex-col gap-5">
        <EngineWarning />
        {loading ? <SkeletonCards /> : null}
        {error ? <ErrorState message={error} onRetry={reload} /> : null}
        {data ? (
          <>
            <Facts
              facts={[
                { label: "Plimsoll", value: data.system.codeVersion },
                { label: "Database", value: data.system.database, note: data.system.databaseVersion },
                { label: "Running", value: formatCount(data.system.runningRuns), note: "runs" },
                { label: "Queued", value: formatCount(data.system.queuedRuns), note: "runs" },
              ]}
            />
            <Card title="Engines" description="One line for each live process that computes." padded={false}>
              {data.system.engines.length === 0 ? (
                <EmptyState title="No worker is alive" />
              ) : (
                <TableScroll label="Engines">
                  <table className="data-table">
                    <thead>
                      <tr>
                        <th scope="col">Engine</th>
                        <th scope="col">Version</th>
                        <th scope="col">Role</th>
                        <th scope="col" className="num">
                          Threads
                        </th>
                        <th scope="col">Host</th>
                        <th scope="col">Since</th>
                      </tr>
                    </thead>
                    <tbody>
                      {data.system.engines.map((engine) => (
                        <tr key={`${engine.host}/${engine.role}/${engine.startedAt}`}>
                          <th scope="row">
                            <Badge tone={engine.name === "NATIVE" ? "good" : "warn"}>{engine.name}</Badge>
                          </th>
                          <td>{engine.version}</td>
                          <td>{engine.role === "WORKER" ? "Worker: reads, trains, scores files" : "Scorer: answers single requests"}</td>
                          <td className="num">{engine.threads}</td>
                          <td>{engine.host}</td>
                          <td className="whitespace-nowrap">{formatTime(engine.startedAt)}</td>
                        </tr>
                      ))}
                    </tbody>
                  </table>
                </TableScroll>
              )}
            </Card>
          </>
        ) : null}
      </div>
    </>
  );
}
