"use client";
import Link from "next/link";
import { useState } from "react";
import { toast } from "sonner";
import type { DeleteScheduleMutation, SchedulesQuery } from "@/generated/graphql.ts";
import { DeleteScheduleDocument, SchedulesDocument } from "@/graphql/schedules.ts";
import { useAction } from "@/graphql/use-action.ts";
import { useData } from "@/graphql/use-data.ts";
import { formatTime } from "@/lib/format.ts";
import { Button } from "@/ui/Button.tsx";
import { Card } from "@/ui/Card.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { StatusBadge } from "@/ui/StatusBadge.tsx";
import { EmptyState, ErrorState, SkeletonRows } from "@/ui/states.tsx";
import { TableScroll } from "@/ui/TableScroll.tsx";
import { CADENCE_WORDS } from "./cadence.ts";

type Schedule = SchedulesQuery["schedules"]["edges"][number]["node"];
const pick = (data: DeleteScheduleMutation) => data.deleteSchedule;

export function Schedules() {
  const { data, loading, error, reload } = useData(SchedulesDocument, { first: 50 }, { pollMs: 15_000 });
  const [ended, setEnded] = useState<Schedule | null>(null);
  const rows = data?.schedules.edges.map(({ node }) => node) ?? [];
  return (
    <Card title="Schedules" description="Runs that are submitted again and again; each is a run like any other." padded={false}>
      {loading ? <SkeletonRows rows={2} /> : null}
      {error ? <ErrorState message={error} onRetry={reload} /> : null}
      {data && rows.length === 0 ? (
        <EmptyState title="No schedule yet">Open a run that has succeeded and choose Repeat it.</EmptyState>
      ) : null}
      {rows.length > 0 ? (
        <TableScroll label="Schedules">
          <table className="data-table">
            <thead>
              <tr>
                <th scope="col">Schedule</th>
                <th scope="col">Cadence</th>
                <th scope="col">Data</th>
                <th scope="col">Next</th>
                <th scope="col">Last run</th>
                <th scope="col">
                  <span className="sr-only">End</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((schedule) => (
                <tr key={schedule.id}>
                  <th scope="row">
                    {schedule.name}
                    <span className="block text-xs font-normal text-ink-3">{schedule.createdBy?.name ?? ""}</span>
                  </th>
                  <td>{CADENCE_WORDS[schedule.cadence]}</td>
                  <td>{schedule.dataset ? `${schedule.followDataset ? "newest " : ""}${schedule.dataset.name}` : "–"}</td>
                  <td className="whitespace-nowrap">{formatTime(schedule.nextAt)}</td>
                  <td>
                    {schedule.lastRun ? (
                      <Link className="link inline-flex items-center gap-2" href={`/runs/${schedule.lastRun.id}`}>
                        {formatTime(schedule.lastAt)} <StatusBadge status={schedule.lastRun.status} />
                      </Link>
                    ) : (
                      "none yet"
                    )}
                  </td>
                  <td>
                    <Button size="sm" tone="danger" aria-label={`End ${schedule.name}`} onClick={() => setEnded(schedule)}>
                      End
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableScroll>
      ) : null}
      {ended ? <EndDialog schedule={ended} onClose={() => setEnded(null)} onEnded={reload} /> : null}
    </Card>
  );
}

function EndDialog({ schedule, onClose, onEnded }: { schedule: Schedule; onClose: () => void; onEnded: () => void }) {
  const [end, busy] = useAction(DeleteScheduleDocument, pick);
  const confirm = async () => {
    const outcome = await end({ input: { scheduleId: schedule.id } });
    if (outcome.ok) toast.success(`${schedule.name} has ended.`);
    else toast.error(outcome.problem.message);
    onEnded();
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`End ${schedule.name}?`}
      description="No further run is submitted. Runs that it has submitted stay."
    >
      <div className="flex justify-end gap-2">
        <Button onClick={onClose}>Keep it</Button>
        <Button tone="danger" disabled={busy} onClick={confirm}>
          End the schedule
        </Button>
      </div>
    </Dialog>
  );
}
