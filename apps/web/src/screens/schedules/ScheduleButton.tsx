"use client";
import { CalendarClock } from "lucide-react";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { Cadence, CreateScheduleMutation } from "@/generated/graphql.ts";
import { CreateScheduleDocument } from "@/graphql/schedules.ts";
import { useAction } from "@/graphql/use-action.ts";
import { formatTime } from "@/lib/format.ts";
import { Button } from "@/ui/Button.tsx";
import { Checkbox } from "@/ui/Checkbox.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { SelectField } from "@/ui/SelectField.tsx";
import { TextField } from "@/ui/TextField.tsx";
import { CADENCE_WORDS } from "./cadence.ts";

const pick = (data: CreateScheduleMutation) => data.createSchedule;
const CADENCES = (Object.keys(CADENCE_WORDS) as Cadence[]).map((value) => ({ value, label: CADENCE_WORDS[value] }));

interface ScheduleButtonProps {
  runId: string;
  /** What the schedule is called unless the user says otherwise. */
  name: string;
  dataset: string | null;
}

/** Repeats a run's specification: the morning's risk report without anybody asking for it. */
export function ScheduleButton({ runId, name: proposed, dataset }: ScheduleButtonProps) {
  const [open, setOpen] = useState(false);
  const [name, setName] = useState(`${proposed}, daily`);
  const [cadence, setCadence] = useState<Cadence>("WEEKDAYS");
  const [startsAt, setStartsAt] = useState("");
  const [followDataset, setFollow] = useState(dataset !== null);
  const [error, setError] = useState<{ words: string; at: string } | null>(null);
  const [create, busy] = useAction(CreateScheduleDocument, pick);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const moment = startsAt === "" ? undefined : new Date(startsAt);
    if (moment && Number.isNaN(moment.getTime())) {
      setError({ words: `'${startsAt}' is no moment.`, at: "startsAt" });
      return;
    }
    const outcome = await create({ input: { runId, name, cadence, followDataset, ...(moment ? { startsAt: moment.toISOString() } : {}) } });
    if (!outcome.ok) {
      setError({ words: outcome.problem.message, at: outcome.problem.path?.[0] ?? "name" });
      return;
    }
    toast.success(`${outcome.value.schedule.name} runs next at ${formatTime(outcome.value.schedule.nextAt)}.`);
    setOpen(false);
  };
  const errorAt = (field: string): string | null => (error?.at === field ? error.words : null);
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <CalendarClock aria-hidden="true" className="size-4" />
        Repeat it
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Repeat this run"
        description="The same specification is submitted again at every moment of the cadence; moments that were missed give one run together."
      >
        <form noValidate onSubmit={submit} className="flex flex-col gap-4">
          <TextField
            label="Name"
            value={name}
            onChange={setName}
            hint="Unique in the workspace."
            error={errorAt("name") ?? errorAt("runId")}
          />
          <SelectField
            label="Cadence"
            value={cadence}
            options={CADENCES}
            onChange={(value) => setCadence(CADENCES.find((known) => known.value === value)?.value ?? "WEEKDAYS")}
          />
          <TextField
            label="First moment"
            value={startsAt}
            onChange={setStartsAt}
            placeholder="2026-01-05 07:00"
            hint="In this browser's time, the others count from it. Empty: now."
            error={errorAt("startsAt")}
          />
          {dataset ? (
            <Checkbox
              label={`Read the newest data set called ${dataset}`}
              hint="Upload each day's file under that name; else each run reads the same bytes again."
              checked={followDataset}
              onChange={setFollow}
            />
          ) : null}
          <div className="flex justify-end gap-2">
            <Button onClick={() => setOpen(false)}>Not now</Button>
            <Button type="submit" tone="primary" disabled={busy}>
              Schedule it
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
