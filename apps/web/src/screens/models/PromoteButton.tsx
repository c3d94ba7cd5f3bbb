"use client";
import { Anchor } from "lucide-react";
import { type FormEvent, useState } from "react";
import { toast } from "sonner";
import type { PromoteMutation } from "@/generated/graphql.ts";
import { PromoteDocument } from "@/graphql/models.ts";
import { useAction } from "@/graphql/use-action.ts";
import { Button } from "@/ui/Button.tsx";
import { Dialog } from "@/ui/Dialog.tsx";
import { Field } from "@/ui/Field.tsx";
import { Select } from "@/ui/Select.tsx";

const ALIASES = [
  { value: "champion", label: "champion", hint: "decides" },
  { value: "shadow", label: "shadow", hint: "runs beside it" },
];
const pickPromoted = (data: PromoteMutation) => data.promoteModelVersion;

interface PromoteButtonProps {
  versionId: string;
  label: string;
  onPromoted: () => void;
}

export function PromoteButton({ versionId, label, onPromoted }: PromoteButtonProps) {
  const [open, setOpen] = useState(false);
  const [alias, setAlias] = useState("champion");
  const [reason, setReason] = useState("");
  const [error, setError] = useState<string | null>(null);
  const [promote, busy] = useAction(PromoteDocument, pickPromoted);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() === "") {
      setError("Write why; the reason is kept in the audit log.");
      return;
    }
    const outcome = await promote({ input: { modelVersionId: versionId, alias, reason: reason.trim() } });
    if (!outcome.ok) {
      setError(outcome.problem.message);
      return;
    }
    toast.success(`${label} is now ${alias}.`);
    setOpen(false);
    setReason("");
    onPromoted();
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <Anchor aria-hidden="true" className="size-4" />
        Promote
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`Promote ${label}`}
        description="The alias leaves the version that holds it and moves to this one. Clients that score by alias follow at once."
      >
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          <Field label="Alias">{(ids) => <Select {...ids} value={alias} options={ALIASES} onChange={setAlias} />}</Field>
          <Field label="Reason" hint="Kept with your name in the audit log." error={error}>
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
            <Button onClick={() => setOpen(false)}>Not now</Button>
            <Button type="submit" tone="primary" disabled={busy}>
              {`Make it ${alias}`}
            </Button>
          </div>
        </form>
      </Dialog>
    </>
  );
}
