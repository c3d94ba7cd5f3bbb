"use client";
import { type FormEvent, type ReactNode, useState } from "react";
import type { Problem } from "@/graphql/use-action.ts";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { Field } from "@/ui/Field.tsx";

interface ReasonDialogProps {
  title: string;
  description: ReactNode;
  /** What the button does, e.g. "Retire it". */
  action: string;
  tone?: "primary" | "danger";
  hint?: string;
  busy: boolean;
  /** More fields above the reason. */
  children?: ReactNode;
  /** Null when it worked: the dialog closes. */
  onSubmit: (reason: string) => Promise<Problem | null>;
  onClose: () => void;
}

/** A step that is kept in the audit log with its reason. */
export function ReasonDialog({ title, description, action, tone = "primary", hint, busy, children, onSubmit, onClose }: ReasonDialogProps) {
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === "") {
      setError("Write why; the reason is kept in the audit log.");
      return;
    }
    const problem = await onSubmit(reason.trim());
    if (problem) setError(problem.message);
    else onClose();
  };
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())} title={title} description={description}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-4">
        {children}
        <Field label="Reason" hint={hint ?? "Kept with your name in the audit log."} error={error}>
          {(ids) => (
            <textarea
              {...ids}
              rows={3}
              className="control"
              value={reason}
              onChange={(event) => {
                setReason(event.target.value);
                setError(null);
              }}
            />
          )}
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" tone={tone} disabled={busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
