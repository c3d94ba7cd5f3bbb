"use client";
import { useState } from "react";
import { toast } from "sonner";
import type { DecisionQuery, OverrideDecisionMutation } from "@/generated/graphql.ts";
import { OverrideDecisionDocument } from "@/graphql/decisions.ts";
import { useAction } from "@/graphql/use-action.ts";
import { ReasonDialog } from "@/screens/governance/ReasonDialog.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";

const pickOverride = (data: OverrideDecisionMutation) => data.overrideDecision;

interface OverrideDialogProps {
  decision: NonNullable<DecisionQuery["decisionRecord"]>;
  onClose: () => void;
  onDone: () => void;
}

/** Another outcome of the version, or any word where the version gives numbers. */
export function OverrideDialog({ decision, onClose, onDone }: OverrideDialogProps) {
  const labels =
    decision.score.decision === "ALERT" || decision.score.decision === "NORMAL"
      ? ["ALERT", "NORMAL"]
      : (decision.modelVersion.signature?.labels ?? []);
  const others = labels.filter((label) => label !== decision.outcome);
  const [outcome, setOutcome] = useState(others[0] ?? "");
  const [override, busy] = useAction(OverrideDecisionDocument, pickOverride);
  const submit = async (reason: string) => {
    const done = await override({ input: { decisionRecordId: decision.id, outcome, reason } });
    if (!done.ok) return done.problem;
    toast.success(`The decision on ${decision.subject} is now ${outcome}.`);
    onDone();
    return null;
  };
  return (
    <ReasonDialog
      title={`Override the decision on ${decision.subject}`}
      description="The record stays as it is; what you decide is added to it and to the audit log."
      action="Override it"
      hint="A sentence at least; kept with your name."
      busy={busy}
      onSubmit={submit}
      onClose={onClose}
    >
      <Field label="Outcome" hint={`In force now: ${decision.outcome ?? "none"}`}>
        {(ids) =>
          others.length > 0 ? (
            <Select {...ids} value={outcome} options={others.map((label) => ({ value: label, label }))} onChange={setOutcome} />
          ) : (
            <input {...ids} className="control" value={outcome} onChange={(event) => setOutcome(event.target.value)} />
          )
        }
      </Field>
    </ReasonDialog>
  );
}
