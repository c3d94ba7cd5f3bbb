"use client";
import type { FormEvent, ReactNode } from "react";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { Notice } from "@/ui/states.tsx";

interface RetirableDialogProps {
  title: string;
  description: string;
  /** What is new cannot be retired. */
  isNew: boolean;
  busy: boolean;
  /** Why the API refused, where no field says so itself. */
  refusal: string | null;
  /** @param retired whether it leaves the board. */
  onSave: (retired: boolean) => void;
  onClose: () => void;
  children: ReactNode;
}

/** The form of something that is kept, changed and one day retired, never deleted. */
export function RetirableDialog({ title, description, isNew, busy, refusal, onSave, onClose, children }: RetirableDialogProps) {
  return (
    <Dialog open onOpenChange={(open) => (open ? undefined : onClose())} title={title} description={description}>
      <form
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          onSave(false);
        }}
        className="flex flex-col gap-3"
      >
        {children}
        {refusal ? <Notice tone="bad" title={refusal} /> : null}
        <div className="flex justify-end gap-2">
          {isNew ? null : (
            <Button tone="danger" className="mr-auto" disabled={busy} onClick={() => onSave(true)}>
              Retire it
            </Button>
          )}
          <Button onClick={onClose}>Not now</Button>
          <Button type="submit" tone="primary" disabled={busy}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
