"use client";
import { ChevronRight } from "lucide-react";
import { useEffect, useState } from "react";
import { RunEventsDocument } from "@/graphql/runs.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatCount, formatMetric } from "@/lib/format.ts";
import { ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

interface EventLogProps {
  id: string;
  /** Changes whenever something happened, so that the open log reads on. */
  mark: string;
  open: boolean;
}

export function EventLog({ id, mark, open: initially }: EventLogProps) {
  const [open, setOpen] = useState(initially);
  return (
    <details
      className="group rounded-lg border border-line bg-surface shadow-card"
      open={initially}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="flex list-none items-center gap-2 rounded-lg px-4 py-3 text-lg font-semibold">
        <ChevronRight aria-hidden="true" className="size-4 transition-transform group-open:rotate-90" />
        Events
      </summary>
      {open ? <Events id={id} mark={mark} /> : null}
    </details>
  );
}

function Events({ id, mark }: { id: string; mark: string }) {
  const { data, loading, error, reload } = useData(RunEventsDocument, { id, after: null, first: 500 });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the mark says that there is more to read.
  useEffect(() => reload(), [mark, reload]);
  if (loading) return <SkeletonRows rows={3} />;
  if (error) return <ErrorState wholePage message={error} onRetry={reload} />;
  const events = [...(data?.run?.events ?? [])].reverse();
  if (events.length === 0) return <p className="px-4 pb-4 text-ink-3">Nothing happened yet.</p>;
  return (
    <div className="max-h-72 overflow-y-auto">
      <TableScroll label="Events of the run">
        <table className="data-table">
          <thead className="sticky top-0 bg-surface">
            <tr>
              <th scope="col">Time</th>
              <th scope="col">Event</th>
              <th scope="col">Attempt</th>
              <th scope="col">Details</th>
            </tr>
          </thead>
          <tbody>
            {events.map((event) => (
              <tr key={event.seq}>
                <td className="whitespace-nowrap text-ink-2">{clock.format(new Date(event.createdAt))}</td>
                <th scope="row">{event.type.toLowerCase().replaceAll("_", " ")}</th>
                <td>{event.attempt}</td>
                <td className="text-ink-2">{detail(event.epoch, event.data)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </div>
  );
}

function detail(epoch: number | null | undefined, data: Record<string, unknown>): string {
  const parts = Object.entries(data).flatMap(([name, value]) => {
    if (typeof value === "number") return [`${name} ${Number.isInteger(value) ? formatCount(value) : formatMetric(value)}`];
    return typeof value === "string" ? [`${name} ${value}`] : [];
  });
  return [...(epoch ? [`epoch ${epoch}`] : []), ...parts].join(" · ");
}
