"use client";
import { useState } from "react";
import { toast } from "sonner";
import type { OpenFindingMutation, Severity } from "@/generated/graphql.ts";
import { OpenFindingDocument } from "@/graphql/governance.ts";
import { useAction } from "@/graphql/use-action.ts";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";
import { ReasonDialog } from "./ReasonDialog.tsx";

const SEVERITIES: readonly { value: Severity; label: string }[] = [
  { value: "LOW", label: "low" },
  { value: "MEDIUM", label: "medium" },
  { value: "HIGH", label: "high" },
  { value: "CRITICAL", label: "critical" },
];
const pickOpened = (data: OpenFindingMutation) => data.openFinding;

interface FindingDialogProps {
  versionId: string;
  label: string;
  members: readonly { id: string; name: string }[];
  onClose: () => void;
  onOpened: () => void;
}

export function FindingDialog({ versionId, label, members, onClose, onOpened }: FindingDialogProps) {
  const [title, setTitle] = useState("");
  const [severity, setSeverity] = useState<Severity>("MEDIUM");
  const [ownerId, setOwner] = useState(members[0]?.id ?? "");
  const [due, setDue] = useState(() => new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
  const [open, busy] = useAction(OpenFindingDocument, pickOpened);
  const submit = async (description: string) => {
    const input = { modelVersionId: versionId, title: title.trim(), description, severity, ownerId, dueAt: `${due}T23:59:59Z` };
    const outcome = await open({ input });
    if (!outcome.ok) return outcome.problem;
    toast.success("The finding is open.");
    onOpened();
    return null;
  };
  return (
    <ReasonDialog
      title={`Open a finding about ${label}`}
      description="High and critical ones block promotion; any does once it is overdue."
      action="Open it"
      hint="What was found, and what would mend it."
      busy={busy}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="Title">
        {(ids) => <input {...ids} className="control" value={title} onChange={(event) => setTitle(event.target.value)} />}
      </Field>
      <div className="grid grid-cols-2 gap-3 sm:grid-cols-3">
        <Field label="Severity">
          {(ids) => (
            <Select
              {...ids}
              value={severity}
              options={SEVERITIES}
              onChange={(value) => setSeverity(SEVERITIES.find((known) => known.value === value)?.value ?? "MEDIUM")}
            />
          )}
        </Field>
        <Field label="Owner">
          {(ids) => (
            <Select {...ids} value={ownerId} options={members.map(({ id, name }) => ({ value: id, label: name }))} onChange={setOwner} />
          )}
        </Field>
        <Field label="Due">
          {(ids) => <input {...ids} type="date" className="control" value={due} onChange={(event) => setDue(event.target.value)} />}
        </Field>
      </div>
    </ReasonDialog>
  );
}
